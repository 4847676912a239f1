package hillock.train;

import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import hillock.network.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * How well a network does on a dataset.
 *
 * <pre>{@code
 * Evaluation test = Evaluation.of(result.model(), Loss.crossEntropy(), data.test());
 * test.accuracy();
 * }</pre>
 */
public final class Evaluation {
    private final Task task;
    private final int examples;
    private final double loss;
    private final double squares;
    private final long[][] confusion;

    private Evaluation(Task task, int examples, double loss, double squares, long[][] confusion) {
        this.task = task;
        this.examples = examples;
        this.loss = loss;
        this.squares = squares;
        this.confusion = confusion;
    }

    /**
     * One kind of mistake.
     *
     * @param actual the label of the samples
     * @param predicted the label the network gives them
     * @param count how often
     */
    public record Mistake(String actual, String predicted, long count) {}

    /** The evaluation of a network on the standard engine. */
    public static Evaluation of(Layer model, Loss loss, Dataset data) {
        return of(model, loss, data, Engine.standard());
    }

    /** The evaluation of a network on an engine. */
    public static Evaluation of(Layer model, Loss loss, Dataset data, Engine engine) {
        return new Evaluator(model, loss, data.task(), engine).evaluate(data);
    }

    /** Evaluates one network again and again, while it is trained for instance. */
    static final class Evaluator {
        private final Task task;
        private final Batched formula;

        Evaluator(Layer model, Loss loss, Task task, Engine engine) {
            this.task = task;
            this.formula = new Batched(engine, inputs -> {
                var outputs = Heads.check(task, model, model.apply(inputs.get(0)));
                return List.of(outputs, loss.perSample(outputs, inputs.get(1)));
            });
        }

        Evaluation evaluate(Dataset data) {
            return evaluate(data, () -> false).orElseThrow();
        }

        /** The evaluation; empty if it was told to stop between two batches. */
        Optional<Evaluation> evaluate(Dataset data, BooleanSupplier stop) {
            Tally tally = new Tally(task);
            int[] rows = new int[Batched.LARGEST];
            for (int from = 0; from < data.size(); from += rows.length) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                int size = Math.min(rows.length, data.size() - from);
                int[] part = size == rows.length ? rows : new int[size];
                for (int i = 0; i < size; i++) {
                    part[i] = from + i;
                }
                var batch = data.batch(part);
                List<NDArray> results = formula.call(batch.features(), batch.targets());
                tally.add(results.get(0), results.get(1), batch.targets());
            }
            return Optional.of(tally.result());
        }
    }

    /** Sums in double, sample by sample in order, so that they do not depend on the batches. */
    private static final class Tally {
        private final Task task;
        private final long[][] confusion;
        private int examples;
        private double loss;
        private double squares;

        Tally(Task task) {
            this.task = task;
            int labels = task instanceof Task.Regression ? 0 : task.labels().size();
            this.confusion = new long[labels][labels];
        }

        void add(NDArray outputs, NDArray losses, NDArray targets) {
            int width = outputs.shape().dimension(1);
            for (int row = 0; row < losses.size(); row++) {
                loss += losses.getDouble(row);
                switch (task) {
                    case Task.Binary _ -> {
                        int predicted = outputs.getDouble(row) > 0 ? 1 : 0;
                        confusion[targets.ints()[row]][predicted]++;
                    }
                    case Task.Classes _ -> {
                        int predicted = 0;
                        for (int i = 1; i < width; i++) {
                            if (outputs.getDouble(row * width + i) > outputs.getDouble(row * width + predicted)) {
                                predicted = i;
                            }
                        }
                        confusion[targets.ints()[row]][predicted]++;
                    }
                    case Task.Regression _ -> {
                        for (int i = 0; i < width; i++) {
                            double error = outputs.getDouble(row * width + i) - targets.getDouble(row * width + i);
                            squares += error * error;
                        }
                    }
                }
            }
            examples += losses.size();
        }

        Evaluation result() {
            return new Evaluation(task, examples, loss, squares, confusion);
        }
    }

    /** What was to be predicted. */
    public Task task() {
        return task;
    }

    /** The number of samples. */
    public int examples() {
        return examples;
    }

    /** The mean loss of a sample. */
    public double loss() {
        return loss / examples;
    }

    /** The part of samples whose class was predicted; empty for regression. */
    public OptionalDouble accuracy() {
        if (task instanceof Task.Regression) {
            return OptionalDouble.empty();
        }
        long right = 0;
        for (int label = 0; label < confusion.length; label++) {
            right += confusion[label][label];
        }
        return OptionalDouble.of((double) right / examples);
    }

    /** The square root of the mean squared error over samples and outputs; empty for classification. */
    public OptionalDouble rmse() {
        return task instanceof Task.Regression
                ? OptionalDouble.of(Math.sqrt(squares / ((double) examples * task.outputs())))
                : OptionalDouble.empty();
    }

    /** The accuracy, or for regression the root mean squared error. */
    public double score() {
        return accuracy().orElseGet(() -> rmse().orElseThrow());
    }

    /** What {@link #score} is: {@code accuracy}, or {@code rmse}. */
    public String scoreName() {
        return task instanceof Task.Regression ? "rmse" : "accuracy";
    }

    /** How many samples of the first label were given the second label; 0 for regression. */
    public long confused(int actual, int predicted) {
        return confusion.length == 0 ? 0 : confusion[actual][predicted];
    }

    /** The most frequent mistakes, the worst first, equal ones in the order of the labels. */
    public List<Mistake> worstMistakes(int most) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int actual = 0; actual < confusion.length; actual++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                if (actual != predicted && confusion[actual][predicted] > 0) {
                    mistakes.add(new Mistake(
                            task.labels().get(actual), task.labels().get(predicted), confusion[actual][predicted]));
                }
            }
        }
        return mistakes.stream()
                .sorted(Comparator.comparingLong(Mistake::count).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public String toString() {
        return "%s %s, loss %s, %d examples".formatted(scoreName(), score(), loss(), examples);
    }
}
