package hillock.train;

import hillock.engine.Speeds;
import java.util.function.Function;

/** Someone told about the progress of training, in the thread that trains. */
public interface TrainingListener {
    /**
     * Everything is ready, nothing has been computed.
     *
     * @param cost what the training takes, by the speeds of a machine
     */
    default void began(Function<Speeds, CostSheet> cost) {}

    /** A step was taken. */
    default void batchEnded(BatchReport report) {}

    /** All samples have been gone through, and the validation data evaluated. */
    default void epochEnded(EpochReport report) {}
}
