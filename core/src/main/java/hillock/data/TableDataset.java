package hillock.data;

import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table encoded for a network, together with the table and the encoder. {@link #split} learns a new encoder from the
 * training part, so that nothing of the test part enters it.
 *
 * <pre>{@code
 * TableDataset data = TableDataset.of(table, "species", TaskChoice.Wish.AUTO);
 * TableSplit parts = data.divide(0.2, 1);
 * }</pre>
 */
public final class TableDataset implements Dataset {
    private final Table table;
    private final TableEncoder encoder;
    private final Dataset encoded;
    private final List<String> notices;

    private TableDataset(Table table, TableEncoder encoder, Dataset encoded, List<String> notices) {
        this.table = table;
        this.encoder = encoder;
        this.encoded = encoded;
        this.notices = List.copyOf(notices);
    }

    /**
     * A table with the encoder learnt from all its rows. Rows without a target are left out, with a notice.
     *
     * @throws TableException if there is no such column or nothing can be learnt, see {@link TaskChoice#of} and
     *     {@link TableEncoder#fit}
     */
    public static TableDataset of(Table table, String target, TaskChoice.Wish wish) {
        TaskChoice choice = TaskChoice.of(table.column(target), wish);
        List<String> notices = new ArrayList<>(List.of(choice.reason()));
        Table known = withTarget(table, target, notices);
        TableEncoder encoder = TableEncoder.fit(known, target, choice.task());
        notices.addAll(encoder.notices());
        return encode(known, encoder, notices);
    }

    /**
     * A table as a model that was trained on another one sees it, for testing. Rows without a target are left out.
     *
     * @throws TableException if columns are absent or of another kind, or a class did not occur in training
     */
    public static TableDataset of(Table table, TableEncoder encoder) {
        List<String> notices = new ArrayList<>();
        return encode(withTarget(table, encoder.target(), notices), encoder, notices);
    }

    private static TableDataset encode(Table table, TableEncoder encoder, List<String> notices) {
        TableEncoder.Features features = encoder.features(table);
        List<String> all = new ArrayList<>(notices);
        all.addAll(features.report().sentences());
        Dataset encoded = Dataset.of(features.values(), encoder.targets(table), encoder.task(), encoder.featureNames());
        return new TableDataset(table, encoder, encoded, all);
    }

    private static Table withTarget(Table table, String target, List<String> notices) {
        Column column = table.column(target);
        int missing = column.missing();
        if (missing == 0) {
            return table;
        }
        if (missing == column.size()) {
            throw new TableException(target, "all values of the target are missing");
        }
        notices.add("%s without a value of '%s' left out.".formatted(Notices.count(missing, "row"), target));
        return table.select(IntStream.range(0, table.size())
                .filter(row -> !column.isMissing(row))
                .toArray());
    }

    /** The table, without the rows that have no target. */
    public Table table() {
        return table;
    }

    /** How the table became features and targets. */
    public TableEncoder encoder() {
        return encoder;
    }

    /** What a user should know, one sentence each: the task that was chosen, what was left out, what is unusual. */
    public List<String> notices() {
        return notices;
    }

    /**
     * Divides the rows at random and learns a new encoder from the training part. The classes are those of the whole
     * table.
     *
     * @throws IllegalArgumentException if a part would be empty or nothing can be learnt from the training part
     */
    public TableSplit divide(double fraction, long seed) {
        Splits.Rows rows = Splits.rows(this, fraction, seed);
        return divide(rows.train(), rows.test());
    }

    private TableSplit divide(int[] train, int[] test) {
        Table training = table.select(train);
        TableEncoder learnt = TableEncoder.fit(training, encoder.target(), encoder.task());
        return new TableSplit(
                encode(training, learnt, learnt.notices()), encode(table.select(test), learnt, List.of()));
    }

    /** The rows with the given numbers as a split; the encoder is learnt from the training part. */
    @Override
    public Split parts(int[] train, int[] test) {
        return divide(train, test).split();
    }

    @Override
    public double targetDeviation() {
        return encoder.targetDeviation();
    }

    @Override
    public int size() {
        return encoded.size();
    }

    @Override
    public TensorType sampleType() {
        return encoded.sampleType();
    }

    @Override
    public TensorType targetType() {
        return encoded.targetType();
    }

    @Override
    public Task task() {
        return encoded.task();
    }

    @Override
    public List<String> featureNames() {
        return encoded.featureNames();
    }

    @Override
    public void copy(int[] rows, int from, Batch into) {
        encoded.copy(rows, from, into);
    }

    /** The rows with the given numbers; the encoder stays the same. */
    @Override
    public TableDataset select(int... rows) {
        return new TableDataset(table.select(rows), encoder, encoded.select(rows), notices);
    }

    @Override
    public Batch all() {
        return encoded.all();
    }

    /** The targets in their own units: numbers as they are in the table, or the numbers of the classes. */
    public double[] targetValues() {
        NDArray targets = encoded.all().targets();
        double[] values = new double[size()];
        if (table.column(encoder.target()) instanceof Column.Numbers numbers
                && encoder.task() instanceof Task.Regression) {
            return numbers.values().clone();
        }
        Arrays.setAll(values, targets::getDouble);
        return values;
    }
}
