package hillock.data;

import hillock.data.ColumnLearner.Limits;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * The learning of a {@link TableEncoder} from a table that comes in blocks, because it is larger than memory.
 *
 * <p>The encoder is that which {@link TableEncoder#fit} learns from the same rows in the same order, to the last bit,
 * with these exceptions, which bound the memory: medians beyond 131,072 values of a column (fewer if there are more
 * than 32 columns) are those of as many values chosen at random; of a column of texts, the first 65,536 different ones
 * are told apart (fewer if they are long), and what comes later counts as the others.
 *
 * <pre>{@code
 * TableLearner learner = new TableLearner("price", TaskChoice.Wish.AUTO);
 * source.forEach(learner::add);
 * TableEncoder encoder = learner.encoder();
 * }</pre>
 */
public final class TableLearner {
    private static final int MOST_VALUES = 1 << 17;
    private static final int MOST_VALUES_OF_ALL = 1 << 22;
    private static final int FEWEST_VALUES = 1 << 10;
    private static final int MOST_NAMES = 1 << 16;
    private static final int MOST_CHARACTERS_OF_ALL = 1 << 24;

    private final String target;
    private final TaskChoice.Wish wish;
    private final TargetSummary summary;
    private final Spread spread = new Spread();
    private final SequencedMap<String, ColumnLearner> columns = new LinkedHashMap<>();

    /**
     * Nothing learnt yet.
     *
     * @param target the name of the column to be predicted
     * @param wish what is to be learnt of it
     */
    public TableLearner(String target, TaskChoice.Wish wish) {
        this.target = target;
        this.wish = wish;
        this.summary = new TargetSummary(target);
    }

    /** Adds rows of the training part, all of which have a target. */
    public void add(Table rows) {
        add(rows, IntStream.range(0, rows.size()).toArray());
    }

    /**
     * Adds rows, all of which have a target, some of them of the training part. What classes there are is learnt from
     * all of them, everything else from the training part alone.
     *
     * @param training the numbers of those of the training part
     * @throws TableException if there is no such column as the target
     */
    public void add(Table rows, int... training) {
        Column goal = rows.column(target);
        summary.add(goal);
        Table learnt = training.length == rows.size() ? rows : rows.select(training);
        if (learnt.column(target) instanceof Column.Numbers numbers) {
            for (double value : numbers.values()) {
                spread.add(value);
            }
        }
        int count = rows.columns().size();
        Limits limits = new Limits(
                Math.clamp(MOST_VALUES_OF_ALL / count, FEWEST_VALUES, MOST_VALUES),
                MOST_NAMES,
                MOST_CHARACTERS_OF_ALL / count);
        for (Column column : learnt.columns()) {
            if (!column.name().equals(target)) {
                columns.computeIfAbsent(column.name(), name -> new ColumnLearner(name, limits))
                        .add(column);
            }
        }
    }

    /**
     * The task that follows from all values of the target.
     *
     * @throws TableException see {@link TaskChoice#of}
     */
    public TaskChoice choice() {
        return TaskChoice.of(summary, wish);
    }

    /**
     * The encoder learnt.
     *
     * @throws TableException see {@link TaskChoice#of} and {@link TableEncoder#fit}
     */
    public TableEncoder encoder() {
        SequencedMap<String, Fitting> fittings = new LinkedHashMap<>();
        columns.forEach((name, column) -> fittings.put(name, column.learn()));
        return TableEncoder.learnt(target, summary.kind().orElse(ColumnKind.NUMBER), choice().task(), spread, fittings);
    }
}
