package hillock.train;

import hillock.Tensor;
import hillock.network.Parameter;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): weights shrink by the factor {@code 1 - rate * decay}
 * and then take Adam's step, whose moments know nothing of the decay. Only parameters in the role of a weight decay,
 * biases do not.
 *
 * @param adam the step
 * @param decay the decay, at least 0 and finite
 */
public record AdamW(Adam adam, double decay) implements Optimizer {
    /** Checks the decay. */
    public AdamW {
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A weight decay is at least 0 and finite; " + decay + " is not.");
        }
    }

    /** AdamW at a constant rate with the usual settings: those of Adam, decay 0.01. */
    public static AdamW of(double rate) {
        return of(Schedule.constant(rate));
    }

    /** AdamW at a rate that changes, otherwise with the usual settings. */
    public static AdamW of(Schedule rate) {
        return new AdamW(Adam.of(rate), 0.01);
    }

    @Override
    public Schedule learningRate() {
        return adam.learningRate();
    }

    @Override
    public List<String> states() {
        return adam.states();
    }

    @Override
    public Next next(Slot slot) {
        if (slot.role() != Parameter.Role.WEIGHT) {
            return adam.next(slot);
        }
        Tensor kept = slot.scalar(Tensor.scalar(1.0).sub(slot.rate().mul(decay)));
        return adam.next(new Slot(
                slot.role(), slot.value().mul(kept), slot.gradient(), slot.states(), slot.rate(), slot.step()));
    }

    @Override
    public String describe() {
        return "adamw(" + adam.describe() + ", decay=" + decay + ")";
    }
}
