package hillock.train;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Table;
import hillock.data.TableEncoder;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A trained network ready for use. Safe for use by many threads, which share its programs; the answer for a sample has
 * the same bits whether it is asked for alone or among others.
 *
 * <p>A network that was trained on a table takes rows as they are in the table: numbers in their units, names, dates;
 * null for what is not known. Numbers it predicts are in the units of the target.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.load(Path.of("prices.safetensors"));
 * double price = predictor.predict(Map.of("rooms", 3, "street", "paved")).value();
 * }</pre>
 */
public final class Predictor {
    private final Layer model;
    private final Task task;
    private final Batched formula;
    private final Optional<TableEncoder> encoder;
    private final Map<String, LongAdder> unseen = new ConcurrentHashMap<>();

    private Predictor(Layer model, Task task, Batched formula, Optional<TableEncoder> encoder) {
        this.model = model;
        this.task = task;
        this.formula = formula;
        this.encoder = encoder;
    }

    /** A predictor on the standard engine. */
    public static Predictor of(Layer model, Task task) {
        return of(model, task, Engine.standard());
    }

    /** A predictor on an engine. */
    public static Predictor of(Layer model, Task task, Engine engine) {
        Batched formula = new Batched(engine, inputs -> {
            Tensor outputs = Heads.check(task, model, model.apply(inputs.getFirst()));
            return List.of(outputs, Heads.probabilities(task, outputs));
        });
        return new Predictor(model, task, formula, Optional.empty());
    }

    /**
     * The predictor in a file, such as {@code hillock train --save} writes. Reading files is the business of the
     * artifact {@code hillock-io}, which has to be there when the program runs.
     *
     * @throws IOException if the file is missing or damaged
     * @throws IllegalStateException if {@code hillock-io} is absent
     */
    public static Predictor load(Path file) throws IOException {
        PredictorReader reader = ServiceLoader.load(PredictorReader.class, Predictor.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        ("%s cannot be read, because reading files takes the artifact io.hillock:hillock-io, which is "
                                        + "not there. Add it to the dependencies; in a modular program write "
                                        + "'requires hillock.io;' too.")
                                .formatted(file)));
        return reader.read(file);
    }

    /** The same network for rows of a table. */
    public Predictor withEncoder(TableEncoder table) {
        return new Predictor(model, task, formula, Optional.of(table));
    }

    /** The network. */
    public Layer model() {
        return model;
    }

    /** What it was trained for. */
    public Task task() {
        return task;
    }

    /** How rows become inputs, if the network was trained on a table. */
    public Optional<TableEncoder> encoder() {
        return encoder;
    }

    /** How many values of each column were categories that did not occur in training, since this predictor was made. */
    public SortedMap<String, Long> unseen() {
        SortedMap<String, Long> counts = new TreeMap<>();
        unseen.forEach((column, count) -> counts.put(column, count.sum()));
        return counts;
    }

    /**
     * The outputs of the network, logits or (standardised) numbers: [n, outputs].
     *
     * @param features [n, ...], n at least 1; of a table they are encoded already
     */
    public NDArray outputs(NDArray features) {
        return formula.call(checked(features)).get(0);
    }

    /** The probabilities of all labels, [n, labels]; for regression the outputs of the network. */
    public NDArray probabilities(NDArray features) {
        return formula.call(checked(features)).get(1);
    }

    /** A prediction for each of n samples, [n, ...]; those of a table are encoded already. */
    public List<Prediction> predict(NDArray features) {
        NDArray values = probabilities(features);
        if (values.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "The network gives %s, several predictions for a sample; ask for outputs or probabilities."
                            .formatted(values.type()));
        }
        int width = values.shape().dimension(1);
        List<Prediction> predictions = new ArrayList<>();
        for (int row = 0; row < values.shape().dimension(0); row++) {
            List<Double> list = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                double value = values.getDouble(row * width + i);
                list.add(encoder.isPresent() ? encoder.get().restore(value) : value);
            }
            predictions.add(Prediction.of(task, list));
        }
        return predictions;
    }

    /**
     * A prediction for each row of a table. Its target may be absent, and further columns are disregarded.
     *
     * @throws hillock.data.TableException naming all columns that are absent or of another kind
     * @throws IllegalStateException if the network was not trained on a table
     */
    public List<Prediction> predict(Table rows) {
        TableEncoder.Features features = table().features(rows);
        features.report()
                .unseen()
                .forEach((column, count) ->
                        unseen.computeIfAbsent(column, _ -> new LongAdder()).add(count));
        return predict(features.values());
    }

    /**
     * The prediction for one row of a table.
     *
     * @param row the values by the names of the columns, each as it is or as text; null stands for a missing value
     * @throws hillock.data.TableException naming all columns that are absent, or a value that is not what it was
     */
    public Prediction predict(Map<String, ? extends @Nullable Object> row) {
        return predict(table().table(List.of(row))).getFirst();
    }

    /** The prediction for one row of a table, the components of a record being its columns. */
    public Prediction predict(Record row) {
        return predict(Components.of(row));
    }

    /**
     * The prediction for one row of a table.
     *
     * @param row the values in the order of the columns in training, without the target and what was left out
     */
    public Prediction predict(List<? extends @Nullable Object> row) {
        List<String> columns = List.copyOf(table().widths().sequencedKeySet());
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException("The row has %d values, and there are %d columns: %s."
                    .formatted(row.size(), columns.size(), columns));
        }
        Map<String, @Nullable Object> values = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), row.get(i));
        }
        return predict(values);
    }

    /** The prediction for one sample that is a vector; for a table, a row of numbers in the order of its columns. */
    public Prediction predict(float... sample) {
        if (encoder.isPresent()) {
            double[] values = new double[sample.length];
            Arrays.setAll(values, i -> sample[i]);
            return predict(values);
        }
        return predict(NDArray.of(Shape.of(1, sample.length), sample)).getFirst();
    }

    /** The prediction for one sample that is a vector; for a table, a row of numbers in the order of its columns. */
    public Prediction predict(double... sample) {
        if (encoder.isPresent()) {
            return predict(Arrays.stream(sample).boxed().toList());
        }
        float[] values = new float[sample.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) sample[i];
        }
        return predict(NDArray.wrap(TensorType.of(DType.FLOAT32, 1, values.length), values))
                .getFirst();
    }

    private TableEncoder table() {
        return encoder.orElseThrow(() -> new IllegalStateException(
                "The network was not trained on a table, so it takes samples as arrays: " + model.describe()));
    }

    private static NDArray checked(NDArray features) {
        if (features.shape().rank() < 2 || features.shape().dimension(0) == 0) {
            throw new IllegalArgumentException(
                    "Features are [samples, ...] with at least one sample, not %s.".formatted(features.type()));
        }
        return features;
    }
}
