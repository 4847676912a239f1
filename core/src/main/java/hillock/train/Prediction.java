package hillock.train;

import hillock.data.Task;
import java.util.List;

/**
 * What a network says about one sample.
 *
 * @param label the label of the most probable class; empty for regression
 * @param index the number of that class; -1 for regression
 * @param probability its probability; NaN for regression
 * @param labels what the values belong to: the classes, or the predicted numbers
 * @param values the probability of every class, or the predicted numbers in the units of the target
 */
public record Prediction(String label, int index, double probability, List<String> labels, List<Double> values) {
    /** Copies the lists. */
    public Prediction {
        labels = List.copyOf(labels);
        values = List.copyOf(values);
    }

    /**
     * The number predicted, in the units of the target; of several the first.
     *
     * @throws IllegalStateException if classes were predicted
     */
    public double value() {
        if (index >= 0) {
            throw new IllegalStateException(
                    "A class was predicted, '%s', and not a number; ask for label() or probability()."
                            .formatted(label));
        }
        return values.getFirst();
    }

    static Prediction of(Task task, List<Double> values) {
        if (task instanceof Task.Regression) {
            return new Prediction("", -1, Double.NaN, task.labels(), values);
        }
        int best = 0;
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i) > values.get(best)) {
                best = i;
            }
        }
        return new Prediction(task.labels().get(best), best, values.get(best), task.labels(), values);
    }
}
