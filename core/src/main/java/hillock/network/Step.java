package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * The unit step: 0 below 0 and 1 above. Its derivative counts as 0 everywhere, so the gradient teaches nothing to the
 * layers before it.
 *
 * @param atZero the value at 0: 0, 0.5 or 1
 */
public record Step(double atZero) implements Activation {
    /** Checks the value at 0. */
    public Step {
        if (atZero != 0 && atZero != 0.5 && atZero != 1) {
            throw new IllegalArgumentException("The step is 0, 0.5 or 1 at 0, not " + atZero + ".");
        }
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return Tensor.of(Composed.step(x.node(), atZero));
    }

    @Override
    public Initializer initializer() {
        return Initializer.xavierUniform();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Optional.of(new ActivationTraits(0, 1, false, true, 0));
    }

    @Override
    public String describe() {
        return "step(" + atZero + ")";
    }
}
