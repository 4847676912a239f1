package hillock.io;

import hillock.data.Column;
import hillock.data.Table;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks of a table put together. */
final class Columns {
    private Columns() {}

    /** The rows of all blocks, which have the same columns of the same kinds; there is one block at least. */
    static Table joined(List<Table> blocks) {
        if (blocks.size() == 1) {
            return blocks.getFirst();
        }
        int rows = blocks.stream().mapToInt(Table::size).reduce(0, Math::addExact);
        List<Column> columns = new ArrayList<>();
        for (Column first : blocks.getFirst().columns()) {
            List<Column> parts =
                    blocks.stream().map(block -> block.column(first.name())).toList();
            columns.add(joined(first, parts, rows));
        }
        return Table.of(columns);
    }

    private static Column joined(Column first, List<Column> parts, int rows) {
        String name = first.name();
        return switch (first) {
            case Column.Numbers _ -> {
                double[] values = new double[rows];
                copy(
                        parts.stream()
                                .map(part -> ((Column.Numbers) part).values())
                                .toList(),
                        values);
                yield new Column.Numbers(name, values);
            }
            case Column.Truths truths -> {
                byte[] values = new byte[rows];
                copy(parts.stream().map(part -> ((Column.Truths) part).values()).toList(), values);
                yield new Column.Truths(name, truths.no(), truths.yes(), values);
            }
            case Column.Dates _ -> {
                long[] values = new long[rows];
                copy(parts.stream().map(part -> ((Column.Dates) part).seconds()).toList(), values);
                yield new Column.Dates(name, values);
            }
            case Column.Categories _ -> {
                Map<String, Integer> numbers = new LinkedHashMap<>();
                int[] codes = new int[rows];
                int at = 0;
                for (Column part : parts) {
                    Column.Categories block = (Column.Categories) part;
                    int[] known = block.levels().stream()
                            .mapToInt(level -> numbers.computeIfAbsent(level, _ -> numbers.size()))
                            .toArray();
                    for (int code : block.codes()) {
                        codes[at++] = code < 0 ? -1 : known[code];
                    }
                }
                yield new Column.Categories(name, List.copyOf(numbers.keySet()), codes);
            }
        };
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private static void copy(List<?> parts, Object into) {
        int at = 0;
        for (Object part : parts) {
            int length = Array.getLength(part);
            System.arraycopy(part, 0, into, at, length);
            at += length;
        }
    }
}
