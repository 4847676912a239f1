package hillock.network;

import hillock.Tensor;
import java.util.Objects;

/**
 * The squared error: see {@link Loss#squaredError(double)}.
 *
 * @param factor what the sum of squares is multiplied with, above 0
 * @param reduction over the batch
 */
public record SquaredError(double factor, Reduction reduction) implements Loss {
    /** Checks. */
    public SquaredError {
        Objects.requireNonNull(reduction);
        if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The factor of the squared error is positive, not " + factor + ".");
        }
    }

    /** The same with a reduction. */
    public SquaredError withReduction(Reduction other) {
        return new SquaredError(factor, other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        Tensor squares = Loss.sumPerSample(
                outputs.sub(Loss.align("The squared error", outputs, targets)).square());
        return factor == 1 ? squares : squares.mul(factor);
    }

    @Override
    public String describe() {
        return Losses.describe("squared_error", reduction, Double.toString(factor));
    }
}
