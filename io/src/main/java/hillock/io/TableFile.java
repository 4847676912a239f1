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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A table read from a file, a stream or a database, and where in it its rows stand. CSV (RFC 4180, with other
 * delimiters), JSON, npy, npz and Parquet are told apart by what a file begins with and by its name. For Parquet and
 * databases a JDBC driver has to be on the class path: for Parquet that of DuckDB.
 *
 * <pre>{@code
 * TableFile file = TableFile.read(Path.of("people.csv"));
 * TableDataset data = file.dataset(file.target(Optional.empty()), TaskChoice.Wish.AUTO);
 * }</pre>
 */
public final class TableFile {
    private final String where;
    private final Table table;
    private final IntFunction<String> places;
    private final IntFunction<List<String>> fields;
    private final List<String> notices;
    private final char delimiter;
    private final char decimal;

    private TableFile(
            String where,
            Table table,
            IntFunction<String> places,
            IntFunction<List<String>> fields,
            List<String> notices,
            char delimiter,
            char decimal) {
        this.where = where;
        this.table = table;
        this.places = places;
        this.fields = fields;
        this.notices = List.copyOf(notices);
        this.delimiter = delimiter;
        this.decimal = decimal;
    }

    /** What was read from CSV, with the line of every row and, if they were kept, its fields. */
    static TableFile of(
            String where,
            Table table,
            CsvDialect dialect,
            int[] lines,
            List<List<String>> records,
            List<String> notices) {
        return new TableFile(
                where,
                table,
                row -> "line " + lines[row],
                records.isEmpty() ? row -> texts(table, row) : records::get,
                notices,
                dialect.delimiter(),
                dialect.decimal());
    }

    /** What was read from anything that has no lines. */
    static TableFile of(String where, Table table, List<String> notices) {
        return new TableFile(where, table, TableFile::row, row -> texts(table, row), notices, ',', '.');
    }

    static String row(long row) {
        return "row " + (row + 1);
    }

    private static List<String> texts(Table table, int row) {
        return table.columns().stream().map(column -> column.text(row)).toList();
    }

    /** A file, everything about it being found out. */
    public static TableFile read(Path file) throws IOException {
        return read(file, TableOptions.STANDARD);
    }

    /**
     * A file.
     *
     * @throws FormatException naming the line or row, column and value: if the file is missing, empty, damaged, has no
     *     rows, rows of different lengths, equal names, a value that does not fit its column, an infinite number, or
     *     more than 100,000 columns
     */
    public static TableFile read(Path file, TableOptions options) throws IOException {
        return TableFormat.of(file).read(file, options);
    }

    /**
     * A stream of CSV or JSON, which is read to its end and not closed.
     *
     * @param where what messages call it
     * @throws FormatException as {@link #read(Path, TableOptions)}
     */
    public static TableFile read(InputStream in, String where, TableOptions options) throws IOException {
        return TableFormat.read(in, where, options);
    }

    /**
     * The result of a query, see {@link JdbcTable}.
     *
     * @throws FormatException if the query cannot be answered or the result is no table
     */
    public static TableFile query(String url, String query, TableOptions options) throws IOException {
        return TableFormat.typed(JdbcTable.read(url, query), JdbcTable.shown(url), options);
    }

    /**
     * A file in blocks of rows, for tables larger than memory. Nothing is read before the blocks are asked for. Blocks
     * of CSV and Parquet are read one by one, other formats as a whole. The kind of a column of CSV is settled by its
     * first 1000 values, or by those of the first block that has any: of 8192 rows, fewer of more than 64 columns.
     *
     * @throws FormatException if the file is missing
     */
    public static TableBlocks blocks(Path file, TableOptions options) throws IOException {
        return TableFormat.of(file).blocks(file, options);
    }

    /** The result of a query in blocks of rows, see {@link #query}. */
    public static TableBlocks blocks(String url, String query, TableOptions options) {
        return TableFormat.typed(action -> JdbcTable.read(url, query, action), JdbcTable.shown(url), options);
    }

    /** What messages call the file. */
    public String where() {
        return where;
    }

    /** The columns. */
    public Table table() {
        return table;
    }

    /** What stands between the fields, given or found out; a comma if the format has no such sign. */
    public char delimiter() {
        return delimiter;
    }

    /** The decimal sign, given or found out; a point if the format knows no other. */
    public char decimal() {
        return decimal;
    }

    /** Where a row, counted from 0, stands: {@code line 7} of a CSV file, {@code row 6} of others. */
    public String place(int row) {
        return places.apply(row);
    }

    /**
     * The fields of a row: as they stand in the file if that is CSV and {@link TableOptions#keepsRecords}, otherwise
     * the values as texts.
     */
    public List<String> fields(int row) {
        return fields.apply(row);
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
     * The same without some columns.
     *
     * @throws FormatException if there is no such column, with the names that are near, or no column is left
     */
    public TableFile without(Collection<String> names) throws FormatException {
        for (String name : names) {
            if (table.find(name).isEmpty()) {
                String near = Suggest.sentence(name, table.names());
                throw new FormatException(
                        where,
                        "there is no column '%s' to leave out. %s"
                                .formatted(name, near.isEmpty() ? known(table.names()) : near));
            }
        }
        Table rest = located(() -> table.without(names.toArray(String[]::new)));
        return new TableFile(where, rest, places, fields, notices, delimiter, decimal);
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
            place.append(", ").append(place(e.row().getAsInt()));
        }
        if (!e.column().isEmpty()) {
            place.append(", column '").append(e.column()).append('\'');
        }
        return place.toString();
    }
}
