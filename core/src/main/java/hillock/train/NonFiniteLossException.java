package hillock.train;

import java.util.Optional;

/**
 * Training has come to a step whose loss, gradient or new weights are infinite or not a number. The step was not taken;
 * {@link #state} is that before it.
 */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final long step;
    private final String operation;
    private final transient TrainingState state;

    NonFiniteLossException(
            int epoch, int batch, long step, double loss, Optional<String> operation, TrainingState state) {
        super(("%s in epoch %d, batch %d (step %d); the step was not taken. Try a smaller learning rate, or look for "
                        + "values in the data that are far too large and scale them.%s")
                .formatted(
                        Double.isFinite(loss)
                                ? "A gradient, a moment or a new weight became infinite or NaN"
                                : "The loss became " + loss,
                        epoch,
                        batch,
                        step,
                        operation.map(name -> " Where it began: " + name + ".").orElse("")));
        this.epoch = epoch;
        this.step = step;
        this.operation = operation.orElse("");
        this.state = state;
    }

    /** The number of the epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /** The number of the step, from 1. */
    public long step() {
        return step;
    }

    /** The first operation that made something not finite of finite operands, in words; empty if there is none. */
    public String operation() {
        return operation;
    }

    /** Everything as it was before the step. */
    public TrainingState state() {
        return state;
    }
}
