package hillock.train;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.List;

/**
 * RMSProp (Tieleman and Hinton, 2012): {@code s = beta s + (1 - beta) g^2; w -= rate * g / (sqrt s + epsilon)}. The
 * mean is not corrected for its start at zero: under a constant gradient step {@code t}, from 1, is {@code rate /
 * sqrt(1 - beta^t)} long.
 *
 * @param learningRate the rate
 * @param beta the part of the mean square kept, at least 0 and below 1
 * @param epsilon keeps the divisor from zero, above 0
 */
public record RmsProp(Schedule learningRate, double beta, double epsilon) implements Optimizer {
    /** Checks the settings. */
    public RmsProp {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("The beta of RMSProp is at least 0 and below 1; " + beta + " is not.");
        }
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The epsilon of RMSProp is positive; " + epsilon + " is not.");
        }
    }

    /** RMSProp at a constant rate with the usual settings: beta 0.99, epsilon 1e-8. */
    public static RmsProp of(double rate) {
        return of(Schedule.constant(rate));
    }

    /** RMSProp at a rate that changes, otherwise with the usual settings. */
    public static RmsProp of(Schedule rate) {
        return new RmsProp(rate, 0.99, 1e-8);
    }

    @Override
    public List<String> states() {
        return List.of("square");
    }

    @Override
    public Next next(Slot slot) {
        Tensor gradient = slot.gradient();
        Tensor square = Tensor.of(Composed.flushed(slot.states()
                .getFirst()
                .mul(beta)
                .add(gradient.square().mul(1 - beta))
                .node()));
        Tensor direction = gradient.div(square.sqrt().add(epsilon));
        return new Next(slot.value().sub(direction.mul(slot.scalar(slot.rate()))), List.of(square));
    }

    @Override
    public String describe() {
        return "rmsprop(" + learningRate.describe() + ", beta=" + beta + ", epsilon=" + epsilon + ")";
    }
}
