package hillock.train;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.List;

/**
 * Momentum that looks ahead (Nesterov, 1983, in the form of Sutskever et al., 2013, as PyTorch writes it): {@code v =
 * momentum * v + gradient; w -= rate * (gradient + momentum * v)}. Under a constant gradient the step tends to
 * {@code rate * gradient / (1 - momentum)}.
 *
 * @param learningRate the rate
 * @param momentum the part of the velocity kept, at least 0 and below 1
 */
public record Nesterov(Schedule learningRate, double momentum) implements Optimizer {
    /** Checks the momentum. */
    public Nesterov {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("Momentum is at least 0 and below 1; " + momentum + " is not.");
        }
    }

    /** Nesterov's momentum at a constant rate. */
    public static Nesterov of(double rate, double momentum) {
        return of(Schedule.constant(rate), momentum);
    }

    /** Nesterov's momentum at a rate that changes. */
    public static Nesterov of(Schedule rate, double momentum) {
        return new Nesterov(rate, momentum);
    }

    @Override
    public List<String> states() {
        return List.of("velocity");
    }

    @Override
    public Next next(Slot slot) {
        Tensor velocity = Tensor.of(Composed.flushed(
                slot.states().getFirst().mul(momentum).add(slot.gradient()).node()));
        Tensor ahead = slot.gradient().add(velocity.mul(momentum));
        return new Next(slot.value().sub(ahead.mul(slot.scalar(slot.rate()))), List.of(velocity));
    }

    @Override
    public String describe() {
        return "nesterov(" + learningRate.describe() + ", momentum=" + momentum + ")";
    }
}
