package hillock.network;

import hillock.Tensor;
import java.util.Objects;

/**
 * The absolute error: see {@link Loss#absoluteError()}.
 *
 * @param reduction over the batch
 */
public record AbsoluteError(Reduction reduction) implements Loss {
    /** Checks. */
    public AbsoluteError {
        Objects.requireNonNull(reduction);
    }

    /** The same with a reduction. */
    public AbsoluteError withReduction(Reduction other) {
        return new AbsoluteError(other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        return Loss.sumPerSample(
                outputs.sub(Loss.align("The absolute error", outputs, targets)).abs());
    }

    @Override
    public String describe() {
        return Losses.describe("absolute_error", reduction);
    }
}
