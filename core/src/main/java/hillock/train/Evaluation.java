package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.graph.Nodes;
import hillock.network.Layer;
import hillock.network.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a network does on a dataset. Every sample counts once, also one with a weight, but in the {@link #loss}.
 * Where a sample has several targets, as a sequence, each counts, and padding does not. The numbers are the same
 * however the samples are cut into batches.
 *
 * <pre>{@code
 * Evaluation test = Evaluation.of(result.model(), Loss.crossEntropy(), data.test());
 * test.accuracy();
 * IO.println(test.report());
 * }</pre>
 */
public final class Evaluation {
    /** The number of bins of equal width between 0 and 1 for {@link #calibrationError}. */
    public static final int CALIBRATION_BINS = 15;

    private final Tally tally;
    private final double deviation;

    private Evaluation(Tally tally, double deviation) {
        this.tally = tally;
        this.deviation = deviation;
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
                Tensor targets = inputs.get(1);
                Tensor outputs = Heads.check(task, model, model.apply(inputs.get(0)), targets.type());
                Tensor losses = loss.perSample(outputs, targets);
                Tensor weights = loss.weights(outputs, targets).orElse(Tensor.of(Nodes.fillLike(losses.node(), 1)));
                // A weight of one sample.
                Tensor each = inputs.get(2).cast(losses.dtype());
                return List.of(outputs, losses.mul(each), weights.mul(each));
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
                NDArray each = batch.weights().orElseGet(() -> ones(size));
                List<NDArray> results = formula.call(batch.features(), batch.targets(), each);
                tally.add(results.get(0), results.get(1), results.get(2), batch.targets());
            }
            return Optional.of(new Evaluation(tally, data.targetDeviation()));
        }

        private static NDArray ones(int size) {
            double[] ones = new double[size];
            Arrays.fill(ones, 1);
            return NDArray.of(ones);
        }
    }

    /** What was to be predicted. */
    public Task task() {
        return tally.task;
    }

    /** The number of samples. */
    public int examples() {
        return tally.examples;
    }

    /** The mean loss of a sample, weighted as {@link Loss#of(Tensor, Tensor, Tensor)} does. */
    public double loss() {
        return tally.weight == 0 ? 0 : tally.loss / tally.weight;
    }

    /** The accuracy, or for regression the root mean squared error. */
    public double score() {
        return accuracy().orElseGet(() -> rmse().orElseThrow());
    }

    /** What {@link #score} is: {@code accuracy}, or {@code rmse}. */
    public String scoreName() {
        return isRegression() ? "rmse" : "accuracy";
    }

    private boolean isRegression() {
        return task() instanceof Task.Regression;
    }

    // Classification

    private OptionalDouble ofClasses(ToDoubleFunction<Tally> metric) {
        return isRegression() ? OptionalDouble.empty() : OptionalDouble.of(metric.applyAsDouble(tally));
    }

    /** The part of targets whose class was predicted; empty for regression. */
    public OptionalDouble accuracy() {
        return ofClasses(t -> (double) hits() / t.targets);
    }

    private long hits() {
        return IntStream.range(0, tally.confusion.length)
                .mapToLong(label -> tally.confusion[label][label])
                .sum();
    }

    /** The mean of {@code -ln p} with {@code p} the probability given to the right class; empty for regression. */
    public OptionalDouble logLoss() {
        return ofClasses(t -> t.logLoss / t.targets);
    }

    /**
     * How far confidence is from truth: over {@value #CALIBRATION_BINS} bins of equal width of the probability of the
     * predicted class, the mean of {@code |part that is right - mean probability|}, weighted by the samples of the bins
     * (the expected calibration error of Guo, Pleiss, Sun and Weinberger, 2017). Empty for regression.
     */
    public OptionalDouble calibrationError() {
        return ofClasses(t -> {
            double sum = 0;
            for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
                sum += Math.abs(t.binHits[bin] - t.binConfidences[bin]);
            }
            return sum / t.targets;
        });
    }

    /**
     * The area under the receiver operating characteristic, ties counting one half: for two classes that of the second
     * one, for more the mean over every class against the rest, classes that do not occur left out. Empty for
     * regression, if there is only one class, and if there are more than eight million outputs to be ranked.
     */
    public OptionalDouble rocAuc() {
        if (isRegression()) {
            return OptionalDouble.empty();
        }
        return task() instanceof Task.Binary
                ? rocAuc(1)
                : IntStream.range(0, tally.confusion.length)
                        .mapToObj(this::rocAuc)
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .average();
    }

    /** The area under the receiver operating characteristic of one class against the rest, as {@link #rocAuc()}. */
    public OptionalDouble rocAuc(int label) {
        return isRegression() ? OptionalDouble.empty() : tally.area(label);
    }

    /** How many samples of the first label were given the second label; 0 for regression. */
    public long confused(int actual, int predicted) {
        return tally.confusion.length == 0 ? 0 : tally.confusion[actual][predicted];
    }

    /** The confusion matrix, a row for each class and a column for each prediction; empty for regression. */
    public long[][] confusion() {
        return Arrays.stream(tally.confusion).map(long[]::clone).toArray(long[][]::new);
    }

    /** Precision, recall and F1 of every class; empty for regression. */
    public List<ClassScores> classes() {
        List<ClassScores> scores = new ArrayList<>();
        for (int label = 0; label < tally.confusion.length; label++) {
            scores.add(scores(task().labels().get(label), found(label), taken(label), occurring(label)));
        }
        return scores;
    }

    private static ClassScores scores(String label, long found, long taken, long occurring) {
        return new ClassScores(
                label, ratio(found, taken), ratio(found, occurring), ratio(2 * found, taken + occurring), occurring);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private long found(int label) {
        return tally.confusion[label][label];
    }

    private long taken(int label) {
        return Arrays.stream(tally.confusion).mapToLong(row -> row[label]).sum();
    }

    private long occurring(int label) {
        return Arrays.stream(tally.confusion[label]).sum();
    }

    /** The plain mean of {@link #classes} over those that occur or are predicted; empty for regression. */
    public Optional<ClassScores> macro() {
        return average("macro", label -> taken(label) + occurring(label) > 0 ? 1 : 0);
    }

    /** The mean of {@link #classes}, weighted by how often they occur; empty for regression. */
    public Optional<ClassScores> weighted() {
        return average("weighted", this::occurring);
    }

    private Optional<ClassScores> average(String name, IntToLongFunction weight) {
        if (isRegression()) {
            return Optional.empty();
        }
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        long total = 0;
        List<ClassScores> all = classes();
        for (int label = 0; label < all.size(); label++) {
            long own = weight.applyAsLong(label);
            precision += own * all.get(label).precision();
            recall += own * all.get(label).recall();
            f1 += own * all.get(label).f1();
            total += own;
        }
        return Optional.of(new ClassScores(name, precision / total, recall / total, f1 / total, tally.targets));
    }

    /** The scores of all decisions put together, where each number is the accuracy; empty for regression. */
    public Optional<ClassScores> micro() {
        return isRegression() ? Optional.empty() : Optional.of(scores("micro", hits(), tally.targets, tally.targets));
    }

    /** The most frequent mistakes, the worst first, equal ones in the order of the labels. */
    public List<Mistake> worstMistakes(int most) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int actual = 0; actual < tally.confusion.length; actual++) {
            for (int predicted = 0; predicted < tally.confusion.length; predicted++) {
                long count = tally.confusion[actual][predicted];
                if (actual != predicted && count > 0) {
                    mistakes.add(new Mistake(
                            task().labels().get(actual), task().labels().get(predicted), count));
                }
            }
        }
        return mistakes.stream()
                .sorted(Comparator.comparingLong(Mistake::count).reversed())
                .limit(most)
                .toList();
    }

    // Regression, in the units of the data

    /**
     * The square root of the mean squared error over samples and outputs, in the units of the data, see
     * {@link Dataset#targetDeviation}; empty for classification.
     */
    public OptionalDouble rmse() {
        return ofNumbers(t -> Math.sqrt(sum(t.squares) / values()) * deviation);
    }

    /** The mean of the magnitudes of the errors in the units of the data; empty for classification. */
    public OptionalDouble mae() {
        return ofNumbers(t -> sum(t.magnitudes) / values() * deviation);
    }

    /** The mean of {@link TargetScores#r2} over the outputs; empty for classification. */
    public OptionalDouble r2() {
        return isRegression() ? targets().stream().mapToDouble(TargetScores::r2).average() : OptionalDouble.empty();
    }

    /** The scores of every number; empty for classification. */
    public List<TargetScores> targets() {
        List<TargetScores> scores = new ArrayList<>();
        for (int i = 0; i < tally.squares.length; i++) {
            scores.add(new TargetScores(
                    task().labels().get(i),
                    Math.sqrt(tally.squares[i] / tally.targets) * deviation,
                    tally.magnitudes[i] / tally.targets * deviation,
                    tally.spreads[i] == 0 ? Double.NaN : 1 - tally.squares[i] / tally.spreads[i]));
        }
        return scores;
    }

    private OptionalDouble ofNumbers(ToDoubleFunction<Tally> metric) {
        return isRegression() ? OptionalDouble.of(metric.applyAsDouble(tally)) : OptionalDouble.empty();
    }

    private double values() {
        return (double) tally.targets * task().outputs();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** All scores as a table for people: a row for each class or number, and the scores of the whole. */
    public String report() {
        return EvaluationReport.of(this);
    }

    @Override
    public String toString() {
        return "%s %s, loss %s, %d examples".formatted(scoreName(), score(), loss(), examples());
    }
}
