package hillock.train;

import java.util.List;

/**
 * Stochastic gradient descent: {@code w -= rate * gradient}.
 *
 * @param learningRate the rate
 */
public record Sgd(Schedule learningRate) implements Optimizer {
    /** Descent at a constant rate. */
    public static Sgd of(double rate) {
        return of(Schedule.constant(rate));
    }

    /** Descent at a rate that changes. */
    public static Sgd of(Schedule rate) {
        return new Sgd(rate);
    }

    @Override
    public List<String> states() {
        return List.of();
    }

    @Override
    public Next next(Slot slot) {
        return new Next(slot.value().sub(slot.gradient().mul(slot.scalar(slot.rate()))), List.of());
    }

    @Override
    public String describe() {
        return "sgd(" + learningRate.describe() + ")";
    }
}
