package hillock.train;

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
        var _ = new WeightDecay(adam, decay, false);
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
        return new WeightDecay(adam, decay, false).next(slot);
    }

    @Override
    public String describe() {
        return "adamw(%s, decay=%s, %s)".formatted(learningRate().describe(), decay, adam.options());
    }
}
