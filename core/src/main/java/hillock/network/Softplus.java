package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * {@code ln(1 + e^(beta x)) / beta}, a smooth ReLU whose derivative is the logistic function of {@code beta x}.
 *
 * @param beta how sharp the bend is, a positive number
 * @param threshold of {@code beta x}, above which the result is {@code x}
 */
public record Softplus(double beta, double threshold) implements Activation {
    /** Checks the options. */
    public Softplus {
        if (!(beta > 0 && beta < Double.POSITIVE_INFINITY) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException(
                    "Softplus takes a positive beta and a threshold, not %s and %s.".formatted(beta, threshold));
        }
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.softplus(node, beta, threshold));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Optional.of(new ActivationTraits(0, Double.POSITIVE_INFINITY, false, true, 1));
    }

    @Override
    public String describe() {
        return "softplus(" + beta + ", " + threshold + ")";
    }
}
