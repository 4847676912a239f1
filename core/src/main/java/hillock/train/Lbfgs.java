package hillock.train;

import hillock.Tensor;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The minimum of a smooth formula of few or many variables by limited-memory BFGS (Liu and Nocedal, 1989): the inverse
 * of the curvature is estimated from the last steps by the two-loop recursion, and every step fulfils the strong Wolfe
 * conditions. The variables are changed in place; with float64 variables it converges to the last digits, where
 * {@link Minimizer} creeps.
 *
 * <pre>{@code
 * Lbfgs.of(formula, List.of(v)).minimize(1e-10, 1000);
 * }</pre>
 *
 * <p>The formula has to be the same in every evaluation: no random numbers, all data at once. For networks see
 * {@link FullBatch}.
 */
public final class Lbfgs {
    private final Coordinates coordinates;
    private final Run run;
    private final int memory;

    /** A step and the change of the gradient over it. */
    private record Pair(double[] step, double[] change, double inverse) {}

    private Lbfgs(Coordinates coordinates, Run run, int memory) {
        this.coordinates = coordinates;
        this.run = run;
        this.memory = memory;
    }

    /**
     * Prepares the minimisation.
     *
     * @throws IllegalArgumentException if the formula is not a float scalar, or a variable not a float
     */
    public static Lbfgs of(Tensor formula, List<Variable> variables) {
        return of(formula, variables, Engine.standard());
    }

    /** Prepares the minimisation on an engine. */
    public static Lbfgs of(Tensor formula, List<Variable> variables, Engine engine) {
        Coordinates coordinates = new Coordinates(variables);
        List<Node> reads = variables.stream().map(Nodes::read).toList();
        Derivatives derivatives = Reverse.valueAndGradient(formula.node(), reads);
        Program.Builder builder =
                Program.builder().output("value", derivatives.outputs().getFirst());
        for (int i = 0; i < reads.size(); i++) {
            builder.output(Coordinates.output(i), derivatives.derivatives().get(i));
        }
        return new Lbfgs(coordinates, engine.prepare(builder.build()).newRun(), 10);
    }

    /** This with another number of remembered steps; 10 unless given. */
    public Lbfgs memory(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("At least one step is remembered, not %d.".formatted(steps));
        }
        return new Lbfgs(coordinates, run, steps);
    }

    /**
     * Takes steps until no derivative exceeds a tolerance, no step leads further down, or the most are taken.
     *
     * @return the value and slope reached, and whether the slope came down to the tolerance
     * @throws ArithmeticException if the value or a derivative is infinite or NaN where it begins
     */
    public Minimizer.Minimum minimize(double tolerance, int most) {
        LineSearch.Point here = at(coordinates.read());
        if (!here.isFinite()) {
            throw new ArithmeticException(
                    "The formula has the value %s and the slope %s where the search begins; begin elsewhere."
                            .formatted(here.value(), Coordinates.greatest(here.gradient())));
        }
        Deque<Pair> pairs = new ArrayDeque<>();
        int steps = 0;
        while (steps < most && !(Coordinates.greatest(here.gradient()) <= tolerance)) {
            double[] direction = direction(here.gradient(), pairs);
            if (!(Coordinates.dot(direction, here.gradient()) < 0)) {
                pairs.clear();
                direction = direction(here.gradient(), pairs);
            }
            double first = pairs.isEmpty() ? Math.min(1, 1 / Coordinates.greatest(here.gradient())) : 1;
            LineSearch.Point next = LineSearch.search(this::at, here, direction, first);
            if (next == here) {
                if (pairs.isEmpty()) {
                    // Not even the steepest descent leads down: rounding is all that is left.
                    break;
                }
                pairs.clear();
                continue;
            }
            remember(pairs, here, next);
            here = next;
            steps++;
        }
        coordinates.write(here.x());
        double slope = Coordinates.greatest(here.gradient());
        return new Minimizer.Minimum(here.value(), slope, steps, slope <= tolerance);
    }

    private LineSearch.Point at(double[] x) {
        coordinates.write(x);
        run.step();
        return new LineSearch.Point(x, run.scalar("value"), coordinates.gathered(run));
    }

    private void remember(Deque<Pair> pairs, LineSearch.Point before, LineSearch.Point after) {
        double[] step = Coordinates.along(after.x(), -1, before.x());
        double[] change = Coordinates.along(after.gradient(), -1, before.gradient());
        double curvature = Coordinates.dot(step, change);
        // Without curvature along the step the estimate would lose its definiteness.
        if (curvature > 1e-16 * Coordinates.dot(change, change)) {
            pairs.addLast(new Pair(step, change, 1 / curvature));
            if (pairs.size() > memory) {
                pairs.removeFirst();
            }
        }
    }

    /** The two-loop recursion (Nocedal, 1980): minus the estimated inverse of the curvature times the gradient. */
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = Coordinates.along(new double[gradient.length], -1, gradient);
        double[] shares = new double[pairs.size()];
        int at = pairs.size();
        for (Iterator<Pair> backwards = pairs.descendingIterator(); backwards.hasNext(); ) {
            Pair pair = backwards.next();
            shares[--at] = pair.inverse * Coordinates.dot(pair.step, q);
            q = Coordinates.along(q, -shares[at], pair.change);
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            double scale = 1 / (last.inverse * Coordinates.dot(last.change, last.change));
            for (int i = 0; i < q.length; i++) {
                q[i] *= scale;
            }
        }
        for (Pair pair : pairs) {
            double share = pair.inverse * Coordinates.dot(pair.change, q);
            q = Coordinates.along(q, shares[at++] - share, pair.step);
        }
        return q;
    }
}
