package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * {@code max(x, 0)} with a chosen derivative at 0, where there is none: any number from 0 to 1 is a subgradient.
 * {@link Activation#relu} has 0, as PyTorch and others do; texts have 1 or 1/2 too.
 *
 * @param slopeAtZero the derivative at 0, 0 to 1
 */
public record Relu(double slopeAtZero) implements Activation {
    /** Checks the slope. */
    public Relu {
        if (!(slopeAtZero >= 0 && slopeAtZero <= 1)) {
            throw new IllegalArgumentException("The slope of a ReLU at 0 is 0 to 1, not " + slopeAtZero + ".");
        }
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.relu(node, slopeAtZero));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Activation.relu().traits();
    }

    @Override
    public String describe() {
        return "relu(slope_at_zero=" + slopeAtZero + ")";
    }
}
