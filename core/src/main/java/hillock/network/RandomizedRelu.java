package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.TensorType;
import hillock.graph.Composed;
import java.util.Optional;

/**
 * A leaky ReLU whose slope below 0 is drawn for each element in training, uniformly from [low, high), and is their mean
 * in inference (Xu, Wang, Chen, Li, 2015).
 *
 * @param low the least slope
 * @param high the bound of the slopes
 */
public record RandomizedRelu(double low, double high) implements Activation {
    /** Checks the slopes. */
    public RandomizedRelu {
        if (!(low >= 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The slopes of a randomised ReLU lie between two finite numbers from 0 in rising order, not " + low
                            + " and " + high + ".");
        }
    }

    /** Slopes between 1/8 and 1/3, with mean 11/48. */
    public static RandomizedRelu of() {
        return new RandomizedRelu(1.0 / 8, 1.0 / 3);
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
        if (!pass.isTraining()) {
            return x.apply(node -> Composed.leakyRelu(node, (low + high) / 2));
        }
        Key key = pass.key();
        Tensor slope = key.uniform(new TensorType(x.dtype(), x.shape()))
                .mul(high - low)
                .add(low);
        return x.relu().sub(slope.mul(x.neg().relu()));
    }

    @Override
    public Initializer initializer() {
        return Initializer.kaimingNormal();
    }

    /** The traits in inference. */
    @Override
    public Optional<ActivationTraits> traits() {
        return new LeakyRelu((low + high) / 2).traits();
    }

    @Override
    public String describe() {
        return "randomized_relu(" + low + ", " + high + ")";
    }
}
