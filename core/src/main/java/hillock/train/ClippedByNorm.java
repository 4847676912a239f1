package hillock.train;

import hillock.Tensor;
import hillock.array.DType;
import java.util.List;

/**
 * An optimiser whose gradients are shortened together when they are long (Pascanu, Mikolov and Bengio, 2013): with
 * {@code n} the Euclidean norm of all gradients as one vector, each is multiplied by {@code min(1, most / (n + 1e-6))},
 * as PyTorch's {@code clip_grad_norm_} does. What is clipped is the gradient of the loss, before a penalty is added.
 *
 * @param optimizer the optimiser that gets the gradients
 * @param most the greatest norm left alone, above 0
 */
public record ClippedByNorm(Optimizer optimizer, double most) implements Refinement {
    /** Checks the norm. */
    public ClippedByNorm {
        if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Gradients are cut to a positive, finite norm; " + most + " is not.");
        }
    }

    @Override
    public List<Tensor> gradients(List<Tensor> gradients) {
        List<Tensor> inner = optimizer.gradients(gradients);
        // In float64 the squares of float32 numbers neither overflow nor vanish.
        Tensor squares = Tensor.scalar(0.0);
        for (Tensor gradient : inner) {
            squares = squares.add(gradient.cast(DType.FLOAT64).square().sum());
        }
        Tensor norm = squares.sqrt();
        Tensor shortening = Tensor.scalar(most).div(norm.add(1e-6)).min(Tensor.scalar(1.0));
        // An infinite norm must not pass as a factor of 0, with which training would stand still unnoticed.
        Tensor factor = shortening.add(norm.mul(0));
        return inner.stream()
                .map(gradient -> gradient.mul(factor.cast(gradient.dtype())))
                .toList();
    }

    @Override
    public String option() {
        return "clip_norm=" + most;
    }
}
