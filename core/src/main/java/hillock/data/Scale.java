package hillock.data;

/**
 * The standardisation of a number: {@code (x - mean) / deviation}.
 *
 * @param mean of the values that were there
 * @param deviation the standard deviation of the population (divided by n, not n - 1), above 0
 */
record Scale(double mean, double deviation) {
    /** What is further away than this many deviations counts as this far, so that no input overflows. */
    static final double FARTHEST = 1e6;

    Scale {
        if (!Double.isFinite(mean) || !(deviation > 0) || Double.isInfinite(deviation)) {
            throw new IllegalArgumentException(
                    "A scale has a finite mean and a positive finite deviation, not %s and %s."
                            .formatted(mean, deviation));
        }
    }

    /** Whether a value is so far from the mean that {@link #apply} limits it. */
    boolean isFar(double value) {
        return Math.abs(value / deviation - mean / deviation) > FARTHEST;
    }

    /** The value in deviations from the mean. */
    float apply(double value) {
        double difference = value - mean;
        // The difference of huge numbers of opposite sign may overflow where the quotients do not.
        double scaled = Double.isFinite(difference) ? difference / deviation : value / deviation - mean / deviation;
        return (float) Math.clamp(scaled, -FARTHEST, FARTHEST);
    }

    /** The value that {@link #apply} takes to the given one. */
    double restore(double scaled) {
        return Math.fma(scaled, deviation, mean);
    }
}
