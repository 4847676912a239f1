package hillock.train;

/** Why training came to its end. */
public enum StopReason {
    /** All epochs asked for are done. */
    FINISHED("all epochs are done"),
    /** The validation loss had not fallen for as many epochs as the patience allows. */
    EARLY_STOPPING("the validation loss no longer fell"),
    /** The time was up. */
    TIME_LIMIT("the time was up"),
    /** The thread was interrupted. */
    INTERRUPTED("interrupted");

    private final String words;

    StopReason(String words) {
        this.words = words;
    }

    /** The reason in words, to follow "Training stopped: ". */
    @Override
    public String toString() {
        return words;
    }
}
