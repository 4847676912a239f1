package hillock.train;

import hillock.Tensor;
import hillock.network.Parameter;
import java.util.List;

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

    /** The new value and states of one parameter. */
    Next next(Slot slot);

    /** The optimiser in one line, settings included. */
    String describe();

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
