package hillock.io;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.data.Column;
import hillock.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Arrays as tables: axis 0 has the rows, every other element is a column. The array called y, target or label comes
 * last, so that its column is the one to be predicted.
 */
final class ArrayTable {
    private static final int MOST_COLUMNS = 100_000;
    private static final List<String> TARGETS = List.of("y", "target", "targets", "label", "labels");

    private ArrayTable() {}

    /** The table of one array; its columns are called {@code column 1}, {@code column 2} ... */
    static Table of(Path file, NDArray array) throws FormatException {
        SequencedMap<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("column", array);
        return of(file, arrays);
    }

    /** The columns of some arrays side by side, called by the array and, if it has several, a number from 1. */
    static Table of(Path file, SequencedMap<String, NDArray> arrays) throws FormatException {
        List<Map.Entry<String, NDArray>> ordered = new ArrayList<>(arrays.entrySet());
        // Stable, so that all others stay in the order of the file.
        ordered.sort((a, b) -> Boolean.compare(isTarget(a.getKey()), isTarget(b.getKey())));
        List<Column> columns = new ArrayList<>();
        int rows = -1;
        for (Map.Entry<String, NDArray> entry : ordered) {
            String name = entry.getKey();
            NDArray array = entry.getValue();
            if (array.shape().rank() == 0 || array.size() == 0) {
                throw new FormatException(
                        file, "array '%s' is %s; one of a table has rows along axis 0".formatted(name, array.type()));
            }
            int size = array.shape().dimension(0);
            if (rows >= 0 && size != rows) {
                throw new FormatException(
                        file,
                        "array '%s' is %s, so it has %d rows, but '%s' has %d"
                                .formatted(
                                        name,
                                        array.type(),
                                        size,
                                        ordered.getFirst().getKey(),
                                        rows));
            }
            rows = size;
            int width = array.size() / size;
            if (width > MOST_COLUMNS - columns.size()) {
                throw new FormatException(
                        file,
                        "array '%s' is %s, so the table has more than %d columns, the most that are read"
                                .formatted(name, array.type(), MOST_COLUMNS));
            }
            for (int i = 0; i < width; i++) {
                boolean named = array.shape().rank() == 1 && arrays.size() > 1;
                columns.add(column(file, named ? name : name + " " + (i + 1), array, i, width));
            }
        }
        if (columns.isEmpty()) {
            throw new FormatException(file, "there is no array in it");
        }
        return Table.of(columns);
    }

    private static boolean isTarget(String name) {
        return TARGETS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Column column(Path file, String name, NDArray array, int first, int step) throws FormatException {
        int rows = array.size() / step;
        if (array.dtype() == DType.BOOL) {
            byte[] truths = new byte[rows];
            for (int row = 0; row < rows; row++) {
                truths[row] = (byte) array.getDouble(first + row * step);
            }
            return new Column.Truths(name, "false", "true", truths);
        }
        double[] values = new double[rows];
        Arrays.setAll(values, row -> array.getDouble(first + row * step));
        for (int row = 0; row < rows; row++) {
            if (Double.isInfinite(values[row])) {
                throw new FormatException(
                        "%s, %s, column '%s'".formatted(file, TableFile.row(row), name),
                        "the value is %s; only finite numbers can be learnt from".formatted(values[row]));
            }
        }
        return new Column.Numbers(name, values);
    }
}
