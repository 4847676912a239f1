package hillock.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Printing in the layout of NumPy 2: columns aligned, eight significant decimals at most, scientific notation when the
 * range of magnitudes asks for it, the middle left out above a thousand elements.
 */
final class ArrayPrinter {
    private static final int SUMMARY_THRESHOLD = 1000;
    private static final int EDGE = 3;
    private static final int LINE_WIDTH = 75;
    private static final int PRECISION = 8;

    private final NDArray array;
    private final boolean summarise;
    private final List<String> cells = new ArrayList<>();
    private int next;
    private int width;

    private ArrayPrinter(NDArray array) {
        this.array = array;
        this.summarise = array.size() > SUMMARY_THRESHOLD;
    }

    static String print(NDArray array) {
        ArrayPrinter printer = new ArrayPrinter(array);
        List<Integer> shown = new ArrayList<>();
        printer.collect(0, 0, shown);
        printer.format(shown);
        if (array.shape().rank() == 0) {
            return printer.cells.getFirst();
        }
        if (array.size() == 0) {
            return "[]";
        }
        StringBuilder out = new StringBuilder();
        printer.write(out, 0, 1);
        return out.toString();
    }

    private void collect(int axis, int position, List<Integer> shown) {
        if (axis == array.shape().rank()) {
            shown.add(position);
            return;
        }
        int extent = array.shape().dimension(axis);
        for (int i = 0; i < extent; i++) {
            if (elided(extent, i)) {
                i = extent - EDGE;
            }
            collect(axis + 1, position * extent + i, shown);
        }
    }

    private boolean elided(int extent, int i) {
        return summarise && extent > 2 * EDGE && i == EDGE;
    }

    private void write(StringBuilder out, int axis, int indent) {
        boolean last = axis == array.shape().rank() - 1;
        int extent = array.shape().dimension(axis);
        out.append('[');
        int column = indent;
        for (int i = 0; i < extent; i++) {
            if (i > 0) {
                out.append(last ? " " : "\n".repeat(array.shape().rank() - 1 - axis) + " ".repeat(indent));
                column++;
            }
            if (elided(extent, i)) {
                out.append("...");
                out.append(last ? " " : "\n".repeat(array.shape().rank() - 1 - axis) + " ".repeat(indent));
                column += 4;
                i = extent - EDGE;
            }
            if (last) {
                if (column + width > LINE_WIDTH && i > 0) {
                    out.setLength(out.length() - 1);
                    out.append('\n').append(" ".repeat(indent));
                    column = indent;
                }
                String cell = cells.get(next++);
                out.append(" ".repeat(width - cell.length())).append(cell);
                column += width;
            } else {
                write(out, axis + 1, indent + 1);
            }
        }
        out.append(']');
    }

    private void format(List<Integer> shown) {
        switch (array.dtype()) {
            case BOOL -> shown.forEach(p -> cells.add(array.getDouble(p) != 0 ? "True" : "False"));
            case INT32, INT64 -> shown.forEach(p -> cells.add(Long.toString(array.bits(p))));
            case FLOAT32, FLOAT64 -> formatFloats(shown);
        }
        width = cells.stream().mapToInt(String::length).max().orElse(0);
    }

    private void formatFloats(List<Integer> shown) {
        double largest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int p : shown) {
            double magnitude = Math.abs(array.getDouble(p));
            if (magnitude != 0 && Double.isFinite(magnitude)) {
                largest = Math.max(largest, magnitude);
                smallest = Math.min(smallest, magnitude);
            }
        }
        boolean scalar = array.shape().rank() == 0;
        boolean scientific = largest > 0
                && (largest >= (scalar ? 1e16 : 1e8)
                        || smallest < 1e-4
                        || !scalar && largest / smallest > 1000 && smallest < 1e-4);
        List<String> plain = new ArrayList<>();
        int fraction = 0;
        for (int p : shown) {
            String text = scientific ? scientific(p) : decimal(p);
            plain.add(text);
            fraction = Math.max(fraction, fractionLength(text));
        }
        for (String text : plain) {
            cells.add(padFraction(text, scalar ? fractionLength(text) : fraction));
        }
        if (scalar) {
            cells.replaceAll(text -> text.endsWith(".") ? text + "0" : text);
        }
    }

    /** The shortest decimal that tells this value from its neighbours, at most eight places, without trailing zeros. */
    private String decimal(int position) {
        double value = array.getDouble(position);
        if (!Double.isFinite(value)) {
            return special(value);
        }
        String shortest = shortest(position, value).toPlainString();
        int point = shortest.indexOf('.');
        if (point >= 0
                && shortest.length() - point - 1 > PRECISION
                && array.shape().rank() > 0) {
            shortest = new java.math.BigDecimal(shortest)
                    .setScale(PRECISION, java.math.RoundingMode.HALF_EVEN)
                    .toPlainString();
        }
        return stripZeros(point < 0 ? shortest + "." : shortest, value);
    }

    private java.math.BigDecimal shortest(int position, double value) {
        return new java.math.BigDecimal(
                array.data() instanceof float[] floats ? Float.toString(floats[position]) : Double.toString(value));
    }

    private static String stripZeros(String text, double value) {
        int end = text.length();
        while (text.charAt(end - 1) == '0' && text.indexOf('.') >= 0) {
            end--;
        }
        String result = text.substring(0, end);
        return value == 0 && 1 / value < 0 && !result.startsWith("-") ? "-" + result : result;
    }

    private String scientific(int position) {
        double value = array.getDouble(position);
        if (!Double.isFinite(value)) {
            return special(value);
        }
        int digits = shortest(position, value).stripTrailingZeros().precision() - 1;
        String text = String.format(Locale.ROOT, "%." + Math.clamp(digits, 0, PRECISION) + "e", value);
        int e = text.indexOf('e');
        return (text.indexOf('.') < 0 ? text.substring(0, e) + "." : text.substring(0, e)) + text.substring(e);
    }

    private static int fractionLength(String text) {
        int point = text.indexOf('.');
        int e = text.indexOf('e');
        return point < 0 ? 0 : (e < 0 ? text.length() : e) - point - 1;
    }

    private String padFraction(String text, int fraction) {
        int point = text.indexOf('.');
        if (point < 0) {
            return text;
        }
        int missing = fraction - fractionLength(text);
        int e = text.indexOf('e');
        return e < 0 ? text + " ".repeat(missing) : text.substring(0, e) + "0".repeat(missing) + text.substring(e);
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
}
