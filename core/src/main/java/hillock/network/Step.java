package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * The unit step: 0 below 0 and 1 above. Its derivative is 0 everywhere, so without a surrogate the gradient teaches
 * nothing to the layers before it.
 *
 * @param atZero the value at 0: 0, 0.5 or 1
 * @param surrogate what counts as the derivative instead
 */
public record Step(double atZero, Surrogate surrogate) implements Activation {
    /** Checks the value at 0. */
    public Step {
        if (atZero != 0 && atZero != 0.5 && atZero != 1) {
            throw new IllegalArgumentException("The step is 0, 0.5 or 1 at 0, not " + atZero + ".");
        }
    }

    /** The unit step without a surrogate. */
    public Step(double atZero) {
        this(atZero, Surrogate.none());
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.step(node, atZero, surrogate::slope));
    }

    @Override
    public Initializer initializer() {
        return Initializer.xavierUniform();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Optional.of(new ActivationTraits(0, 1, false, true, surrogate instanceof Surrogate.None ? 0 : 1));
    }

    @Override
    public String describe() {
        return "step(" + atZero + (surrogate instanceof Surrogate.None ? "" : ", " + surrogate.describe()) + ")";
    }
}
