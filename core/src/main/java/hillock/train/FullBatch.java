package hillock.train;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.graph.Variable;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Reduction;
import hillock.network.SquaredError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The training of a small network on all data at once by methods that use curvature, computed in float64 whatever the
 * network holds: {@link Lbfgs} for any loss, {@link LevenbergMarquardt} for the squared error.
 *
 * <pre>{@code
 * var result = FullBatch.of(net, Loss.squaredError(1), data).seed(1).levenbergMarquardt(200);
 * }</pre>
 *
 * <p>The network is computed as in inference: dropout is off, and running statistics stay as they are. The network
 * given is left untouched; one without values is given those that a {@link Trainer} with the same seed begins with.
 *
 * @param <L> the class of the network
 */
public final class FullBatch<L extends Layer> {
    private final L model;
    private final Loss loss;
    private final Dataset data;
    private final long seed;

    /**
     * What came of it.
     *
     * @param <L> the class of the network
     * @param model the trained network in its own element types, with sealed variables
     * @param loss the loss reached in float64
     * @param steps the number of steps taken
     * @param converged whether the method came to its end, and not to the most steps allowed
     */
    public record Result<L extends Layer>(L model, double loss, int steps, boolean converged) {}

    /** The network in float64, and its outputs and targets for all samples. */
    private record Doubled<L extends Layer>(L model, List<Variable> variables, Tensor outputs, Tensor targets) {}

    private FullBatch(L model, Loss loss, Dataset data, long seed) {
        this.model = model;
        this.loss = loss;
        this.data = data;
        this.seed = seed;
    }

    /**
     * Training with seed 0.
     *
     * @throws IllegalArgumentException if the samples of the data do not count alike
     */
    public static <L extends Layer> FullBatch<L> of(L model, Loss loss, Dataset data) {
        if (data.hasWeights()) {
            throw new IllegalArgumentException("Samples with weights are trained on by Trainer, not by FullBatch.");
        }
        return new FullBatch<>(model, loss, data, 0);
    }

    /** The seed of first weights. */
    public FullBatch<L> seed(long seed) {
        return new FullBatch<>(model, loss, data, seed);
    }

    /**
     * Trains by L-BFGS until no derivative of the loss exceeds a tolerance, no step leads further down, or the most
     * steps are taken.
     *
     * @throws ArithmeticException if the loss is not finite at the first weights
     */
    public Result<L> lbfgs(double tolerance, int most) {
        Doubled<L> doubled = doubled();
        Minimizer.Minimum minimum = Lbfgs.of(loss.of(doubled.outputs, doubled.targets), doubled.variables)
                .minimize(tolerance, most);
        return new Result<>(given(doubled.model), minimum.value(), minimum.steps(), minimum.converged());
    }

    /**
     * Trains by Levenberg-Marquardt until no step leads further down, or the most are taken. The Jacobian of all
     * outputs by all parameters is held in memory.
     *
     * @throws IllegalArgumentException if the loss is not the squared error, or the Jacobian too large
     * @throws ArithmeticException if the loss is not finite at the first weights
     */
    public Result<L> levenbergMarquardt(int most) {
        if (!(loss instanceof SquaredError squared)) {
            throw new IllegalArgumentException(
                    "Levenberg-Marquardt is for the squared error, not for %s; use lbfgs.".formatted(loss.describe()));
        }
        Doubled<L> doubled = doubled();
        double factor = squared.factor() / (loss.reduction() == Reduction.MEAN ? data.size() : 1);
        Tensor residuals = doubled.outputs.sub(Loss.align("The squared error", doubled.outputs, doubled.targets));
        LevenbergMarquardt.Fit fit =
                LevenbergMarquardt.of(residuals, doubled.variables).minimize(most);
        return new Result<>(given(doubled.model), fit.sumOfSquares() * factor, fit.steps(), fit.converged());
    }

    private Doubled<L> doubled() {
        L begun = Models.init(model, Key.of(seed).fold("init"));
        List<Variable> trained = new ArrayList<>();
        L doubled = Models.map(begun, (path, parameter) -> {
            TensorType type = parameter.type();
            NDArray value = parameter.variable().value();
            Variable variable = new Variable(path, type.dtype().isFloat() ? cast(value, DType.FLOAT64) : value);
            if (parameter.role() != Parameter.Role.STATE) {
                trained.add(variable);
            }
            return Parameter.of(variable.type(), parameter.role(), parameter.fan(), parameter.initializer())
                    .with(variable);
        });
        Batch all = data.all();
        Tensor outputs = Heads.check(data.task(), doubled, doubled.apply(wide(all.features())));
        return new Doubled<>(doubled, trained, outputs, wide(all.targets()));
    }

    private static Tensor wide(NDArray array) {
        return array.dtype().isFloat() ? Tensor.of(array).cast(DType.FLOAT64) : Tensor.of(array);
    }

    private static NDArray cast(NDArray array, DType dtype) {
        return Tensor.of(array).cast(dtype).value();
    }

    /** The trained network in the types of the one given. */
    private L given(L doubled) {
        Map<String, NDArray> values = Models.values(doubled);
        return Models.seal(Models.map(model, (path, parameter) -> {
            NDArray value = values.get(path);
            if (value == null) {
                throw new AssertionError(path);
            }
            return parameter.with(
                    new Variable(path, cast(value, parameter.type().dtype())));
        }));
    }
}
