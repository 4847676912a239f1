package hillock.io;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import hillock.data.Column;
import hillock.data.ColumnKind;
import hillock.data.Table;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of one CSV file. */
final class CsvReading {
    private static final int MOST_COLUMNS = 100_000;
    private static final int LONGEST_FIELD = 1 << 20;
    static final int LONGEST_RECORD = 1 << 24;
    static final String TOO_LONG = "a field of more than " + LONGEST_FIELD + " or a line of more than " + LONGEST_RECORD
            + " characters, the most that are read; is a quote not closed?";

    /** The texts that settle the kinds of all columns together are at most about so many. */
    private static final int SAMPLE_CELLS = 4_000_000;

    /** A block has as many rows as settle all kinds, or fewer if they are long. */
    private static final int BLOCK_ROWS = 8192;

    private static final int BLOCK_CELLS = 1 << 19;

    private final String where;
    private final TableOptions options;
    private final long shift;
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final List<List<String>> records = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Optional<TableBlocks.Action> action;
    private int[] lines = new int[64];
    private int rows;
    private int blockRows = Integer.MAX_VALUE;
    private boolean isEmpty = true;
    private long lastLine;

    CsvReading(String where, TableOptions options) {
        this(where, options, 0, Optional.empty());
    }

    /**
     * A reading of a part of a file.
     *
     * @param shift is added to the numbers of the lines behind the header
     */
    CsvReading(String where, TableOptions options, long shift) {
        this(where, options, shift, Optional.empty());
    }

    private CsvReading(String where, TableOptions options, long shift, Optional<TableBlocks.Action> action) {
        this.where = where;
        this.options = options;
        this.shift = shift;
        this.action = action;
    }

    TableFile read(InputStream in) throws IOException {
        return file(records(in));
    }

    /** What a text holds whose form is known. */
    TableFile read(Reader reader, CsvDialect dialect) throws IOException {
        records(reader, dialect);
        return file(dialect);
    }

    private TableFile file(CsvDialect dialect) throws FormatException {
        return TableFile.of(where, table(), dialect, Arrays.copyOf(lines, rows), List.copyOf(records), notices);
    }

    /** The rows in blocks; of a block nothing is kept when the next begins. */
    static void read(InputStream in, String where, TableOptions options, TableBlocks.Action action) throws IOException {
        CsvReading reading = new CsvReading(where, options, 0, Optional.of(action));
        reading.records(in);
        if (reading.rows > 0 || reading.isEmpty) {
            action.accept(reading.table());
        }
    }

    private CsvDialect records(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        CsvDialect dialect = CsvDialect.of(buffered, where, options);
        buffered.skipNBytes(dialect.markLength());
        records(reader(buffered, dialect), dialect);
        return dialect;
    }

