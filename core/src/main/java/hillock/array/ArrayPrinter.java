package hillock.array;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Printing in the layout of NumPy 2.4: columns aligned, the middle left out above a thousand elements, lines of at most
 * 75 columns. {@link FloatCells} says how floats look.
 */
final class ArrayPrinter {
    private static final int SUMMARY_THRESHOLD = 1000;
    private static final int EDGE = 3;
    private static final int LINE_WIDTH = 75;

    private final int[] extents;
    private final boolean summarise;
    private final StringBuilder out = new StringBuilder();
    private List<String> cells = List.of();
    private int next;

    private ArrayPrinter(NDArray array) {
        this.extents = array.shape().toArray();
        this.summarise = array.size() > SUMMARY_THRESHOLD;
    }

    static String print(NDArray array) {
        if (array.size() == 0) {
            return "[]";
        }
        if (array.shape().rank() == 0) {
            return switch (array.dtype()) {
                case BOOL -> truth(array.bits(0));
                case INT32, INT64 -> Long.toString(array.bits(0));
                case FLOAT32, FLOAT64 -> FloatCells.scalar(array);
            };
        }
        ArrayPrinter printer = new ArrayPrinter(array);
        List<Integer> shown = new ArrayList<>();
        printer.collect(0, 0, shown);
        printer.cells = switch (array.dtype()) {
            case BOOL -> aligned(shown.stream().map(p -> truth(array.bits(p))).toList(), "False".length());
            case INT32, INT64 ->
                aligned(shown.stream().map(p -> Long.toString(array.bits(p))).toList(), 0);
            case FLOAT32, FLOAT64 -> FloatCells.of(array, shown);
        };
        printer.write(0);
        return printer.out.toString();
    }

    private static String truth(long bits) {
        return bits != 0 ? "True" : "False";
    }

    private static List<String> aligned(List<String> texts, int least) {
        int width = texts.stream().mapToInt(String::length).reduce(least, Math::max);
        return texts.stream()
                .map(text -> " ".repeat(width - text.length()) + text)
                .toList();
    }

    /** The positions of the elements that are shown, in the order they are written in. */
    private void collect(int axis, int position, List<Integer> shown) {
        if (axis == extents.length) {
            shown.add(position);
            return;
        }
        for (int i : indices(axis)) {
            if (i >= 0) {
                collect(axis + 1, position * extents[axis] + i, shown);
            }
        }
    }

    /** The indices of an axis that are shown; -1 stands for those that are left out. */
    private int[] indices(int axis) {
        int extent = extents[axis];
        return summarise && extent > 2 * EDGE
                ? IntStream.of(0, 1, 2, -1, extent - 3, extent - 2, extent - 1).toArray()
                : IntStream.range(0, extent).toArray();
    }

    private void write(int axis) {
        out.append('[');
        if (axis == extents.length - 1) {
            writeRow(axis + 1);
        } else {
            String separator = "\n".repeat(extents.length - 1 - axis) + " ".repeat(axis + 1);
            boolean first = true;
            for (int i : indices(axis)) {
                out.append(first ? "" : separator);
                first = false;
                if (i < 0) {
                    out.append("...");
                } else {
                    write(axis + 1);
                }
            }
        }
        out.append(']');
    }

    /** The elements of the last axis; a line is broken where it and a closing bracket for every axis would not fit. */
    private void writeRow(int indent) {
        int column = indent;
        boolean first = true;
        for (int i : indices(indent - 1)) {
            String word = i < 0 ? "..." : cells.get(next++);
            if (!first) {
                out.append(' ');
                column++;
            }
            if (column + word.length() > LINE_WIDTH - indent && column > indent) {
                out.setLength(out.toString().stripTrailing().length());
                out.append('\n').append(" ".repeat(indent));
                column = indent;
            }
            out.append(word);
            column += word.length();
            first = false;
        }
    }
}
