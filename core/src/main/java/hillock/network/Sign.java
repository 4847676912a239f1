package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * The sign: -1 below 0 and 1 above. Its derivative is 0 everywhere, so without a surrogate the gradient teaches nothing
 * to the layers before it.
 *
 * @param atZero the value at 0: -1, 0 or 1
 * @param surrogate what counts as the derivative instead
 */
public record Sign(double atZero, Surrogate surrogate) implements Activation {
    /** Checks the value at 0. */
    public Sign {
        if (atZero != -1 && atZero != 0 && atZero != 1) {
            throw new IllegalArgumentException("The sign is -1, 0 or 1 at 0, not " + atZero + ".");
        }
    }

    /** The sign of {@code x}, and where that is 0 the state, of the same shape: the rule of Hopfield's network. */
    public static Tensor keeping(Tensor x, Tensor state) {
        return x.equal(x.mul(0)).select(state.detach(), x.apply(node -> Composed.sign(node, 0)));
    }

    /** The sign without a surrogate. */
    public Sign(double atZero) {
        this(atZero, Surrogate.none());
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.sign(node, atZero, surrogate::slope));
    }

    @Override
    public Initializer initializer() {
        return Initializer.xavierUniform();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Optional.of(new ActivationTraits(-1, 1, atZero == 0, true, surrogate instanceof Surrogate.None ? 0 : 1));
    }

    @Override
    public String describe() {
        return "sign(" + atZero + (surrogate instanceof Surrogate.None ? "" : ", " + surrogate.describe()) + ")";
    }
}
