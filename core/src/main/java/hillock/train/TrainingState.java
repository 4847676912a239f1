package hillock.train;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything needed to go on with training so that the result has the same bits as if it had never stopped. As a map of
 * arrays and a map of short texts ({@link #arrays}, {@link #texts}) it can be written to a file.
 *
 * @param weights the parameters by path
 * @param optimizer what the optimiser remembers, by name, the number of steps among it
 * @param best the best network so far, if there are validation data
 * @param epoch the number of epochs completed
 * @param batch the number of batches completed in the epoch after those
 * @param lossSum the sum of the weighted losses of the samples of those batches
 * @param weightSum the sum of the weights of those samples, 1 for each unless samples or classes have weights
 * @param history the completed epochs
 * @param settings what else the result depends on, by name
 */
public record TrainingState(
        SequencedMap<String, NDArray> weights,
        SequencedMap<String, NDArray> optimizer,
        Optional<Best> best,
        int epoch,
        int batch,
        double lossSum,
        double weightSum,
        List<EpochRecord> history,
        SequencedMap<String, String> settings) {
    private static final String MODEL = "model.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String BEST = "best.";
    private static final String SETTING = "setting.";
    private static final String LOSS_SUM = "progress.loss_sum";
    private static final String WEIGHT_SUM = "progress.weight_sum";
    private static final String BEST_LOSS = "progress.best_loss";
    private static final String HISTORY = "progress.history";
    private static final int HISTORY_COLUMNS = 4;

    /**
     * The network with the lowest validation loss.
     *
     * @param epoch after which epoch, from 1
     * @param loss its validation loss
     * @param weights its parameters by path
     */
    public record Best(int epoch, double loss, SequencedMap<String, NDArray> weights) {}

    /** Copies the list. */
    public TrainingState {
        history = List.copyOf(history);
    }

    /** The number of steps taken. */
    public int step() {
        NDArray step = optimizer.get("step");
        return step == null ? 0 : (int) step.item();
    }

    /** All numbers, by name. */
    public SequencedMap<String, NDArray> arrays() {
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
        weights.forEach((path, value) -> arrays.put(MODEL + path, value));
        optimizer.forEach((name, value) -> arrays.put(OPTIMIZER + name, value));
        best.ifPresent(found -> {
            found.weights.forEach((path, value) -> arrays.put(BEST + path, value));
            arrays.put(BEST_LOSS, NDArray.of(Shape.SCALAR, found.loss));
        });
        arrays.put(LOSS_SUM, NDArray.of(Shape.SCALAR, lossSum));
        arrays.put(WEIGHT_SUM, NDArray.of(Shape.SCALAR, weightSum));
        double[] rows = new double[history.size() * HISTORY_COLUMNS];
        for (int i = 0; i < history.size(); i++) {
            EpochRecord row = history.get(i);
            rows[i * HISTORY_COLUMNS] = row.loss();
            rows[i * HISTORY_COLUMNS + 1] = row.validationLoss().orElse(Double.NaN);
            rows[i * HISTORY_COLUMNS + 2] = row.validationScore().orElse(Double.NaN);
            rows[i * HISTORY_COLUMNS + 3] = row.learningRate();
        }
        arrays.put(HISTORY, NDArray.wrap(TensorType.of(DType.FLOAT64, history.size(), HISTORY_COLUMNS), rows));
        return arrays;
    }

    /** All texts, by name. */
    public SequencedMap<String, String> texts() {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        texts.put("epoch", Integer.toString(epoch));
        texts.put("batch", Integer.toString(batch));
        best.ifPresent(found -> texts.put("best_epoch", Integer.toString(found.epoch)));
        settings.forEach((name, value) -> texts.put(SETTING + name, value));
        return texts;
    }

    /**
     * The state of which these are the arrays and texts. Further arrays and texts are disregarded.
     *
     * @throws IllegalArgumentException if something is missing or malformed, naming it
     */
    public static TrainingState of(Map<String, NDArray> arrays, Map<String, String> texts) {
        SequencedMap<String, NDArray> bestWeights = part(arrays, BEST);
        Optional<Best> best = bestWeights.isEmpty()
                ? Optional.empty()
                : Optional.of(new Best(number(texts, "best_epoch"), scalar(arrays, BEST_LOSS), bestWeights));
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        texts.forEach((name, value) -> {
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), value);
            }
        });
        SequencedMap<String, NDArray> optimizer = part(arrays, OPTIMIZER);
        NDArray step = required(optimizer.get("step"), OPTIMIZER + "step");
        if (!step.type().equals(TensorType.of(DType.INT32)) || step.item() < 0) {
            throw new IllegalArgumentException("The training state has %s as number of steps.".formatted(step));
        }
        return new TrainingState(
                part(arrays, MODEL),
                optimizer,
                best,
                number(texts, "epoch"),
                number(texts, "batch"),
                scalar(arrays, LOSS_SUM),
                scalar(arrays, WEIGHT_SUM),
                history(required(arrays.get(HISTORY), HISTORY)),
                settings);
    }

    private static List<EpochRecord> history(NDArray rows) {
        if (rows.dtype() != DType.FLOAT64
                || rows.shape().rank() != 2
                || rows.shape().dimension(1) != HISTORY_COLUMNS) {
            throw new IllegalArgumentException("The history of a training state is float64[epochs, %d], not %s."
                    .formatted(HISTORY_COLUMNS, rows.type()));
        }
        double[] values = rows.doubles();
        List<EpochRecord> history = new ArrayList<>();
        for (int at = 0; at < values.length; at += HISTORY_COLUMNS) {
            history.add(new EpochRecord(
                    history.size() + 1, values[at], present(values[at + 1]), present(values[at + 2]), values[at + 3]));
        }
        return history;
    }

    private static OptionalDouble present(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static SequencedMap<String, NDArray> part(Map<String, NDArray> arrays, String prefix) {
        SequencedMap<String, NDArray> part = new LinkedHashMap<>();
        arrays.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), value);
            }
        });
        return part;
    }

    private static double scalar(Map<String, NDArray> arrays, String name) {
        NDArray value = required(arrays.get(name), name);
        if (value.size() != 1) {
            throw new IllegalArgumentException(
                    "'%s' in the training state is one number, not %s.".formatted(name, value.type()));
        }
        return value.item();
    }

    private static int number(Map<String, String> texts, String name) {
        String text = required(texts.get(name), name);
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, together with negative numbers.
        }
        throw new IllegalArgumentException(
                "'%s' in the training state is a whole number from 0, not '%s'.".formatted(name, text));
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("The training state lacks '%s'; is this a checkpoint?".formatted(name));
        }
        return value;
    }

    /** What differs between the settings of this state and others, one line each. */
    List<String> differences(Map<String, String> others) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(settings.keySet());
        names.addAll(others.keySet());
        for (String name : names) {
            String mine = settings.getOrDefault(name, "none");
            String other = others.getOrDefault(name, "none");
            if (!mine.equals(other)) {
                differences.add("%s was %s and is %s".formatted(name, mine, other));
            }
        }
        return differences;
    }
}
