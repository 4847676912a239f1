package hillock.network;

/**
 * How many numbers one unit of a layer takes in and gives out, which sets the scale of its first weights.
 *
 * @param in the number of inputs summed up by one unit, at least 1
 * @param out the number of units one input goes to, at least 1
 */
public record Fan(int in, int out) {
    /** Checks the numbers. */
    public Fan {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException(
                    "A layer takes in and gives out at least one number, not %d and %d.".formatted(in, out));
        }
    }

    /** The fan of the given numbers. */
    public static Fan of(int in, int out) {
        return new Fan(in, out);
    }
}
