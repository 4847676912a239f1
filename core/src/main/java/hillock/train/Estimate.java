package hillock.train;

import java.util.List;
import java.util.Locale;

/**
 * A mean of several numbers and how sure it is.
 *
 * @param mean of the numbers
 * @param standardError the standard deviation of such means, estimated from the scatter of the numbers; NaN of one
 * @param count how many numbers
 */
public record Estimate(double mean, double standardError, int count) {
    /**
     * The mean of independent numbers; its standard error is {@code s / sqrt n} with {@code s^2} the squared distances
     * from the mean over {@code n - 1}.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Estimate of(List<Double> values) {
        return of(values, 0);
    }

    /**
     * The mean of numbers that are not independent.
     *
     * @param correlation what the variance of the mean is greater by, as a part of the variance of one number
     */
    static Estimate of(List<Double> values, double correlation) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no mean of no numbers.");
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.size();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double variance = squares / (values.size() - 1);
        return new Estimate(mean, Math.sqrt(variance * (1.0 / values.size() + correlation)), values.size());
    }

    /** {@code mean ± standard error (n values)}, with four digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4g \u00b1 %.2g (%d values)", mean, standardError, count);
    }
}
