package hillock.autodiff;

import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Slopes of a function of one number at 0 by central differences, extrapolated to a step of zero (Richardson 1911); of
 * the extrapolations the one is taken that agrees best with its neighbours (Ridders 1982).
 */
final class Slopes {
    private static final int LEVELS = 6;
    private static final double FIRST_STEP = 0x1p-5;

    private Slopes() {}

    /** The slope at 0. */
    static double slope(DoubleUnaryOperator function) {
        double[][] table = new double[LEVELS][];
        double best = Double.NaN;
        double bestError = Double.POSITIVE_INFINITY;
        double step = FIRST_STEP;
        for (int level = 0; level < LEVELS; level++, step /= 2) {
            table[level] = new double[level + 1];
            table[level][0] = (function.applyAsDouble(step) - function.applyAsDouble(-step)) / (2 * step);
            double weight = 1;
            for (int i = 1; i <= level; i++) {
                weight *= 4;
                table[level][i] = table[level][i - 1] + (table[level][i - 1] - table[level - 1][i - 1]) / (weight - 1);
                double error = Math.max(
                        Math.abs(table[level][i] - table[level][i - 1]),
                        Math.abs(table[level][i] - table[level - 1][i - 1]));
                if (error < bestError) {
                    bestError = error;
                    best = table[level][i];
                }
            }
        }
        return best;
    }

    /**
     * What keeps a function from having a slope at 0, in words: a jump, or slopes from both sides that differ by more
     * than rounding. At a jump the difference of the values, at a kink that of the slopes, stays the same when the step
     * is divided by 16; at a smooth point both shrink with it.
     */
    static Optional<String> kink(DoubleUnaryOperator function) {
        double step = FIRST_STEP / 16;
        double middle = function.applyAsDouble(0);
        double before = function.applyAsDouble(-step);
        double after = function.applyAsDouble(step);
        double farBefore = function.applyAsDouble(-FIRST_STEP);
        double farAfter = function.applyAsDouble(FIRST_STEP);
        double rounding = 64 * Math.max(Math.ulp(before), Math.ulp(after));
        if (Math.abs(after - before) > Math.max(Math.abs(farAfter - farBefore) / 2, rounding)) {
            return Optional.of(
                    String.format(Locale.ROOT, "not differentiable: jumps from %.6g to %.6g", before, after));
        }
        double below = (middle - before) / step;
        double above = (after - middle) / step;
        double wide = (farAfter - middle) / FIRST_STEP - (middle - farBefore) / FIRST_STEP;
        double noise = rounding / step + 1e-6 * Math.max(Math.abs(below), Math.abs(above));
        if (Math.abs(above - below) > Math.max(Math.abs(wide) / 2, noise)) {
            return Optional.of(String.format(
                    Locale.ROOT, "not differentiable: slope %.6g from below, %.6g from above", below, above));
        }
        return Optional.empty();
    }
}
