package hillock.train;

import hillock.Tensor;
import hillock.autodiff.Reverse;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Fan;
import hillock.network.Initializer;
import hillock.network.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The minimum of any formula of variables, found by an optimiser step by step. The variables are changed in place.
 *
 * <pre>{@code
 * Variable v = new Variable("v", NDArray.of(Shape.SCALAR, 0.0));
 * Minimizer.of(Tensor.read(v).sub(3).square(), List.of(v), Sgd.of(0.1)).minimize(1e-9, 10_000);
 * }</pre>
 */
public final class Minimizer {
    private final Run run;

    /**
     * How far it went.
     *
     * @param value the formula's value before the last step
     * @param slope the greatest magnitude in its gradient, before the last step
     * @param steps the number of steps taken
     * @param converged whether the slope came down to the tolerance
     */
    public record Minimum(double value, double slope, int steps, boolean converged) {}

    private Minimizer(Run run) {
        this.run = run;
    }

    /**
     * Prepares the steps.
     *
     * @throws IllegalArgumentException if the formula is not a float scalar
     * @throws IllegalStateException if a variable is sealed or updated by another program
     */
    public static Minimizer of(Tensor formula, List<Variable> variables, Optimizer optimizer) {
        return of(formula, variables, optimizer, Engine.standard());
    }

    /** Prepares the steps on an engine. */
    public static Minimizer of(Tensor formula, List<Variable> variables, Optimizer optimizer, Engine engine) {
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        for (Variable variable : variables) {
            parameters.put(
                    parameters.size() + "." + variable.name(),
                    Parameter.weight(variable.type(), Fan.of(1, 1), Initializer.zeros())
                            .with(variable));
        }
        Updates updates = new Updates(optimizer, parameters);
        Updates.Step step = updates.of(formula, Integer.MAX_VALUE);
        List<Node> gradients = Reverse.gradient(
                formula.node(), variables.stream().map(Nodes::read).toList());
        Tensor slope = Tensor.scalar(0.0);
        for (Node gradient : gradients) {
            Tensor magnitudes = Tensor.of(gradient).abs();
            Tensor greatest = Tensor.of(Nodes.reduce(
                    Op.Reduction.MAX,
                    magnitudes.node(),
                    java.util.stream.IntStream.range(0, magnitudes.shape().rank())
                            .toArray()));
            slope = slope.max(greatest.cast(hillock.array.DType.FLOAT64));
        }
        Program program = Program.builder()
                .output("value", step.loss())
                .output("slope", slope.node())
                .updates(step.contents())
                .guard(step.guard())
                .build();
        return new Minimizer(engine.prepare(program).newRun());
    }

    /**
     * Takes steps until no derivative exceeds a tolerance, or the most are taken.
     *
     * @throws ArithmeticException if the value, a derivative or a variable becomes infinite or NaN; that step is not
     *     taken
     */
    public Minimum minimize(double tolerance, int most) {
        double value = Double.NaN;
        double slope = Double.POSITIVE_INFINITY;
        int steps = 0;
        while (steps < most && !(slope <= tolerance)) {
            boolean taken = run.step();
            value = run.scalar("value");
            slope = run.scalar("slope");
            if (!taken) {
                throw new ArithmeticException("Step " + (steps + 1) + " has the value " + value + " and the slope "
                        + slope + " and was not taken; try a smaller learning rate.");
            }
            steps++;
        }
        return new Minimum(value, slope, steps, slope <= tolerance);
    }
}
