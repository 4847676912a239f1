package hillock.train;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015): with {@code t} the number of the step from 1, {@code m = b1 m + (1 - b1) g} and {@code v
 * = b2 v + (1 - b2) g^2} are corrected by {@code 1 - b1^t} and {@code 1 - b2^t}, and {@code w -= rate * m / (sqrt v +
 * epsilon)}. The first step is the rate in the direction of the gradient's sign.
 *
 * @param learningRate the rate
 * @param beta1 the part of the mean gradient kept, at least 0 and below 1
 * @param beta2 the part of the mean square kept, at least 0 and below 1
 * @param epsilon keeps the divisor from zero, above 0
 */
public record Adam(Schedule learningRate, double beta1, double beta2, double epsilon) implements Optimizer {
    /** Checks the settings. */
    public Adam {
        checkBeta("beta1", beta1);
        checkBeta("beta2", beta2);
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The epsilon of Adam is positive; " + epsilon + " is not.");
        }
    }

    private static void checkBeta(String name, double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("The " + name + " of Adam is at least 0 and below 1, not " + beta + ".");
        }
    }

    /** Adam at a constant rate with the usual settings: betas 0.9 and 0.999, epsilon 1e-8. */
    public static Adam of(double rate) {
        return of(Schedule.constant(rate));
    }

    /** Adam at a rate that changes, otherwise with the usual settings. */
    public static Adam of(Schedule rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public List<String> states() {
        return List.of("mean", "square");
    }

    @Override
    public Next next(Slot slot) {
        Tensor gradient = slot.gradient();
        Tensor mean = flushed(slot.states().get(0).mul(beta1).add(gradient.mul(1 - beta1)));
        Tensor square =
                flushed(slot.states().get(1).mul(beta2).add(gradient.square().mul(1 - beta2)));
        // The corrections are scalars in float64: 1 - 0.999 has lost four digits in float32.
        Tensor time = slot.step().add(1);
        Tensor scale = slot.scalar(slot.rate().div(unbiasing(beta1, time)));
        Tensor root = slot.scalar(Tensor.scalar(1.0).div(unbiasing(beta2, time).sqrt()));
        Tensor divisor = square.sqrt().mul(root).add(epsilon);
        return new Next(slot.value().sub(mean.div(divisor).mul(scale)), List.of(mean, square));
    }

    private static Tensor unbiasing(double beta, Tensor time) {
        return Tensor.scalar(1.0).sub(Tensor.scalar(beta).pow(time));
    }

    private static Tensor flushed(Tensor moment) {
        return Tensor.of(Composed.flushed(moment.node()));
    }

    @Override
    public String describe() {
        return "adam(%s, %s)".formatted(learningRate.describe(), options());
    }

    String options() {
        return "beta1=%s, beta2=%s, epsilon=%s".formatted(beta1, beta2, epsilon);
    }
}
