package hillock.train;

import java.util.Arrays;
import java.util.Optional;

/**
 * The damped least-squares problem {@code min |J p + r|^2 + damping |D p|^2} for one Jacobian and many dampings, by
 * Householder's reflections (1958). {@code D} holds the lengths of the columns of {@code J}.
 */
final class OrthogonalSystem {
    /**
     * How slowly the damping of a number forgets that a column was long. Without memory, as Marquardt has it, numbers
     * whose columns vanish run off to where units are saturated; with a full one, as More (1978) has it, flat valleys
     * take for ever.
     */
    private static final double MEMORY = 0.5;

    private final double[][] jacobian;
    private final double[] lengths;
    /** The columns of the triangle that the Jacobian was reduced to, [columns][columns]. */
    private final double[][] triangle;
    /** Minus the residuals, reflected in the same way. */
    private final double[] right;

    /**
     * Reduces the Jacobian.
     *
     * @param columns of the Jacobian
     * @param r the residuals
     * @param before the lengths of the last system, which fall slowly; none at first
     */
    OrthogonalSystem(double[][] columns, double[] r, Optional<double[]> before) {
        this.jacobian = columns;
        int n = columns.length;
        this.lengths = new double[n];
        double longest = 0;
        for (int j = 0; j < n; j++) {
            double least = before.isPresent() ? MEMORY * before.get()[j] : 0;
            lengths[j] = Math.max(Math.sqrt(Coordinates.dot(columns[j], columns[j])), least);
            longest = Math.max(longest, lengths[j]);
        }
        for (int j = 0; j < n; j++) {
            // A column without any length would not be damped at all.
            lengths[j] = Math.max(lengths[j], longest > 0 ? longest * 1e-16 : 1);
        }
        double[][] work = new double[n][];
        for (int j = 0; j < n; j++) {
            work[j] = columns[j].clone();
        }
        double[] minus = Coordinates.along(new double[r.length], -1, r);
        reflect(work, minus);
        this.triangle = new double[n][];
        for (int j = 0; j < n; j++) {
            triangle[j] = Arrays.copyOf(work[j], n);
        }
        this.right = Arrays.copyOf(minus, n);
    }

    /** The step for a damping. */
    double[] step(double damping) {
        int n = triangle.length;
        double[][] work = new double[n][];
        for (int j = 0; j < n; j++) {
            work[j] = Arrays.copyOf(triangle[j], 2 * n);
            work[j][n + j] = Math.sqrt(damping) * lengths[j];
        }
        double[] b = Arrays.copyOf(right, 2 * n);
        reflect(work, b);
        double[] step = new double[n];
        for (int j = n - 1; j >= 0; j--) {
            double sum = b[j];
            for (int k = j + 1; k < n; k++) {
                sum -= work[k][j] * step[k];
            }
            step[j] = sum / work[j][j];
        }
        return step;
    }

    /** What a step is measured with: the lengths of the columns, or more where they were longer before. */
    double[] lengths() {
        return lengths;
    }

    /** The length of a step in units of the columns. */
    double length(double[] step) {
        double squares = 0;
        for (int j = 0; j < step.length; j++) {
            squares = Math.fma(lengths[j] * step[j], lengths[j] * step[j], squares);
        }
        return Math.sqrt(squares);
    }

    /** How far the sum of squares would fall without damping if the residuals were linear. */
    double reachable() {
        return Coordinates.dot(right, right);
    }

    /** How far the sum of squares falls if the residuals are as linear as the step takes them to be. */
    double expected(double[] step, double damping) {
        double[] change = new double[jacobian[0].length];
        for (int j = 0; j < step.length; j++) {
            change = Coordinates.along(change, step[j], jacobian[j]);
        }
        double length = length(step);
        return Coordinates.dot(change, change) + 2 * damping * length * length;
    }

    /** Makes columns triangular, and does to the right side what is done to them. */
    private static void reflect(double[][] columns, double[] right) {
        int rows = right.length;
        for (int j = 0; j < Math.min(columns.length, rows); j++) {
            double[] v = columns[j];
            double length = 0;
            for (int i = j; i < rows; i++) {
                length = Math.hypot(length, v[i]);
            }
            if (length == 0) {
                continue;
            }
            double head = v[j] > 0 ? -length : length;
            double pivot = v[j] - head;
            // The reflection is I - u u^T / (-head pivot), u = v - head e_j.
            v[j] = pivot;
            double scale = -1 / (head * pivot);
            for (int k = j + 1; k < columns.length; k++) {
                mirror(v, columns[k], j, scale);
            }
            mirror(v, right, j, scale);
            v[j] = head;
            Arrays.fill(v, j + 1, rows, 0);
        }
    }

    private static void mirror(double[] u, double[] target, int from, double scale) {
        double product = 0;
        for (int i = from; i < u.length; i++) {
            product = Math.fma(u[i], target[i], product);
        }
        for (int i = from; i < u.length; i++) {
            target[i] = Math.fma(-product * scale, u[i], target[i]);
        }
    }
}
