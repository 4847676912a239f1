package hillock.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table read a block of rows at a time, each with the text of its rows as it stands in the file, so that a file
 * larger than memory can be copied with something added to every line. CSV is read as it comes; of other formats, which
 * have no lines, the whole table is read and its rows are written as CSV.
 *
 * <pre>{@code
 * try (TableLines blocks = TableLines.open(path, options)) {
 *     for (var block = blocks.next(); block.isPresent(); block = blocks.next()) {
 *         use(block.get().table());
 *     }
 * }
 * }</pre>
 */
public final class TableLines implements Closeable {
    /** Enough rows for the engine to be at its best. */
    private static final int ROWS = 4096;

    /** Rows that are very long are fewer. */
    private static final int CHARACTERS = 1 << 22;

    private final String where;
    private final TableOptions options;
    private final InputStream in;
    private final CsvDialect dialect;
    private final CsvRecords records;
    private final Optional<TableFile> whole;
    private Optional<CsvRecords.Raw> header = Optional.empty();
    private Optional<TableFile> before = Optional.empty();
    private boolean begun;

    /**
     * A line of text.
     *
     * @param text what stands in it, without its end
     * @param end what ends it; empty at the end of a file
     */
    public record Line(String text, String end) {
        /** Whether it holds no row. */
        public boolean isBlank() {
            return text.isEmpty();
        }
    }

    /**
     * Some rows.
     *
     * @param table their values
     * @param lines their texts, and those of empty lines among them
     */
    public record Block(TableFile table, List<Line> lines) {
        /** Copies the list. */
        public Block {
            lines = List.copyOf(lines);
        }
    }

    private TableLines(
            String where, TableOptions options, InputStream in, CsvDialect dialect, Optional<TableFile> whole)
            throws IOException {
        this.where = where;
        this.options = options;
        this.in = in;
        this.dialect = dialect;
        this.records = new CsvRecords(CsvReading.reader(in, dialect), dialect.delimiter());
        this.whole = whole;
        if (whole.isPresent()) {
            header = Optional.of(new CsvRecords.Raw(csv(whole.get().table().names()), "\n", 1));
        } else if (options.header()) {
            do {
                header = record();
            } while (header.isPresent() && header.get().text().isEmpty());
        }
    }

    /**
     * The blocks of a file.
     *
     * @throws FormatException if the file is missing, empty, or no table
     */
    public static TableLines open(Path file, TableOptions options) throws IOException {
        TableFormat format = TableFormat.of(file);
        if (format != TableFormat.CSV) {
            return of(format.read(file, options), options);
        }
        InputStream in = Channels.newInputStream(InputFile.open(file));
        try {
            return csv(new BufferedInputStream(in, 1 << 16), file.toString(), options);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The blocks of a stream of CSV or JSON.
     *
     * @param where what messages call it
     */
    public static TableLines of(InputStream in, String where, TableOptions options) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        return TableFormat.ofStream(buffered) == TableFormat.CSV
                ? csv(buffered, where, options)
                : of(TableFormat.read(buffered, where, options), options);
    }

    private static TableLines csv(BufferedInputStream in, String where, TableOptions options) throws IOException {
        CsvDialect dialect = CsvDialect.of(in, where, options);
        in.skipNBytes(dialect.markLength());
        return new TableLines(where, options, in, dialect, Optional.empty());
    }

    private static TableLines of(TableFile table, TableOptions options) throws IOException {
        return new TableLines(
                table.where(),
                options,
                new ByteArrayInputStream(new byte[0]),
                new CsvDialect(StandardCharsets.UTF_8, 0, ',', '.'),
                Optional.of(table));
    }

    /** What stands between the fields. */
    public char delimiter() {
        return dialect.delimiter();
    }

    /** The decimal sign. */
    public char decimal() {
        return dialect.decimal();
    }

    /** The encoding of the text. */
    public Charset charset() {
        return dialect.charset();
    }

    /** Whether the text begins with a byte-order mark. */
    public boolean hasMark() {
        return dialect.markLength() > 0;
    }

    /** The line with the names of the columns, if there is one. */
    public Optional<Line> header() {
        return header.map(TableLines::line);
    }

    /**
     * The next rows, as many as there are without waiting and at least one; empty at the end. A last block may have
     * empty lines alone.
     *
     * @throws FormatException naming the line, see {@link TableFile#read(Path, TableOptions)}; or if there are no rows
     *     at all
     */
    public Optional<Block> next() throws IOException {
        boolean first = !begun;
        begun = true;
        if (whole.isPresent()) {
            return first ? Optional.of(block(whole.get())) : Optional.empty();
        }
        long start = records.line();
        List<Line> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        header.ifPresent(raw -> text.append(raw.text()).append('\n'));
        int rows = 0;
        while (rows < ROWS && text.length() < CHARACTERS) {
            Optional<CsvRecords.Raw> record = record();
            if (record.isEmpty()) {
                break;
            }
            lines.add(line(record.get()));
            text.append(record.get().text()).append('\n');
            rows += record.get().text().isEmpty() ? 0 : 1;
            if (rows > 0 && !records.ready()) {
                // Whoever writes the text line by line shall not wait for thousands of them.
                break;
            }
        }
        if (rows == 0 && before.isPresent()) {
            // Empty lines at the end still have to be copied.
            TableFile none = TableFile.of(where, before.get().table().select(), List.of());
            return lines.isEmpty() ? Optional.empty() : Optional.of(new Block(none, lines));
        }
        long shift = start - 1 - header.map(CsvRecords.Raw::lines).orElse(0L);
        TableFile table = new CsvReading(where, options, shift).read(new StringReader(text.toString()), dialect);
        if (table.table().size() != rows) {
            throw new FormatException(
                    "%s, from line %d".formatted(where, start),
                    "the quotes are such that its rows cannot be told apart");
        }
        before = Optional.of(table);
        return Optional.of(new Block(table, lines));
    }

    private Optional<CsvRecords.Raw> record() throws IOException {
        long before = records.line() - 1;
        try {
            return records.next();
        } catch (CharacterCodingException e) {
            throw CsvReading.unreadable(e, where, before, dialect);
        } catch (CsvRecords.TooLong e) {
            FormatException problem = new FormatException(CsvReading.after(where, before), CsvReading.TOO_LONG);
            problem.initCause(e);
            throw problem;
        }
    }

    private static Line line(CsvRecords.Raw raw) {
        return new Line(raw.text(), raw.end());
    }

    private Block block(TableFile table) {
        List<Line> lines = new ArrayList<>();
        for (int row = 0; row < table.table().size(); row++) {
            lines.add(new Line(csv(table.fields(row)), "\n"));
        }
        return new Block(table, lines);
    }

    private String csv(List<String> fields) {
        return String.join(",", fields.stream().map(this::field).toList());
    }

    /** A text as a field, quoted where it has to be. */
    public String field(String text) {
        boolean quoted = text.indexOf(dialect.delimiter()) >= 0
                || text.indexOf('"') >= 0
                || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0;
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
