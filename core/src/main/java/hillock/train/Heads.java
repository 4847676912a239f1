package hillock.train;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Task;
import hillock.network.AbsoluteError;
import hillock.network.BernoulliCrossEntropy;
import hillock.network.CategoricalCrossEntropy;
import hillock.network.Dense;
import hillock.network.Hinge;
import hillock.network.Huber;
import hillock.network.KullbackLeibler;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.network.SquaredError;
import java.util.Optional;

/** How the outputs of a network are read for a task. */
public final class Heads {
    private Heads() {}

    /**
     * The usual loss of a task: the Bernoulli and the categorical cross-entropy of logits, and for regression the
     * squared error with factor 1.
     */
    public static Loss loss(Task task) {
        return switch (task) {
            case Task.Binary _ -> Loss.binaryCrossEntropy();
            case Task.Classes _ -> Loss.crossEntropy();
            case Task.Regression _ -> Loss.squaredError(1);
        };
    }

    /**
     * What is wrong with a loss for a task, and what to use instead; empty if they go together. A mean of squares or
     * magnitudes is for numbers, cross-entropy and hinge are for classes. Of losses of one's own nothing is known.
     */
    public static Optional<String> mismatch(Task task, Loss loss) {
        boolean suits = switch (loss) {
            case BernoulliCrossEntropy _ -> task instanceof Task.Binary;
            case CategoricalCrossEntropy _ -> task instanceof Task.Classes;
            case Hinge _ -> !(task instanceof Task.Regression);
            case SquaredError _, AbsoluteError _, Huber _ -> task instanceof Task.Regression;
            case KullbackLeibler _ -> false;
            default -> true;
        };
        if (suits) {
            int weights = loss instanceof CategoricalCrossEntropy cross
                    ? cross.classWeights().values().size()
                    : 0;
            return weights == 0 || weights == task.labels().size()
                    ? Optional.empty()
                    : Optional.of("the loss %s has %d class weights for %d classes, which are %s"
                            .formatted(loss.describe(), weights, task.labels().size(), brief(task)));
        }
        String learnt = switch (task) {
            case Task.Binary _ -> "one of two classes, for which there are binary_cross_entropy and hinge";
            case Task.Classes _ -> "one of several classes, for which there are cross_entropy and hinge";
            case Task.Regression _ -> "numbers, for which there are squared_error, absolute_error and huber";
        };
        return Optional.of("the loss %s does not suit what is to be learnt, %s".formatted(loss.describe(), learnt));
    }

    /**
     * The probabilities of all labels, [samples, ..., labels], from the outputs of a network; for regression the
     * outputs themselves.
     */
    static Tensor probabilities(Task task, Tensor outputs) {
        return switch (task) {
            case Task.Binary _ ->
                Tensor.concat(outputs.shape().rank() - 1, outputs.neg().sigmoid(), outputs.sigmoid());
            case Task.Classes _ -> outputs.softmax(-1);
            case Task.Regression _ -> outputs;
        };
    }

    /**
     * Checks that a network has an output for everything a task asks for; samples may have several positions.
     *
     * @throws IllegalArgumentException if not, saying what the last layer should be
     */
    static Tensor check(Task task, Layer model, Tensor outputs) {
        Shape shape = outputs.shape();
        if (shape.rank() < 2 || shape.dimension(-1) != task.outputs()) {
            throw wrong(task, model, outputs, "[samples, %d]".formatted(task.outputs()));
        }
        return outputs;
    }

    /**
     * Checks that a network has an output for everything a task asks for, and for every target.
     *
     * @param targets the type of the targets, [samples, ...]
     */
    public static Tensor check(Task task, Layer model, Tensor outputs, TensorType targets) {
        Shape shape = targets.shape();
        Shape expected = task instanceof Task.Regression ? shape : shape.insert(shape.rank(), task.outputs());
        if (!outputs.shape().equals(expected)) {
            throw wrong(task, model, outputs, expected.toString());
        }
        return outputs;
    }

    private static IllegalArgumentException wrong(Task task, Layer model, Tensor outputs, String expected) {
        String extents = "(%s, %d)".formatted(inputsOfLast(model), task.outputs());
        return new IllegalArgumentException(
                ("The network gives %s for a batch, and the task '%s' with the labels %s needs %s; let it end with "
                                + "dense%s, in Java Dense.of%s. The network is %s.")
                        .formatted(
                                outputs.type(),
                                task.kind(),
                                brief(task),
                                expected,
                                extents,
                                extents,
                                model.describe()));
    }

    private static String inputsOfLast(Layer model) {
        return switch (model) {
            case Dense dense -> String.valueOf(dense.inputs());
            case Sequential all
            when !all.layers().isEmpty() -> inputsOfLast(all.layers().getLast());
            default -> "...";
        };
    }

    private static String brief(Task task) {
        return task.labels().size() <= 10
                ? task.labels().toString()
                : "%s and %d more"
                        .formatted(task.labels().subList(0, 10), task.labels().size() - 10);
    }
}
