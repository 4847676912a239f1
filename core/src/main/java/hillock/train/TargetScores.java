package hillock.train;

/**
 * How well one number is predicted, in the units of the data.
 *
 * @param label the name of the number
 * @param rmse the square root of the mean squared error
 * @param mae the mean of the magnitudes of the errors
 * @param r2 the part of the variance that is predicted, {@code 1 - sum (y - f)^2 / sum (y - mean y)^2}; 1 is perfect, 0
 *     as good as the mean of these very targets, NaN if all targets are equal
 */
public record TargetScores(String label, double rmse, double mae, double r2) {}
