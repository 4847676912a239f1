package hillock.io;

import hillock.data.Column;
import hillock.data.ColumnKind;
import hillock.data.Table;
import hillock.graph.Suggest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that hold tables. */
enum TableFormat {
    CSV,
    JSON,
    NPY,
    NPZ,
    PARQUET;

    private static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};
    private static final int LOOKED_AT = 1 << 10;

    /** The format of a file: by what it begins with where that is certain, then by its name, then by the first sign. */
    static TableFormat of(Path file) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            byte[] head = Channels.newInputStream(channel).readNBytes(LOOKED_AT);
            if (starts(head, Npy.MAGIC)) {
                return NPY;
            }
            if (starts(head, PARQUET_MAGIC)) {
                return PARQUET;
            }
            String name = file.toString().toLowerCase(Locale.ROOT);
            String ending = name.substring(name.lastIndexOf('.') + 1);
            return switch (ending) {
                case "json", "jsonl", "ndjson" -> JSON;
                case "npy" -> NPY;
                case "npz" -> NPZ;
                case "parquet" -> PARQUET;
                case "csv", "tsv" -> CSV;
                default -> ofText(head);
            };
        }
    }

    private static boolean starts(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    private static TableFormat ofText(byte[] head) {
        for (byte b : head) {
            if (b > ' ') {
                return b == '{' || b == '[' ? JSON : CSV;
            }
        }
        return CSV;
    }

    TableFile read(Path file, TableOptions options) throws IOException {
        return switch (this) {
            case CSV -> {
                try (FileChannel channel = InputFile.open(file)) {
                    yield new CsvReading(file.toString(), options).read(Channels.newInputStream(channel));
                }
            }
            case JSON -> typed(JsonTable.read(file), file.toString(), options);
            case NPY -> typed(ArrayTable.of(file, Npy.read(file)), file.toString(), options);
            case NPZ -> typed(ArrayTable.of(file, Npz.read(file)), file.toString(), options);
            case PARQUET -> typed(Parquet.read(file), file.toString(), options);
        };
    }

    /** A file in blocks; those of CSV and Parquet are read as they are asked for. */
    TableBlocks blocks(Path file, TableOptions options) {
        return switch (this) {
            case CSV ->
                action -> {
                    try (FileChannel channel = InputFile.open(file)) {
                        CsvReading.read(Channels.newInputStream(channel), file.toString(), options, action);
                    }
                };
            case PARQUET -> typed(action -> Parquet.read(file, action), file.toString(), options);
            case JSON, NPY, NPZ -> action -> action.accept(read(file, options).table());
        };
    }

    /** Blocks whose columns have kinds already, with those the user wants. */
    static TableBlocks typed(TableBlocks blocks, String where, TableOptions options) {
        return action -> {
            long[] rows = new long[1];
            blocks.forEach(block -> {
                action.accept(typed(block, where, options, rows[0]));
                rows[0] += block.size();
            });
        };
    }

    static TableFile read(InputStream in, String where, TableOptions options) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        if (ofStream(buffered) == CSV) {
            return new CsvReading(where, options).read(buffered);
        }
        return typed(JsonTable.read(JsonTable.utf8(buffered), where), where, options);
    }

    /** The format of a text, CSV or JSON; the stream stands at the beginning afterwards as before. */
    static TableFormat ofStream(BufferedInputStream in) throws IOException {
        in.mark(LOOKED_AT);
        byte[] head = new byte[LOOKED_AT - 1];
        // The first sign decides; waiting for more would hold up a text that grows slowly.
        for (int length = 0; length < head.length; length++) {
            int next = in.read();
            head[length] = (byte) next;
            if (next < 0 || head[length] > ' ') {
                break;
            }
        }
        in.reset();
        return ofText(head);
    }

    /** A table whose columns have kinds already, with those the user wants. */
    static TableFile typed(Table table, String where, TableOptions options) throws FormatException {
        return TableFile.of(where, typed(table, where, options, 0), List.of());
    }

    private static Table typed(Table table, String where, TableOptions options, long before) throws FormatException {
        if (!options.lenient()) {
            for (String name : options.kinds().keySet()) {
                if (table.find(name).isEmpty()) {
                    throw absent(where, name, table.names());
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            ColumnKind wanted = options.kinds().getOrDefault(column.name(), column.kind());
            boolean words =
                    column.kind() == ColumnKind.CATEGORY && !options.missing().isEmpty();
            columns.add(wanted == column.kind() && !words ? column : read(column, wanted, where, options, before));
        }
        return Table.of(columns);
    }

    /** A column whose kind is given, but which is not there. */
    static FormatException absent(String where, String name, Collection<String> names) {
        return new FormatException(
                where,
                "there is no column '%s', whose kind was given. %s"
                        .formatted(name, Suggest.sentence(name, names))
                        .strip());
    }

    private static Column read(Column column, ColumnKind wanted, String where, TableOptions options, long before)
            throws FormatException {
        ColumnBuilder builder = new ColumnBuilder(column.name(), Optional.of(wanted), '.', 1);
        try {
            for (int row = 0; row < column.size(); row++) {
                String text = column.text(row);
                builder.add(column.isMissing(row) || options.missing().contains(text) ? null : text);
            }
            return builder.build();
        } catch (ColumnBuilder.Misfit e) {
            FormatException problem = new FormatException(
                    "%s, %s, column '%s'"
                            .formatted(where, TableFile.row(before + builder.settledRows()), column.name()),
                    String.valueOf(e.getMessage()));
            problem.initCause(e);
            throw problem;
        }
    }
}
