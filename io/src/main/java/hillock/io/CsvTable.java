package hillock.io;

import hillock.data.Column;
import hillock.data.ColumnDifferences;
import hillock.data.Table;
import hillock.data.TableDataset;
import hillock.data.TableEncoder;
import hillock.data.TableException;
import hillock.data.TaskChoice;
import hillock.graph.Suggest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A table read from a CSV file (RFC 4180, with other delimiters), and where in the file its rows stand.
 *
 * <pre>{@code
 * CsvTable csv = CsvTable.read(Path.of("people.csv"));
 * TableDataset data = csv.dataset(csv.target(Optional.empty()), TaskChoice.Wish.AUTO);
 * }</pre>
 */
public final class CsvTable {
    private final String where;
    private final Table table;
    private final char delimiter;
    private final char decimal;
    private final int[] lines;
    private final List<List<String>> records;
    private final List<String> notices;

    CsvTable(
            String where,
            Table table,
            CsvDialect dialect,
            int[] lines,
            List<List<String>> records,
            List<String> notices) {
        this.where = where;
        this.table = table;
        this.delimiter = dialect.delimiter();
        this.decimal = dialect.decimal();
        this.lines = lines;
        this.records = records;
        this.notices = List.copyOf(notices);
    }

    /** A file with a header, everything else being found out. */
    public static CsvTable read(Path file) throws IOException {
        return read(file, CsvOptions.STANDARD);
    }

    /**
     * A file.
     *
     * @throws FormatException naming line, column and value: if the file is missing, empty, no text, has no rows, rows
     *     of different lengths, equal names, a value that does not fit its column, an infinite number, more than
     *     100,000 columns or a field of more than a million characters
     */
    public static CsvTable read(Path file, CsvOptions options) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            return read(Channels.newInputStream(channel), file.toString(), options);
        }
    }

    /**
     * A stream, which is read to its end and not closed.
     *
     * @param where what messages call it
     */
    public static CsvTable read(InputStream in, String where, CsvOptions options) throws IOException {
        return new CsvReading(where, options).read(in);
    }

    /** The columns. */
    public Table table() {
        return table;
    }

    /** What stands between the fields, given or found out. */
    public char delimiter() {
        return delimiter;
    }

    /** The decimal sign, given or found out. */
    public char decimal() {
        return decimal;
    }

    /** The line of the file, from 1, where a row begins. */
    public int line(int row) {
        return lines[row];
    }

    /** The fields of every row as they stand in the file, if {@link CsvOptions#keepsRecords}; otherwise empty. */
    public List<List<String>> records() {
        return records;
    }

    /** What a user should know of the reading, one sentence each. */
    public List<String> notices() {
        return notices;
    }

    /**
     * The name of the target: the one wanted, or the last column.
     *
     * @throws FormatException if there is no such column, with the names that are near
     */
    public String target(Optional<String> wanted) throws FormatException {
        List<String> names = table.names();
        if (wanted.isEmpty()) {
            return names.getLast();
        }
        String name = wanted.get();
        if (table.find(name).isPresent()) {
            return name;
        }
        String near = Suggest.sentence(name, names);
        throw new FormatException(
                where, "there is no column '%s' to predict. %s".formatted(name, near.isEmpty() ? known(names) : near));
    }

    private static String known(List<String> names) {
        List<String> first = names.subList(0, Math.min(names.size(), 20));
        return "The columns are " + String.join(", ", first) + (first.size() < names.size() ? " ..." : "");
    }

    /**
     * The table as data to learn from.
     *
     * @throws FormatException if nothing can be learnt, see {@link TableDataset#of(Table, String, TaskChoice.Wish)}
     */
    public TableDataset dataset(String target, TaskChoice.Wish wish) throws FormatException {
        String known = target(Optional.of(target));
        return located(() -> TableDataset.of(table, known, wish));
    }

    /**
     * The table as data to test a model with.
     *
     * @throws FormatException if its columns differ from those of the training, naming all differences, or the target
     *     has a class that did not occur there
     */
    public TableDataset dataset(TableEncoder encoder) throws FormatException {
        target(Optional.of(encoder.target()));
        check(encoder);
        return located(() -> TableDataset.of(table, encoder));
    }

    /**
     * The inputs of a model for every row; a target is not needed.
     *
     * @throws FormatException if the columns differ from those of the training, naming all differences
     */
    public TableEncoder.Features features(TableEncoder encoder) throws FormatException {
        check(encoder);
        return located(() -> encoder.features(table));
    }

    private void check(TableEncoder encoder) throws FormatException {
        ColumnDifferences differences = encoder.differences(table);
        if (differences.fit()) {
            return;
        }
        List<String> near = new ArrayList<>();
        for (String name : differences.absent()) {
            String suggestion = Suggest.sentence(name, differences.extra());
            if (!suggestion.isEmpty()) {
                near.add("For '%s': %s".formatted(name, suggestion));
            }
        }
        throw new FormatException(
                where,
                "the model was trained with other columns: " + differences.text()
                        + (near.isEmpty() ? "" : ". " + String.join(" ", near)));
    }

    /** A problem of the table as a problem of the file. */
    private <V> V located(Supplier<V> action) throws FormatException {
        try {
            return action.get();
        } catch (TableException e) {
            FormatException problem = new FormatException(place(e), e.problem());
            problem.initCause(e);
            throw problem;
        }
    }

    private String place(TableException e) {
        StringBuilder place = new StringBuilder(where);
        Optional<Column> column = table.find(e.column());
        // Rows that were left out before have shifted the numbers of those after them.
        boolean whole = column.isEmpty() || column.get().missing() == 0;
        if (e.row().isPresent() && whole) {
            place.append(", line ").append(lines[e.row().getAsInt()]);
        }
        if (!e.column().isEmpty()) {
            place.append(", column '").append(e.column()).append('\'');
        }
        return place.toString();
    }
}
