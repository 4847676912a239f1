package hillock.train;

import hillock.Tensor;
import hillock.graph.Composed;
import java.util.List;

/**
 * Gradient descent with momentum (Polyak, 1964) in PyTorch's form: {@code v = momentum * v + gradient; w -= rate * v}.
 * Under a constant gradient the step tends to {@code rate * gradient / (1 - momentum)}.
 *
 * @param learningRate the rate
 * @param momentum the part of the velocity kept, at least 0 and below 1
 */
public record Momentum(Schedule learningRate, double momentum) implements Optimizer {
    /** Checks the momentum. */
    public Momentum {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("Momentum is at least 0 and below 1; " + momentum + " is not.");
        }
    }

    /** Momentum at a constant rate. */
    public static Momentum of(double rate, double momentum) {
        return of(Schedule.constant(rate), momentum);
    }

    /** Momentum at a rate that changes. */
    public static Momentum of(Schedule rate, double momentum) {
        return new Momentum(rate, momentum);
    }

    @Override
    public List<String> states() {
        return List.of("velocity");
    }

    @Override
    public Next next(Slot slot) {
        // A velocity fades away towards zero; without flushing it would stay subnormal, and slow, for ever.
        Tensor velocity = Tensor.of(Composed.flushed(
                slot.states().getFirst().mul(momentum).add(slot.gradient()).node()));
        return new Next(slot.value().sub(velocity.mul(slot.scalar(slot.rate()))), List.of(velocity));
    }

    @Override
    public String describe() {
        return "momentum(" + learningRate.describe() + ", momentum=" + momentum + ")";
    }
}
