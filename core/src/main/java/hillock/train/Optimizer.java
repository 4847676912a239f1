package hillock.train;

import hillock.Tensor;
import hillock.network.Parameter;
import hillock.network.Term;
import java.util.List;
import java.util.Optional;

/**
 * A rule that changes parameters by their gradients, as formulas: they become part of the program of a training step.
 * An optimiser is a value without state; what it remembers between steps lives in variables that start at zero, one per
 * parameter and name in {@link #states}.
 */
public interface Optimizer {
    /** The learning rate. */
    Schedule learningRate();

    /** The names of the tensors remembered for each parameter, each of the parameter's type and zero at first. */
    List<String> states();

    /** What becomes of the gradients of all parameters together before the steps: they stay unless clipped. */
    default List<Tensor> gradients(List<Tensor> gradients) {
        return gradients;
    }

    /** The new value and states of one parameter. */
    Next next(Slot slot);

    /** Which of the states the trained network takes in place of its weights; none unless these are averaged. */
    default Optional<String> average() {
        return Optional.empty();
    }

    /** The optimiser in one line, settings included; those of Hillock are read back by {@link #parse(String)}. */
    String describe();

    /**
     * The optimiser of a text such as {@code adam(1e-3)}, {@code sgd(cosine(0.1), momentum=0.9, clip_norm=1)} or
     * {@code adamw(rate=1e-3, decay=0.05, beta2=0.99)}. The rate is a number or a {@link Schedule#parse schedule}. Each
     * of the {@link #names} takes the options of its own and {@code l2}, {@code decay}, {@code l2_all},
     * {@code decay_all} (biases too), {@code clip_norm}, {@code clip_value}, {@code ema}, {@code mean_after} and
     * {@code mean_every}.
     *
     * @throws hillock.graph.ExpressionException if the text is no optimiser, with the place
     */
    static Optimizer parse(String text) {
        return OptimizerNotation.read(Term.parse(text), Optional.empty());
    }

    /**
     * The optimiser of a text, with a learning rate for a text without one.
     *
     * @throws hillock.graph.ExpressionException if the text is no optimiser, with the place
     */
    static Optimizer parse(String text, Schedule usual) {
        return OptimizerNotation.read(Term.parse(text), Optional.of(usual));
    }

    /** The names {@link #parse(String)} knows. */
    static List<String> names() {
        return OptimizerNotation.NAMES;
    }

    /** This with an L2 penalty of weights: see {@link WeightPenalty}. */
    default Optimizer withPenalty(double factor) {
        return new WeightPenalty(this, factor);
    }

    /** This with decoupled decay of weights: see {@link WeightDecay}. */
    default Optimizer withDecay(double decay) {
        return new WeightDecay(this, decay, false);
    }

    /** This with all gradients together shortened to a norm: see {@link ClippedByNorm}. */
    default Optimizer clippedByNorm(double most) {
        return new ClippedByNorm(this, most);
    }

    /** This with every derivative cut to a magnitude: see {@link ClippedByValue}. */
    default Optimizer clippedByValue(double most) {
        return new ClippedByValue(this, most);
    }

    /** This with an exponential average of the weights for the trained network: see {@link Averaged.Exponential}. */
    default Optimizer averagedExponentially(double decay) {
        return new Averaged(this, new Averaged.Exponential(decay));
    }

    /** This with the mean of the weights after some steps for the trained network: see {@link Averaged.Mean}. */
    default Optimizer averaged(int after, int every) {
        return new Averaged(this, new Averaged.Mean(after, every));
    }

    /**
     * One parameter in one step.
     *
     * @param role what the parameter is for
     * @param value its value
     * @param gradient the derivative of the loss by it
     * @param states what is remembered, in the order of {@link Optimizer#states}
     * @param rate the learning rate, a float64 scalar
     * @param step the number of steps taken before, a float64 scalar
     */
    record Slot(Parameter.Role role, Tensor value, Tensor gradient, List<Tensor> states, Tensor rate, Tensor step) {
        /** A float64 scalar as a scalar of the parameter's type. */
        public Tensor scalar(Tensor number) {
            return number.cast(value.dtype());
        }
    }

    /**
     * What one parameter becomes.
     *
     * @param value the new value
     * @param states the new states, in the order of {@link Optimizer#states}
     */
    record Next(Tensor value, List<Tensor> states) {}
}
