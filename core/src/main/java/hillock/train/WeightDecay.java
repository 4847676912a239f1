package hillock.train;

import hillock.Tensor;
import hillock.network.Parameter;

/**
 * An optimiser with decoupled weight decay (Loshchilov and Hutter, 2019): weights shrink by the factor {@code 1 - rate
 * * decay} and then take the optimiser's step, which knows nothing of the decay. Parameters in the role of a weight
 * decay, and biases only if that is asked for. Around Adam it is {@link AdamW}.
 *
 * @param optimizer the optimiser that makes the step
 * @param decay the decay, at least 0 and finite
 * @param biases whether biases decay too
 */
public record WeightDecay(Optimizer optimizer, double decay, boolean biases) implements Refinement {
    /** Checks the decay. */
    public WeightDecay {
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A weight decay is at least 0 and finite; " + decay + " is not.");
        }
    }

    @Override
    public Next next(Slot slot) {
        if (!biases && slot.role() != Parameter.Role.WEIGHT) {
            return optimizer.next(slot);
        }
        Tensor kept = slot.scalar(Tensor.scalar(1.0).sub(slot.rate().mul(decay)));
        return optimizer.next(new Slot(
                slot.role(), slot.value().mul(kept), slot.gradient(), slot.states(), slot.rate(), slot.step()));
    }

    @Override
    public String option() {
        return (biases ? "decay_all=" : "decay=") + decay;
    }
}
