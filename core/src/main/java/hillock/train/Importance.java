package hillock.train;

import hillock.arithmetic.RandomStream;
import hillock.arithmetic.Threefry;
import hillock.array.NDArray;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.TableDataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import hillock.network.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * How much a trained network leans on each column: how much worse it does when the values of the column are exchanged
 * at random between the samples (permutation importance: L. Breiman, "Random Forests", 2001, section 10). What columns
 * say twice is important in none of them.
 *
 * @param scoreName what is measured: {@code accuracy}, or {@code rmse} in the units of the target
 * @param score that of the samples as they are
 * @param columns the columns, the most important first
 */
public record Importance(String scoreName, double score, List<Column> columns) {
    /** Copies the list. */
    public Importance {
        columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param name of the column; several inputs that it became count as one
     * @param drop how much worse the score is on average: what the accuracy loses, or what the rmse gains
     * @param spread the standard deviation of that between the repetitions; NaN of one
     */
    public record Column(String name, double drop, double spread) {}

    /** The importance on the standard engine. */
    public static Importance of(Layer model, Loss loss, Dataset data, int repeats, long seed) {
        return of(model, loss, data, repeats, seed, Engine.standard());
    }

    /**
     * The importance of every column of a table, or of every feature of samples that are vectors.
     *
     * @param repeats how often the values of a column are exchanged anew
     * @param seed the same seed gives the same numbers
     * @throws IllegalArgumentException if samples are no vectors of float32 numbers or there are fewer than two of them
     */
    public static Importance of(Layer model, Loss loss, Dataset data, int repeats, long seed, Engine engine) {
        if (data.sampleType().shape().rank() != 1 || data.size() < 2 || repeats < 1) {
            throw new IllegalArgumentException(
                    "Importance needs at least 2 samples that are vectors and 1 repetition, not %d of %s and %d."
                            .formatted(data.size(), data.sampleType(), repeats));
        }
        Evaluation.Evaluator evaluator = new Evaluation.Evaluator(model, loss, data.task(), engine);
        Batch all = data.all();
        double unit = data.targetDeviation();
        int sign = data.task() instanceof Task.Regression ? -1 : 1;
        Evaluation whole = evaluator.evaluate(data);
        int width = data.sampleType().shape().size();
        List<Column> columns = new ArrayList<>();
        int first = 0;
        for (var column : widths(data).entrySet()) {
            double[] drops = new double[repeats];
            for (int repeat = 0; repeat < repeats; repeat++) {
                RandomStream stream =
                        RandomStream.of(Threefry.fold(Threefry.fold(Threefry.key(seed), column.getKey()), repeat));
                NDArray exchanged = exchanged(all.features(), first, column.getValue(), width, stream);
                double score = evaluator
                        .evaluate(Dataset.of(exchanged, all.targets(), data.task(), data.featureNames()))
                        .score();
                drops[repeat] = sign * (whole.score() - (sign < 0 ? unit * score : score));
            }
            columns.add(new Column(column.getKey(), mean(drops), deviation(drops)));
            first += column.getValue();
        }
        columns.sort(Comparator.comparingDouble(Column::drop).reversed());
        return new Importance(whole.scoreName(), whole.score(), columns);
    }

    private static SequencedMap<String, Integer> widths(Dataset data) {
        if (data instanceof TableDataset table) {
            return table.encoder().widths();
        }
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        List<String> names = data.featureNames();
        for (int i = 0; i < data.sampleType().shape().size(); i++) {
            widths.put(i < names.size() ? names.get(i) : "x" + i, 1);
        }
        return widths;
    }

    private static NDArray exchanged(NDArray features, int first, int count, int width, RandomStream stream) {
        float[] from = features.floats();
        float[] to = from.clone();
        int[] order = new int[from.length / width];
        Arrays.setAll(order, i -> i);
        stream.shuffle(order);
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(from, order[row] * width + first, to, row * width + first, count);
        }
        return NDArray.wrap(features.type(), to);
    }

    private static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double... values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }
}
