package hillock.train;

import hillock.Tensor;
import java.util.List;
import java.util.Optional;

/** An optimiser that adds something to another and is otherwise that other. */
interface Refinement extends Optimizer {
    /** The other. */
    Optimizer optimizer();

    /** What is added, in the notation of an argument: {@code l2=0.001}. */
    String option();

    @Override
    default Schedule learningRate() {
        return optimizer().learningRate();
    }

    @Override
    default List<String> states() {
        return optimizer().states();
    }

    @Override
    default List<Tensor> gradients(List<Tensor> gradients) {
        return optimizer().gradients(gradients);
    }

    @Override
    default Next next(Slot slot) {
        return optimizer().next(slot);
    }

    @Override
    default Optional<String> average() {
        return optimizer().average();
    }

    @Override
    default String describe() {
        String text = optimizer().describe();
        return text.endsWith(")")
                ? text.substring(0, text.length() - 1) + ", " + option() + ")"
                : text + "(" + option() + ")";
    }
}
