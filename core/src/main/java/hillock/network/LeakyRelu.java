package hillock.network;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * {@code x} above 0 and {@code slope * x} elsewhere (Maas, Hannun, Ng, 2013).
 *
 * @param slope the slope below 0, a finite number
 */
public record LeakyRelu(double slope) implements Activation {
    /** Checks the slope. */
    public LeakyRelu {
        if (!Double.isFinite(slope)) {
            throw new IllegalArgumentException("The slope of a leaky ReLU is a finite number, not " + slope + ".");
        }
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        return x.apply(node -> Composed.leakyRelu(node, slope));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    @Override
    public Optional<ActivationTraits> traits() {
        double low = slope > 0 ? Double.NEGATIVE_INFINITY : 0;
        return Optional.of(new ActivationTraits(
                low, Double.POSITIVE_INFINITY, slope == 1, slope >= 0, Math.max(1, Math.abs(slope))));
    }

    @Override
    public String describe() {
        return "leaky_relu(" + slope + ")";
    }
}
