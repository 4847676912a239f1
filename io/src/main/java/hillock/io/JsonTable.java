package hillock.io;

import hillock.data.Column;
import hillock.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Tables read from JSON: an array of objects, or objects one after the other, as in JSON lines. Every name is a column;
 * its values are all numbers, all truth values or all strings (dates, if all are), and missing where an object does not
 * have the name or has null.
 */
public final class JsonTable {
    private static final int MOST_COLUMNS = 100_000;

    /** A short text can have many rows with a name of their own each, which is a table of the square of them. */
    private static final long MOST_CELLS = 1 << 27;

    /** So a table may have this many cells for every character, most of them empty, beside the free ones. */
    private static final long CELLS_PER_CHARACTER = 16;

    private static final long FREE_CELLS = 1000;

    private final String where;
    private final SequencedMap<String, List<@Nullable Json>> columns = new LinkedHashMap<>();
    private int rows;

    private JsonTable(String where) {
        this.where = where;
    }

    /**
     * The table in a file.
     *
     * @throws FormatException naming the row, from 1, and the column: if the file is missing or not JSON, a row is not
     *     an object, a value is an object or array, values of a column are of different kinds, or a number is too large
     */
    public static Table read(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            return read(utf8(Channels.newInputStream(channel)), file.toString());
        }
    }

    /** Text whose wrong bytes are errors. */
    static Reader utf8(InputStream in) {
        return new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /**
     * The table in a text, which is read to its end and not closed.
     *
     * @param where what messages call it
     */
    public static Table read(Reader reader, String where) throws IOException {
        JsonTable table = new JsonTable(where);
        try (JsonScanner scanner = JsonScanner.ofCells(reader, position -> where + ", character " + position)) {
            table.rows(scanner);
        }
        return table.build();
    }

    private void rows(JsonScanner scanner) throws IOException {
        boolean first = true;
        while (scanner.beginNext()) {
            if (first && scanner.isArray()) {
                scanner.enterArray("the table");
                while (scanner.nextElement()) {
                    row(scanner);
                }
                scanner.end();
                return;
            }
            first = false;
            row(scanner);
        }
    }

    private void row(JsonScanner scanner) throws FormatException {
        scanner.enterObject("row %d".formatted(rows + 1));
        for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
            List<@Nullable Json> values = columns.get(name);
            if (values == null) {
                if (columns.size() == MOST_COLUMNS) {
                    throw scanner.error("more than %d different names, the most that are read".formatted(MOST_COLUMNS));
                }
                values = new ArrayList<>();
                columns.put(name, values);
            }
            checkCells(scanner);
            Json value = scanner.tree();
            // Names that earlier rows did not have.
            while (values.size() < rows) {
                values.add(null);
            }
            switch (value) {
                case Json.Members _, Json.Elements _ ->
                    throw new FormatException(at(rows, name), "an object or array; a cell is a single value");
                case Json.Nothing _ -> values.add(null);
                case Json.Numeral _, Json.Text _, Json.Truth _ -> values.add(value);
            }
        }
        checkCells(scanner);
        rows++;
    }

    private void checkCells(JsonScanner scanner) throws FormatException {
        long most = Math.min(MOST_CELLS, FREE_CELLS + CELLS_PER_CHARACTER * scanner.position());
        if ((rows + 1L) * columns.size() > most) {
            throw scanner.error("%d names in %d rows; at most %d cells are read, %d for every character"
                    .formatted(columns.size(), rows + 1, most, CELLS_PER_CHARACTER));
        }
    }

    private Table build() throws FormatException {
        if (rows == 0) {
            throw new FormatException(where, "there are no rows");
        }
        if (columns.isEmpty()) {
            throw new FormatException(where, "the rows have no values");
        }
        List<Column> built = new ArrayList<>();
        for (Map.Entry<String, List<@Nullable Json>> column : columns.entrySet()) {
            List<@Nullable Json> values = column.getValue();
            while (values.size() < rows) {
                values.add(null);
            }
            built.add(column(column.getKey(), values));
        }
        return Table.of(built);
    }

    private Column column(String name, List<@Nullable Json> values) throws FormatException {
        Json first = null;
        for (int row = 0; row < rows; row++) {
            Json value = values.get(row);
            if (value == null) {
                continue;
            }
            first = first == null ? value : first;
            if (value.getClass() != first.getClass()) {
                throw new FormatException(
                        at(row, name), "%s, but the values before it are not: %s".formatted(kind(value), kind(first)));
            }
        }
        return switch (first) {
            case null -> numbers(name, values);
            case Json.Numeral _ -> numbers(name, values);
            case Json.Truth _ -> truths(name, values);
            case Json.Text _ -> texts(name, values);
            case Json.Members _, Json.Elements _, Json.Nothing _ -> throw new AssertionError(first);
        };
    }

    private static String kind(Json value) {
        return value instanceof Json.Numeral ? "a number" : value instanceof Json.Text ? "a string" : "a truth value";
    }

    private Column numbers(String name, List<@Nullable Json> values) throws FormatException {
        double[] numbers = new double[rows];
        for (int row = 0; row < rows; row++) {
            numbers[row] = values.get(row) instanceof Json.Numeral numeral ? numeral.toDouble() : Double.NaN;
            if (Double.isInfinite(numbers[row])) {
                throw new FormatException(at(row, name), "the number is too large for a double");
            }
        }
        return new Column.Numbers(name, numbers);
    }

    private Column truths(String name, List<@Nullable Json> values) {
        byte[] truths = new byte[rows];
        for (int row = 0; row < rows; row++) {
            truths[row] = (byte) (values.get(row) instanceof Json.Truth truth ? truth.value() ? 1 : 0 : -1);
        }
        return new Column.Truths(name, "false", "true", truths);
    }

    private Column texts(String name, List<@Nullable Json> values) {
        List<@Nullable String> texts = new ArrayList<>(rows);
        long[] seconds = new long[rows];
        boolean dates = true;
        for (int row = 0; row < rows; row++) {
            String text = values.get(row) instanceof Json.Text json ? json.value() : null;
            texts.add(text);
            seconds[row] = text == null ? Column.Dates.NONE : Cells.seconds(text);
            dates &= text == null || seconds[row] != Column.Dates.NONE;
        }
        return dates ? new Column.Dates(name, seconds) : Column.Categories.of(name, texts);
    }

    private String at(int row, String name) {
        return "%s, row %d, column '%s'".formatted(where, row + 1, name);
    }
}
