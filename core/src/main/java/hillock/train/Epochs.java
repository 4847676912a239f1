package hillock.train;

/**
 * How long to train: the number of times all samples are gone through.
 *
 * @param count the number, at least 1
 */
public record Epochs(int count) {
    /** Checks the number. */
    public Epochs {
        if (count < 1) {
            throw new IllegalArgumentException("Training takes at least one epoch, not %d.".formatted(count));
        }
    }

    /** A number of epochs. */
    public static Epochs of(int count) {
        return new Epochs(count);
    }
}
