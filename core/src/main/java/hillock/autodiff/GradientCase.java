package hillock.autodiff;

import hillock.array.NDArray;
import hillock.graph.Node;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A function at a point, and how its derivatives there are checked.
 *
 * @param operation the operation or composed function this is about
 * @param point which point, in words
 * @param function builds the results from the operands
 * @param inputs the operands at that point; float64 ones are differentiated by
 * @param expectation what the derivatives are compared with
 */
public record GradientCase(
        String operation,
        String point,
        UnaryOperator<List<Node>> function,
        List<NDArray> inputs,
        Expectation expectation) {
    /** Copies the list. */
    public GradientCase {
        inputs = List.copyOf(inputs);
    }

    /** What derivatives are compared with. */
    public sealed interface Expectation {}

    /**
     * Differences of values, for first and second derivatives.
     *
     * @param scale the distance over which the function changes; a power of two keeps the steps exact
     */
    public record Differences(double scale) implements Expectation {}

    /**
     * Known numbers, where differences cannot see the derivative because it is lost in the rounding of the value, or
     * where there is no derivative and a convention stands for it.
     *
     * @param reason why differences do not serve
     * @param gradient the derivatives of the sum of the results, per float64 operand
     * @param second the derivatives of the sum of those, per float64 operand; empty to leave order 2 out
     */
    public record Known(String reason, List<NDArray> gradient, List<NDArray> second) implements Expectation {
        /** Copies the lists. */
        public Known {
            gradient = List.copyOf(gradient);
            second = List.copyOf(second);
        }
    }

    /**
     * Nothing to compare.
     *
     * @param reason why
     */
    public record Skipped(String reason) implements Expectation {}
}
