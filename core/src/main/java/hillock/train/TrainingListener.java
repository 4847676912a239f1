package hillock.train;

/** Someone told about the progress of training, in the thread that trains. */
public interface TrainingListener {
    /** A step was taken. */
    default void batchEnded(BatchReport report) {}

    /** All samples have been gone through, and the validation data evaluated. */
    default void epochEnded(EpochReport report) {}
}
