package hillock.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Named, typed columns of one length. Immutable.
 *
 * <pre>{@code
 * Table table = Table.of(
 *         new Column.Numbers("age", new double[] {31, 45, Double.NaN}),
 *         Column.Categories.of("job", List.of("smith", "cook", "smith")));
 * }</pre>
 */
public final class Table {
    private final SequencedMap<String, Column> columns;
    private final int size;

    private Table(SequencedMap<String, Column> columns, int size) {
        this.columns = Collections.unmodifiableSequencedMap(columns);
        this.size = size;
    }

    /** A table of columns. */
    public static Table of(Column... columns) {
        return of(List.of(columns));
    }

    /**
     * A table of columns.
     *
     * @throws TableException if there are none, their lengths differ, or a name occurs twice
     */
    public static Table of(List<? extends Column> columns) {
        if (columns.isEmpty()) {
            throw new TableException("", "a table has at least one column");
        }
        SequencedMap<String, Column> byName = new LinkedHashMap<>();
        Column first = columns.getFirst();
        for (Column column : columns) {
            if (column.size() != first.size()) {
                throw new TableException(
                        column.name(),
                        "%d rows, but column '%s' has %d".formatted(column.size(), first.name(), first.size()));
            }
            if (byName.putIfAbsent(column.name(), column) != null) {
                throw new TableException(column.name(), "the name occurs twice; rename one of the columns");
            }
        }
        return new Table(byName, first.size());
    }

    /** The number of rows. */
    public int size() {
        return size;
    }

    /** The columns, in order. */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /** The names of the columns, in order. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /** The column of a name, if there is one. */
    public Optional<Column> find(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /**
     * The column of a name.
     *
     * @throws TableException if there is none, naming those there are
     */
    public Column column(String name) {
        return find(name)
                .orElseThrow(() -> new TableException(
                        "", "there is no column '" + name + "'; the columns are " + Notices.list(names())));
    }

    /** The rows with the given numbers, in their order. */
    public Table select(int... rows) {
        SequencedMap<String, Column> chosen = new LinkedHashMap<>();
        columns.forEach((name, column) -> chosen.put(name, column.select(rows)));
        return new Table(chosen, rows.length);
    }

    /**
     * The table without some columns; names that do not occur are disregarded.
     *
     * @throws TableException if no column is left
     */
    public Table without(String... names) {
        List<String> gone = Arrays.asList(names);
        List<Column> kept = new ArrayList<>(columns.values());
        kept.removeIf(column -> gone.contains(column.name()));
        return of(kept);
    }

    /** The size and the columns with their kinds. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        columns.values()
                .forEach(
                        column -> parts.add(column.name() + " (" + column.kind().words() + ")"));
        return "table of %d row%s: %s".formatted(size, size == 1 ? "" : "s", String.join(", ", parts));
    }
}
