package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.autodiff.Jacobians;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.util.List;
import java.util.Optional;

/**
 * The least sum of squares of formulas of few variables (Levenberg, 1944; Marquardt, 1963): every step solves the
 * linearised problem with a damping in proportion to the squared length of each column of the Jacobian, which is
 * forgotten slowly, and the damping follows the ratio of the descent gained to that expected (Nielsen, 1999). Jacobians
 * come from forward mode, and the steps from an orthogonal decomposition, which keeps twice the digits of the normal
 * equations. The variables are changed in place; give float64 ones.
 *
 * <pre>{@code
 * Tensor residuals = model.sub(measured);
 * LevenbergMarquardt.Fit fit = LevenbergMarquardt.of(residuals, List.of(b)).minimize(1000);
 * }</pre>
 */
public final class LevenbergMarquardt {
    private static final double FIRST_DAMPING = 0.1;
    private static final int LARGEST = 1 << 27;
    private static final int STUCK = 60;
    private static final double ROUNDING = 1e-12;

    private final Coordinates coordinates;
    private final Run residuals;
    private final Run jacobian;
    private final int rows;

    /**
     * How far it went.
     *
     * @param sumOfSquares the sum of the squared residuals
     * @param steps the number of steps taken
     * @param evaluations how often the residuals were computed
     * @param converged whether it ended because no step leads further down, or only by rounding
     */
    public record Fit(double sumOfSquares, int steps, int evaluations, boolean converged) {}

    private LevenbergMarquardt(Coordinates coordinates, Run residuals, Run jacobian, int rows) {
        this.coordinates = coordinates;
        this.residuals = residuals;
        this.jacobian = jacobian;
        this.rows = rows;
    }

    /**
     * Prepares the minimisation.
     *
     * @param residuals a float tensor of any shape
     * @throws IllegalArgumentException if something is not a float, or the Jacobian has more than 134 million numbers
     */
    public static LevenbergMarquardt of(Tensor residuals, List<Variable> variables) {
        return of(residuals, variables, Engine.standard());
    }

    /** Prepares the minimisation on an engine. */
    public static LevenbergMarquardt of(Tensor residuals, List<Variable> variables, Engine engine) {
        Coordinates coordinates = new Coordinates(variables);
        int rows = residuals.shape().size();
        if ((long) rows * coordinates.size() > LARGEST) {
            throw new IllegalArgumentException(
                    "The Jacobian of %d residuals by %d numbers is too large for Levenberg-Marquardt; use Lbfgs."
                            .formatted(rows, coordinates.size()));
        }
        Node flat = Nodes.reshape(residuals.node(), Shape.of(rows));
        Program.Builder both = Program.builder().output("residuals", flat);
        for (int i = 0; i < variables.size(); i++) {
            both.output(Coordinates.output(i), Jacobians.byForward(flat, Nodes.read(variables.get(i))));
        }
        Program alone = Program.builder().output("residuals", flat).build();
        return new LevenbergMarquardt(
                coordinates,
                engine.prepare(alone).newRun(),
                engine.prepare(both.build()).newRun(),
                rows);
    }

    /**
     * Takes steps until none leads further down by more than rounding, or the most are taken.
     *
     * @throws ArithmeticException if a residual or derivative is infinite or NaN where it begins
     */
    public Fit minimize(int most) {
        double[] x = coordinates.read();
        double[] r = residuals(x);
        double squares = Coordinates.dot(r, r);
        if (!Double.isFinite(squares)) {
            throw new ArithmeticException(
                    "The sum of squares is %s where the search begins; begin elsewhere.".formatted(squares));
        }
        double damping = FIRST_DAMPING;
        double growth = 2;
        int steps = 0;
        int evaluations = 1;
        int failures = 0;
        double before = Double.POSITIVE_INFINITY;
        OrthogonalSystem system = system(x, r, Optional.empty());
        boolean converged = squares == 0;
        while (steps < most && !converged) {
            double[] step = system.step(damping);
            double[] there = Coordinates.along(x, 1, step);
            double[] next = residuals(there);
            evaluations++;
            double reached = Coordinates.dot(next, next);
            double expected = system.expected(step, damping);
            // Where the descent is lost in the rounding of the sum, steps are trusted as long as they get shorter.
            boolean last = system.reachable() <= ROUNDING * squares;
            double length = system.length(step);
            boolean closer = length < 0.9 * before && reached <= squares * (1 + ROUNDING);
            double gain = Double.isFinite(reached) ? (squares - reached) / expected : -1;
            if (last ? closer : gain > 0) {
                x = there;
                r = next;
                squares = reached;
                steps++;
                failures = 0;
                damping *= last ? 0.1 : Math.max(1.0 / 3, 1 - Math.pow(2 * gain - 1, 3));
                growth = 2;
                before = last ? length : Double.POSITIVE_INFINITY;
                converged = squares == 0;
                system = system(x, r, Optional.of(system.lengths()));
            } else {
                converged = last || ++failures > STUCK;
                damping *= growth;
                growth *= 2;
            }
        }
        coordinates.write(x);
        return new Fit(squares, steps, evaluations, converged);
    }

    private double[] residuals(double[] x) {
        coordinates.write(x);
        residuals.step();
        return doubles(residuals);
    }

    private double[] doubles(Run run) {
        NDArray values = run.get("residuals");
        double[] r = new double[rows];
        for (int i = 0; i < rows; i++) {
            r[i] = values.getDouble(i);
        }
        return r;
    }

    private OrthogonalSystem system(double[] x, double[] r, Optional<double[]> before) {
        coordinates.write(x);
        jacobian.step();
        double[][] columns = new double[coordinates.size()][rows];
        int column = 0;
        for (int v = 0; v < coordinates.variables().size(); v++) {
            NDArray part = jacobian.get(Coordinates.output(v));
            int width = coordinates.variables().get(v).type().size();
            for (int j = 0; j < width; j++, column++) {
                for (int i = 0; i < rows; i++) {
                    columns[column][i] = part.getDouble(i * width + j);
                }
                if (!Double.isFinite(Coordinates.greatest(columns[column]))) {
                    throw new ArithmeticException("A derivative of the residuals is infinite or NaN after "
                            + "a step to finite ones; begin elsewhere.");
                }
            }
        }
        return new OrthogonalSystem(columns, r, before);
    }
}
