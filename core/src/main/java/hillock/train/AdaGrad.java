package hillock.train;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.List;

/**
 * AdaGrad (Duchi, Hazan and Singer, 2011): {@code s += g^2; w -= rate * g / (sqrt s + epsilon)}. Under a constant
 * gradient step {@code t}, from 1, is {@code rate / sqrt t} long.
 *
 * @param learningRate the rate
 * @param epsilon keeps the divisor from zero, above 0
 */
public record AdaGrad(Schedule learningRate, double epsilon) implements Optimizer {
    /** Checks the settings. */
    public AdaGrad {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The epsilon of AdaGrad is positive; " + epsilon + " is not.");
        }
    }

    /** AdaGrad at a constant rate with the usual epsilon of 1e-10. */
    public static AdaGrad of(double rate) {
        return of(Schedule.constant(rate));
    }

    /** AdaGrad at a rate that changes with the usual epsilon of 1e-10. */
    public static AdaGrad of(Schedule rate) {
        return new AdaGrad(rate, 1e-10);
    }

    @Override
    public List<String> states() {
        return List.of("square");
    }

    @Override
    public Next next(Slot slot) {
        Tensor square = Tensor.of(Composed.flushed(
                slot.states().getFirst().add(slot.gradient().square()).node()));
        Tensor direction = slot.gradient().div(square.sqrt().add(epsilon));
        return new Next(slot.value().sub(direction.mul(slot.scalar(slot.rate()))), List.of(square));
    }

    @Override
    public String describe() {
        return "adagrad(" + learningRate.describe() + ", epsilon=" + epsilon + ")";
    }
}
