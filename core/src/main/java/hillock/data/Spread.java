package hillock.data;

import hillock.arithmetic.Float64;

/**
 * The mean and deviation of numbers that come one after the other (Welford 1962, "Note on a method for calculating
 * corrected sums of squares and products"). The result depends on the numbers and their order alone, not on the blocks
 * they come in.
 */
final class Spread {
    private static final int LEAST_EXPONENT = Double.MIN_EXPONENT - 1;

    private long count;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    // Both in units of a power of two as large as the largest number: the squares of 1e200 would overflow and those of
    // 1e-200 vanish, but scaling by powers of two does not round.
    private int exponent = LEAST_EXPONENT;
    private double mean;
    private double squares;

    /** Adds a finite number. */
    void add(double value) {
        count++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        int own = Math.getExponent(value);
        if (own > exponent) {
            mean = Math.scalb(mean, exponent - own);
            squares = Math.scalb(squares, 2 * (exponent - own));
            exponent = own;
        }
        double scaled = Math.scalb(value, -exponent);
        double before = scaled - mean;
        mean += before / count;
        squares += before * (scaled - mean);
    }

    /** How many numbers were added. */
    long count() {
        return count;
    }

    /** The least number. */
    double least() {
        return least;
    }

    /** Whether two of the numbers differ. */
    boolean differs() {
        return least < most;
    }

    /** The standardisation of the numbers, which must not all be equal. */
    Scale scale() {
        double deviation = Math.scalb(Float64.sqrt(squares / count), exponent);
        return new Scale(Math.scalb(mean, exponent), Math.max(deviation, Double.MIN_NORMAL));
    }
}