    /** The text of a stream; bytes that are none are an error. */
    static Reader reader(InputStream in, CsvDialect dialect) {
        return new InputStreamReader(
                in,
                dialect.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private void records(Reader reader, CsvDialect dialect) throws IOException {
        CsvRecordHandler handler = CsvRecordHandler.builder()
                .maxFields(MOST_COLUMNS)
                .maxFieldSize(LONGEST_FIELD)
                .maxRecordSize(LONGEST_RECORD)
                .build();
        // Not closed, for the stream is the caller's.
        @SuppressWarnings("resource")
        CsvReader<CsvRecord> parser = CsvReader.builder()
                .fieldSeparator(dialect.delimiter())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(handler, reader);
        try {
            records(parser.iterator(), dialect);
        } catch (CsvParseException e) {
            throw malformed(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause(), dialect);
        } catch (CharacterCodingException e) {
            throw unreadable(e, dialect);
        }
    }

    private void records(CloseableIterator<CsvRecord> iterator, CsvDialect dialect) throws IOException {
        while (iterator.hasNext()) {
            CsvRecord record = iterator.next();
            lastLine = record.getStartingLineNumber();
            if (builders.isEmpty()) {
                begin(record, dialect);
                if (options.header()) {
                    continue;
                }
            }
            lastLine += shift;
            add(record);
            if (rows == blockRows) {
                action.orElseThrow().accept(table());
                rows = 0;
                isEmpty = false;
            }
        }
    }

    private void begin(CsvRecord record, CsvDialect dialect) throws FormatException {
        int width = record.getFieldCount();
        if (action.isPresent()) {
            blockRows = Math.clamp(BLOCK_CELLS / width, 1, BLOCK_ROWS);
        }
        int sample = Math.clamp(SAMPLE_CELLS / width, 10, ColumnBuilder.SAMPLE);
        Map<String, Integer> places = new LinkedHashMap<>();
        boolean numbersOnly = true;
        for (int i = 0; i < width; i++) {
            String field = record.getField(i).strip();
            numbersOnly &= !Double.isNaN(Cells.number(field, dialect.decimal()));
            String name = !options.header() || field.isEmpty() ? "column " + (i + 1) : field;
            Integer before = places.putIfAbsent(name, i);
            if (before != null) {
                throw new FormatException(
                        at(lastLine),
                        "columns %d and %d are both called '%s'; rename one".formatted(before + 1, i + 1, name));
            }
            Optional<ColumnKind> kind = Optional.ofNullable(options.kinds().get(name));
            builders.add(new ColumnBuilder(name, kind, dialect.decimal(), sample));
        }
        if (options.header() && numbersOnly) {
            notices.add("The first line holds numbers only, yet was taken for the names of the columns; "
                    + "if it is data, say that there is no header.");
        }
        if (!options.lenient()) {
            for (String name : options.kinds().keySet()) {
                if (!places.containsKey(name)) {
                    throw TableFormat.absent(where, name, places.keySet());
                }
            }
        }
    }

    private void add(CsvRecord record) throws FormatException {
        int width = builders.size();
        if (record.getFieldCount() != width) {
            throw new FormatException(
                    at(lastLine),
                    "%d fields, but the %s has %d%s"
                            .formatted(
                                    record.getFieldCount(),
                                    options.header() ? "header" : "first line",
                                    width,
                                    record.getFieldCount() > width
                                            ? "; a field with the delimiter in it has to be quoted"
                                            : ""));
        }
        lines = rows < lines.length ? lines : Arrays.copyOf(lines, 2 * rows);
        lines[rows++] = (int) Math.min(lastLine, Integer.MAX_VALUE);
        for (int i = 0; i < width; i++) {
            String field = record.getField(i).strip();
            boolean missing = Cells.isMissing(field) || options.missing().contains(field);
            ColumnBuilder builder = builders.get(i);
            try {
                builder.add(missing ? null : field);
            } catch (ColumnBuilder.Misfit e) {
                throw misfit(builder, e);
            }
        }
        if (options.keepsRecords()) {
            records.add(record.getFields());
        }
    }

    private Table table() throws FormatException {
        if (rows == 0) {
            throw new FormatException(where, "there is a line of names, but no line of values follows it");
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            try {
                columns.add(action.isPresent() ? builder.take() : builder.build());
            } catch (ColumnBuilder.Misfit e) {
                throw misfit(builder, e);
            }
            if (!builder.notice().isEmpty()) {
                notices.add(builder.notice());
            }
        }
        return Table.of(columns);
    }

    private FormatException misfit(ColumnBuilder builder, ColumnBuilder.Misfit cause) {
        String place = at(lines[builder.settledRows()]) + ", column '" + builder.name() + "'";
        FormatException e = new FormatException(place, String.valueOf(cause.getMessage()));
        e.initCause(cause);
        return e;
    }

    /** The place behind a line that could be read. */
    static String after(String where, long line) {
        return line == 0 ? where + ", line 1" : where + ", after line " + line;
    }

    private String at(long line) {
        return where + ", line " + line;
    }

    /** FastCSV's messages name its own settings; those of bounds are told in our words. */
    private FormatException malformed(CsvParseException cause) {
        StringBuilder all = new StringBuilder();
        for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append(' ');
        }
        String message = all.toString();
        String problem;
        if (message.contains("fields")) {
            problem = "more than %d columns, the most that are read; is the delimiter right?".formatted(MOST_COLUMNS);
        } else if (message.contains("uffer") || message.contains("field size") || message.contains("record size")) {
            problem = TOO_LONG;
        } else {
            problem = "a quote is not closed, or text follows a closing quote";
        }
        FormatException e = new FormatException(after(where, lastLine), problem);
        e.initCause(cause);
        return e;
    }

    private IOException unreadable(@Nullable IOException cause, CsvDialect dialect) {
        if (!(cause instanceof CharacterCodingException)) {
            return cause == null ? new IOException(where + " cannot be read") : cause;
        }
        return unreadable(cause, where, lastLine, dialect);
    }

    static FormatException unreadable(IOException cause, String where, long lastLine, CsvDialect dialect) {
        FormatException e = new FormatException(
                after(where, lastLine),
                ("bytes that are not %s text; if the file is in another encoding, such as windows-1252, name it: "
                                + "--encoding windows-1252, in Java TableOptions.withCharset")
                        .formatted(dialect.charset().name()));
        e.initCause(cause);
        return e;
    }
}
