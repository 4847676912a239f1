package hillock.data;

import hillock.arithmetic.Float64;

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

    /** The scale of the values that are not NaN, which must not all be equal. */
    static Scale of(double[] values) {
        double largest = 0;
        int count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                largest = Math.max(largest, Math.abs(value));
                count++;
            }
        }
        // Powers of two scale without rounding; the squares of 1e200 would overflow and those of 1e-200 vanish.
        int exponent = Math.getExponent(largest);
        double mean = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                mean += Math.scalb(value, -exponent) / count;
            }
        }
        double squares = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                double difference = Math.scalb(value, -exponent) - mean;
                squares += difference * difference / count;
            }
        }
        double deviation = Math.scalb(Float64.sqrt(squares), exponent);
        return new Scale(Math.scalb(mean, exponent), Math.max(deviation, Double.MIN_NORMAL));
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
