package hillock.train;

import hillock.Tensor;
import java.util.List;

/**
 * An optimiser each of whose derivatives is cut to {@code [-most, most]}, as PyTorch's {@code clip_grad_value_} does.
 * What is clipped is the gradient of the loss, before a penalty is added.
 *
 * @param optimizer the optimiser that gets the gradients
 * @param most the greatest magnitude left alone, above 0
 */
public record ClippedByValue(Optimizer optimizer, double most) implements Refinement {
    /** Checks the magnitude. */
    public ClippedByValue {
        if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "Gradients are cut to a positive, finite magnitude; " + most + " is not.");
        }
    }

    @Override
    public List<Tensor> gradients(List<Tensor> gradients) {
        return optimizer.gradients(gradients).stream()
                .map(gradient -> {
                    Tensor bound = Tensor.scalar(most).cast(gradient.dtype());
                    return gradient.min(bound).max(bound.neg());
                })
                .toList();
    }

    @Override
    public String option() {
        return "clip_value=" + most;
    }
}
