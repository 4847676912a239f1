package hillock.train;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.data.Task;
import hillock.network.Layer;
import hillock.network.Loss;

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
     * The probabilities of all labels, [samples, labels], from the outputs of a network; for regression the outputs
     * themselves.
     */
    static Tensor probabilities(Task task, Tensor outputs) {
        return switch (task) {
            case Task.Binary _ -> Tensor.concat(1, outputs.neg().sigmoid(), outputs.sigmoid());
            case Task.Classes _ -> outputs.softmax(1);
            case Task.Regression _ -> outputs;
        };
    }

    /**
     * Checks that a network has an output for everything a task asks for.
     *
     * @throws IllegalArgumentException if not, saying what the last layer should be
     */
    static Tensor check(Task task, Layer model, Tensor outputs) {
        Shape shape = outputs.shape();
        if (shape.rank() != 2 || shape.dimension(1) != task.outputs()) {
            throw new IllegalArgumentException(
                    ("The network gives %s for a batch, and the task '%s' with the labels %s needs [samples, %d]; let "
                                    + "it end with Dense.of(..., %d). The network is %s.")
                            .formatted(
                                    outputs.type(),
                                    task.kind(),
                                    brief(task),
                                    task.outputs(),
                                    task.outputs(),
                                    model.describe()));
        }
        return outputs;
    }

    private static String brief(Task task) {
        return task.labels().size() <= 10
                ? task.labels().toString()
                : "%s and %d more"
                        .formatted(task.labels().subList(0, 10), task.labels().size() - 10);
    }
}
