package hillock.explain;

import hillock.array.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * One edge of an explained graph, from an operand to the node that uses it. In reverse mode {@code upstream} is the
 * gradient that has arrived at the user and {@code gradient} the part of it that the edge carries back to the operand.
 * In forward mode {@code upstream} is the tangent of the operand and {@code gradient} the part that the edge adds to
 * the tangent of the user. In both, {@code upstream x local = gradient} wherever there is a {@code local}.
 *
 * @param from the number of the operand
 * @param to the number of the user
 * @param value what flows forward; null if it is a tuple
 * @param upstream the derivative that comes in; null if none flows here
 * @param local the derivative of the user by the operand alone, element by element; null where it is not one number per
 *     element, as for a matrix product, or no derivative flows
 * @param gradient the derivative that goes out; null if none flows here
 */
public record TraceEdge(
        int from,
        int to,
        @Nullable NDArray value,
        @Nullable NDArray upstream,
        @Nullable NDArray local,
        @Nullable NDArray gradient) {}
