package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * {@code x} from 0 on and {@code alpha (e^x - 1)} below (Clevert, Unterthiner, Hochreiter, 2015); differentiable at 0
 * only for an alpha of 1.
 *
 * @param alpha how far the values go below 0, a positive number
 */
public record Elu(double alpha) implements Activation {
    /** Checks alpha. */
    public Elu {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The alpha of an ELU is a positive number, not " + alpha + ".");
        }
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.elu(node, alpha));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        return Optional.of(new ActivationTraits(-alpha, Double.POSITIVE_INFINITY, false, true, Math.max(1, alpha)));
    }

    @Override
    public String describe() {
        return "elu(" + alpha + ")";
    }
}
