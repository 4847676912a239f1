package hillock.train;

import hillock.Tensor;
import hillock.network.Parameter;

/**
 * An optimiser of the loss plus {@code factor / 2} times the sum of the squared weights (L2): the gradient of a weight
 * grows by {@code factor * w}, and with plain descent it shrinks by {@code 1 - rate * factor} per step. Parameters in
 * the role of a weight are penalised, and biases only if that is asked for. The loss that training reports is without
 * the penalty.
 *
 * @param optimizer the optimiser that gets the gradient
 * @param factor the strength, at least 0 and finite; {@code lambda / m} where a loss is averaged over {@code m} rows
 * @param biases whether biases are penalised too
 */
public record WeightPenalty(Optimizer optimizer, double factor, boolean biases) implements Refinement {
    /** Checks the factor. */
    public WeightPenalty {
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A weight penalty is at least 0 and finite; " + factor + " is not.");
        }
    }

    /** A penalty of weights, not of biases. */
    public WeightPenalty(Optimizer optimizer, double factor) {
        this(optimizer, factor, false);
    }

    @Override
    public Next next(Slot slot) {
        if (!biases && slot.role() != Parameter.Role.WEIGHT) {
            return optimizer.next(slot);
        }
        Tensor gradient = slot.gradient().add(slot.value().mul(factor));
        return optimizer.next(new Slot(slot.role(), slot.value(), gradient, slot.states(), slot.rate(), slot.step()));
    }

    @Override
    public String option() {
        return (biases ? "l2_all=" : "l2=") + factor;
    }
}
