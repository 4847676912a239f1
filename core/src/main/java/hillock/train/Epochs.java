package hillock.train;

/**
 * How long to train: the greatest number of times all samples are gone through.
 *
 * @param count the number, at least 1
 * @param patience the number of epochs without a lower validation loss after which training stops before that; 0 for
 *     none
 */
public record Epochs(int count, int patience) {
    /** The most epochs of {@link #automatic}. */
    public static final int MOST = 500;

    /** The patience of {@link #automatic}. */
    public static final int PATIENCE = 15;

    /** Checks the numbers. */
    public Epochs {
        if (count < 1) {
            throw new IllegalArgumentException("Training takes at least one epoch, not %d.".formatted(count));
        }
        if (patience < 0) {
            throw new IllegalArgumentException("Patience is at least one epoch, not %d.".formatted(patience));
        }
    }

    /** A number of epochs. */
    public static Epochs of(int count) {
        return new Epochs(count, 0);
    }

    /**
     * As many epochs as it takes: training stops when the validation loss has not fallen for {@value #PATIENCE} epochs,
     * after {@value #MOST} at the latest, and the best network is given back. Needs validation data.
     */
    public static Epochs automatic() {
        return new Epochs(MOST, PATIENCE);
    }
}
