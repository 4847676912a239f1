package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a table become inputs and targets of a network, and outputs become predictions. It is learnt from the
 * training part alone and belongs to the model. Immutable.
 *
 * <ul>
 *   <li>Numbers and truth values are standardised to mean 0 and deviation 1; a missing one is replaced by the median,
 *       and where the training part has missing values a second input tells so.
 *   <li>Names become one input each; missing is a name of its own; of more than 100 the rare ones are one. A name that
 *       did not occur in training is counted with the rare ones, or, if there are none, all inputs are 0.
 *   <li>Dates become their parts.
 *   <li>Columns that tell nothing are left out, with a notice.
 *   <li>A target of a regression is standardised; {@link #restore} maps predictions back.
 * </ul>
 *
 * <pre>{@code
 * TableEncoder encoder = TableEncoder.fit(training, "price", choice.task());
 * NDArray features = encoder.features(other).values();
 * }</pre>
 */
public final class TableEncoder {
    private static final String PREFIX = "table.";

    private final String target;
    private final ColumnKind targetKind;
    private final Task task;
    private final Optional<Scale> scale;
    private final List<Encoding> encodings;
    private final SequencedSet<String> dropped;
    private final List<String> featureNames;
    private final List<String> notices;

    private TableEncoder(
            String target,
            ColumnKind targetKind,
            Task task,
            Optional<Scale> scale,
            List<Encoding> encodings,
            SequencedSet<String> dropped,
            List<String> notices) {
        this.target = target;
        this.targetKind = targetKind;
        this.task = task;
        this.scale = scale;
        this.encodings = List.copyOf(encodings);
        this.dropped = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(dropped));
        this.featureNames = encodings.stream().flatMap(e -> e.names().stream()).toList();
        this.notices = List.copyOf(notices);
    }

    /**
     * Features of a table.
     *
     * @param values float32 [rows, width]
     * @param report what was unusual in it
     */
    public record Features(NDArray values, EncodingReport report) {}

    /**
     * Learns from the training part.
     *
     * @param target the name of the column to be predicted
     * @param task what is to be learnt of it, see {@link TaskChoice}
     * @throws TableException if there is no such column, no other column tells anything, or the numbers to be predicted
     *     are all equal
     */
    public static TableEncoder fit(Table training, String target, Task task) {
        Column goal = training.column(target);
        Spread spread = new Spread();
        if (goal instanceof Column.Numbers numbers) {
            Arrays.stream(numbers.values())
                    .filter(value -> !Double.isNaN(value))
                    .forEach(spread::add);
        }
        SequencedMap<String, Fitting> fittings = new LinkedHashMap<>();
        for (Column column : training.columns()) {
            if (column != goal) {
                fittings.put(column.name(), ColumnLearner.learn(column));
            }
        }
        return learnt(target, goal.kind(), task, spread, fittings);
    }

    /**
     * What was learnt of every column.
     *
     * @param spread of the target, if it is a number
     * @param fittings of all other columns, by name
     */
    static TableEncoder learnt(
            String target, ColumnKind targetKind, Task task, Spread spread, SequencedMap<String, Fitting> fittings) {
        List<Encoding> encodings = new ArrayList<>();
        SequencedSet<String> dropped = new LinkedHashSet<>();
        List<String> notices = new ArrayList<>();
        fittings.forEach((name, fitting) -> {
            fitting.encoding().ifPresentOrElse(encodings::add, () -> dropped.add(name));
            if (!fitting.notice().isEmpty()) {
                notices.add(fitting.notice());
            }
        });
        if (encodings.isEmpty()) {
            throw new TableException(
                    "",
                    "there is nothing to predict '" + target + "' from: "
                            + (notices.isEmpty() ? "it is the only column" : String.join(" ", notices)));
        }
        Optional<Scale> scale = Optional.empty();
        if (task instanceof Task.Regression) {
            if (targetKind != ColumnKind.NUMBER) {
                throw new TableException(target, "regression needs numbers, but the target is " + targetKind.words());
            }
            if (!spread.differs()) {
                throw new TableException(target, "the target is the same number in every row; nothing to learn");
            }
            scale = Optional.of(spread.scale());
        }
        return new TableEncoder(target, targetKind, task, scale, encodings, dropped, notices);
    }

    /** The name of the column that is predicted. */
    public String target() {
        return target;
    }

    /** What is learnt of it. */
    public Task task() {
        return task;
    }

    /** The number of inputs. */
    public int width() {
        return featureNames.size();
    }

    /** The names of the inputs, such as {@code age}, {@code age missing} and {@code job=cook}. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** The number of inputs each column became, by name, in order; together they are the width. */
    public SequencedMap<String, Integer> widths() {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        encodings.forEach(e -> widths.put(e.column(), e.names().size()));
        return widths;
    }

    /** What every column is read as, in a few words by name, the target's last. */
    public SequencedMap<String, String> describe() {
        SequencedMap<String, String> words = new LinkedHashMap<>();
        encodings.forEach(e -> words.put(e.column(), e.words()));
        words.put(
                target,
                scale.map(s -> "a number, mean %s, deviation %s"
                                .formatted(Notices.number(s.mean()), Notices.number(s.deviation())))
                        .orElse("one of " + String.join(", ", task.labels())));
        return words;
    }

    /** What was left out or put together, one sentence each; empty in an encoder that was read from a file. */
    public List<String> notices() {
        return notices;
    }

    /** What the values of each column were in training, the target's too; other tables are to be read as these. */
    public SequencedMap<String, ColumnKind> kinds() {
        SequencedMap<String, ColumnKind> kinds = new LinkedHashMap<>();
        encodings.forEach(e -> kinds.put(e.column(), e.kind()));
        kinds.put(target, targetKind);
        return kinds;
    }

    /** How a table differs from the one learnt from. Its target may be absent. */
    public ColumnDifferences differences(Table table) {
        return ColumnDifferences.of(kinds(), dropped, target, table);
    }

    /**
     * The inputs for every row. The target may be absent, and columns that were not in training are disregarded.
     *
     * @throws TableException naming all columns that are absent or of another kind
     */
    public Features features(Table table) {
        ColumnDifferences differences = differences(table);
        if (!differences.fit()) {
            throw new TableException("", differences.text());
        }
        int width = width();
        TensorType type = TensorType.of(DType.FLOAT32, table.size(), width);
        float[] values = new float[type.size()];
        EncodingReport report = new EncodingReport();
        int offset = 0;
        for (Encoding encoding : encodings) {
            Column column = table.column(encoding.column());
            // A column without any value has no kind of its own.
            Column read =
                    column.kind() == encoding.kind() ? column : absent(column.name(), encoding.kind(), column.size());
            encoding.encode(read, values, offset, width, report);
            offset += encoding.names().size();
        }
        return new Features(NDArray.wrap(type, values), report);
    }

    /**
     * The table of rows that are maps from the names of columns to values, read as in training: numbers, texts, truth
     * values and dates as such or as their texts. Null stands for a missing value, as an empty text does.
     *
     * @throws TableException if a value is not what its column was in training
     */
    public Table table(List<? extends Map<String, ? extends @Nullable Object>> rows) {
        return RowTable.of(rows, kinds());
    }

    private static Column absent(String name, ColumnKind kind, int size) {
        return switch (kind) {
            case NUMBER -> {
                double[] values = new double[size];
                Arrays.fill(values, Double.NaN);
                yield new Column.Numbers(name, values);
            }
            case CATEGORY -> Column.Categories.of(name, Collections.nCopies(size, null));
            case BOOLEAN -> {
                byte[] values = new byte[size];
                Arrays.fill(values, (byte) -1);
                yield new Column.Truths(name, "false", "true", values);
            }
            case DATE -> {
                long[] values = new long[size];
                Arrays.fill(values, Column.Dates.NONE);
                yield new Column.Dates(name, values);
            }
        };
    }

    /**
     * The targets of every row: int32[n] for classes, standardised float32[n, 1] for a regression.
     *
     * @throws TableException if the column is absent, a value is missing, or a class did not occur in training
     */
    public NDArray targets(Table table) {
        Column column = table.column(target);
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                throw new TableException(target, row, "the target is missing; leave the row out");
            }
        }
        if (task instanceof Task.Regression) {
            if (!(column instanceof Column.Numbers numbers)) {
                throw new TableException(
                        target,
                        "the target was a number in training and is "
                                + column.kind().words() + " here");
            }
            Scale standard = scale.orElseThrow();
            float[] values = new float[numbers.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = standard.apply(numbers.values()[row]);
            }
            return NDArray.wrap(TensorType.of(DType.FLOAT32, values.length, 1), values);
        }
        Map<String, Integer> numbers = new HashMap<>();
        task.labels().forEach(label -> numbers.put(label, numbers.size()));
        int[] values = new int[column.size()];
        for (int row = 0; row < values.length; row++) {
            Integer number = numbers.get(column.text(row));
            if (number == null) {
                throw new TableException(
                        target,
                        row,
                        "the class '%s' did not occur in training; the classes are %s"
                                .formatted(column.text(row), Notices.list(task.labels())));
            }
            values[row] = number;
        }
        return NDArray.wrap(TensorType.of(DType.INT32, values.length), values);
    }

    /** A number in the units of the target, from an output of the network; for classes the output itself. */
    public double restore(double output) {
        return scale.map(s -> s.restore(output)).orElse(output);
    }

    /**
     * The standard deviation of the target in training, by which errors of standardised outputs are multiplied; or 1.
     */
    public double targetDeviation() {
        return scale.map(Scale::deviation).orElse(1.0);
    }

    /** Everything as texts by key, for a model file; all keys begin with {@code table.}. */
    public SortedMap<String, String> toMap() {
        SortedMap<String, String> map = new TreeMap<>();
        map.put(PREFIX + "target", target);
        map.put(PREFIX + "target.kind", targetKind.name());
        scale.ifPresent(s -> {
            map.put(PREFIX + "target.mean", Double.toString(s.mean()));
            map.put(PREFIX + "target.deviation", Double.toString(s.deviation()));
        });
        map.put(PREFIX + "task", task.kind());
        FlatMap.putList(map, PREFIX + "label", task.labels());
        FlatMap.putList(map, PREFIX + "dropped", List.copyOf(dropped));
        for (int i = 0; i < encodings.size(); i++) {
            Encoding encoding = encodings.get(i);
            map.put(PREFIX + "column." + i, encoding.column());
            map.put(PREFIX + "kind." + i, encoding.kind().name());
            encoding.store(map, PREFIX + i + ".");
        }
        return map;
    }

    /** Whether a map, such as the metadata of a model, describes a table. */
    public static boolean isIn(Map<String, String> map) {
        return map.containsKey(PREFIX + "target");
    }

    /** Whether {@link #toMap} uses a key. */
    public static boolean isKey(String key) {
        return key.startsWith(PREFIX);
    }

    /**
     * An encoder from the texts of {@link #toMap}; other keys are disregarded.
     *
     * @throws IllegalArgumentException naming a key that is absent or has a wrong value
     */
    public static TableEncoder of(Map<String, String> map) {
        Task task = Task.of(FlatMap.text(map, PREFIX + "task"), FlatMap.list(map, PREFIX + "label"));
        Optional<Scale> scale = Optional.empty();
        if (task instanceof Task.Regression) {
            scale = Optional.of(new Scale(
                    FlatMap.number(map, PREFIX + "target.mean"), FlatMap.number(map, PREFIX + "target.deviation")));
        }
        List<Encoding> encodings = new ArrayList<>();
        List<String> columns = FlatMap.list(map, PREFIX + "column");
        for (int i = 0; i < columns.size(); i++) {
            ColumnKind kind = FlatMap.kind(map, PREFIX + "kind." + i);
            encodings.add(Encoding.load(map, PREFIX + i + ".", columns.get(i), kind));
        }
        return new TableEncoder(
                FlatMap.text(map, PREFIX + "target"),
                FlatMap.kind(map, PREFIX + "target.kind"),
                task,
                scale,
                encodings,
                new LinkedHashSet<>(FlatMap.list(map, PREFIX + "dropped")),
                List.of());
    }
}
