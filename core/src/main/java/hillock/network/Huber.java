package hillock.network;

import static hillock.graph.Nodes.abs;
import static hillock.graph.Nodes.fillLike;
import static hillock.graph.Nodes.max;
import static hillock.graph.Nodes.min;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.sub;

import hillock.Tensor;
import hillock.graph.Composed;
import hillock.graph.Node;
import java.util.Objects;

/**
 * Huber's loss: see {@link Loss#huber}. With {@code c = min(|d|, delta)} the value is {@code c (|d| - c / 2)} on both
 * sides, so no square overflows; the derivative is the distance cut to [-delta, delta].
 *
 * @param delta the distance up to which errors are squared, above 0
 * @param reduction over the batch
 */
public record Huber(double delta, Reduction reduction) implements Loss {
    /** Checks. */
    public Huber {
        Objects.requireNonNull(reduction);
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The delta of Huber's loss is a positive number, not " + delta + ".");
        }
    }

    /** The same with a reduction. */
    public Huber withReduction(Reduction other) {
        return new Huber(delta, other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        Tensor distances = outputs.sub(Loss.align("Huber's loss", outputs, targets));
        return Loss.sumPerSample(Tensor.of(Composed.elementwise(
                "huber",
                distances.node(),
                d -> {
                    Node size = abs(d);
                    Node cut = min(size, fillLike(d, delta));
                    return mul(cut, sub(size, mul(cut, 0.5)));
                },
                d -> max(min(d, fillLike(d, delta)), fillLike(d, -delta)))));
    }

    @Override
    public String describe() {
        return Losses.describe("huber", reduction, Double.toString(delta));
    }
}
