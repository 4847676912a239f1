package hillock.io;

import hillock.data.Column;
import hillock.data.ColumnKind;
import hillock.data.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of a table as bytes, all of one length, and back. Texts are numbers of a dictionary in memory. */
final class RowLayout {
    /** Beyond so many different texts a column's further ones are not told apart. */
    private static final int MOST_NAMES = 1 << 17;

    private static final int MOST_CHARACTERS_OF_ALL = 1 << 24;

    /** Stands for all texts that no longer got a number; no cell of a file begins with a space. */
    private static final String OTHER = " other";

    /** A missing value of eight bytes: no number, no moment and no number of a text. */
    private static final long MISSING = 0x7ff8_6d69_7373_696eL;

    private final List<Cell> cells = new ArrayList<>();
    private final int width;

    /** The place and the meaning of one column. */
    private static final class Cell {
        private final String name;
        private final int offset;
        private final int width;
        private final long mostCharacters;
        private Optional<ColumnKind> kind = Optional.empty();
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> names = new ArrayList<>();
        private long characters;
        private String no = "false";
        private String yes = "true";

        Cell(String name, int offset, int width, long mostCharacters) {
            this.name = name;
            this.offset = offset;
            this.width = width;
            this.mostCharacters = mostCharacters;
        }

        int number(String text) {
            Integer known = numbers.get(text);
            if (known != null) {
                return known;
            }
            boolean full = names.size() >= MOST_NAMES || characters + text.length() > mostCharacters;
            String kept = full ? OTHER : text;
            return numbers.computeIfAbsent(kept, _ -> {
                names.add(kept);
                characters += kept.length();
                return names.size() - 1;
            });
        }
    }

    /**
     * The layout for the blocks of a table.
     *
     * @param first the first of them; a column without a value in it gets the room that suits every kind
     */
    RowLayout(Table first) {
        int offset = 0;
        int columns = first.columns().size();
        for (Column column : first.columns()) {
            int size = column.missing() == column.size()
                    ? Long.BYTES
                    : switch (column.kind()) {
                        case NUMBER, DATE -> Long.BYTES;
                        case CATEGORY -> Integer.BYTES;
                        case BOOLEAN -> Byte.BYTES;
                    };
            cells.add(new Cell(column.name(), offset, size, MOST_CHARACTERS_OF_ALL / columns));
            offset += size;
        }
        this.width = offset;
    }

    /** The number of bytes of a row. */
    int width() {
        return width;
    }

    /** The bytes of some rows. */
    byte[] write(Table rows) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rows.size(), width));
        for (Cell cell : cells) {
            write(cell, rows.column(cell.name), bytes);
        }
        return bytes.array();
    }

    private void write(Cell cell, Column column, ByteBuffer bytes) {
        if (column.missing() < column.size()) {
            cell.kind = Optional.of(column.kind());
        }
        int[] numbers = {};
        if (column instanceof Column.Categories categories) {
            numbers = categories.levels().stream().mapToInt(cell::number).toArray();
        } else if (column instanceof Column.Truths truths) {
            cell.no = truths.no();
            cell.yes = truths.yes();
        }
        for (int row = 0; row < column.size(); row++) {
            int at = row * width + cell.offset;
            boolean missing = column.isMissing(row);
            switch (cell.width) {
                case Byte.BYTES -> bytes.put(at, missing ? -1 : ((Column.Truths) column).values()[row]);
                case Integer.BYTES ->
                    bytes.putInt(at, missing ? -1 : numbers[((Column.Categories) column).codes()[row]]);
                default -> {
                    long value = missing
                            ? MISSING
                            : switch (column) {
                                case Column.Numbers c -> Double.doubleToRawLongBits(c.values()[row]);
                                case Column.Dates c -> c.seconds()[row];
                                case Column.Categories c -> numbers[c.codes()[row]];
                                case Column.Truths c -> c.values()[row];
                            };
                    bytes.putLong(at, value);
                }
            }
        }
    }

    /** The rows of some bytes. */
    Table read(ByteBuffer bytes) {
        int rows = bytes.remaining() / width;
        List<Column> columns = new ArrayList<>();
        for (Cell cell : cells) {
            columns.add(
                    switch (cell.kind.orElse(ColumnKind.NUMBER)) {
                        case NUMBER -> {
                            double[] values = new double[rows];
                            for (int row = 0; row < rows; row++) {
                                long bits = bytes.getLong(row * width + cell.offset);
                                values[row] = bits == MISSING ? Double.NaN : Double.longBitsToDouble(bits);
                            }
                            yield new Column.Numbers(cell.name, values);
                        }
                        case DATE -> {
                            long[] seconds = new long[rows];
                            for (int row = 0; row < rows; row++) {
                                long value = bytes.getLong(row * width + cell.offset);
                                seconds[row] = value == MISSING ? Column.Dates.NONE : value;
                            }
                            yield new Column.Dates(cell.name, seconds);
                        }
                        case CATEGORY -> {
                            int[] codes = new int[rows];
                            for (int row = 0; row < rows; row++) {
                                codes[row] = number(cell, bytes, row);
                            }
                            yield new Column.Categories(cell.name, cell.names, codes);
                        }
                        case BOOLEAN -> {
                            byte[] values = new byte[rows];
                            for (int row = 0; row < rows; row++) {
                                values[row] = (byte) number(cell, bytes, row);
                            }
                            yield new Column.Truths(cell.name, cell.no, cell.yes, values);
                        }
                    });
        }
        return Table.of(columns);
    }

    private int number(Cell cell, ByteBuffer bytes, int row) {
        int at = row * width + cell.offset;
        return switch (cell.width) {
            case Byte.BYTES -> bytes.get(at);
            case Integer.BYTES -> bytes.getInt(at);
            default -> {
                long value = bytes.getLong(at);
                yield value == MISSING ? -1 : (int) value;
            }
        };
    }
}
