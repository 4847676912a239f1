package hillock.explain;

import hillock.array.NDArray;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Numbers and arrays in few characters: at most six significant digits, in narrow places four, no trailing zeros. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final MathContext FEW_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    /** Whole numbers below this are written in full. */
    private static final double WHOLE = 1e9;

    private Numbers() {}

    /** One element of an array. */
    static String text(NDArray array, int position) {
        return text(array, position, DIGITS);
    }

    private static String text(NDArray array, int position, MathContext digits) {
        return switch (array.dtype()) {
            case BOOL -> array.bits(position) != 0 ? "true" : "false";
            case INT32, INT64 -> Long.toString(array.bits(position));
            case FLOAT32 -> text(Float.toString(array.floats()[position]), array.getDouble(position), digits);
            case FLOAT64 -> text(Double.toString(array.getDouble(position)), array.getDouble(position), digits);
        };
    }

    private static String text(String shortest, double value, MathContext context) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(shortest);
        if (value == Math.rint(value) && Math.abs(value) < WHOLE) {
            return exact.stripTrailingZeros().toPlainString();
        }
        BigDecimal rounded = exact.round(context).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -5 && exponent < 6) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().toString();
        int first = digits.startsWith("-") ? 2 : 1;
        String fraction = digits.substring(first);
        return digits.substring(0, first) + (fraction.isEmpty() ? "" : "." + fraction) + "e" + exponent;
    }

    /**
     * A scalar as its number; an array in brackets as NumPy writes it if that is short enough, else its shape and first
     * elements.
     *
     * @param width the most characters
     */
    static String summary(NDArray array, int width) {
        if (array.shape().rank() == 0) {
            return text(array, 0);
        }
        if (array.size() == 0) {
            return array.shape() + ": empty";
        }
        // A short text cannot hold more elements than characters.
        if (array.size() <= width) {
            for (MathContext digits : List.of(DIGITS, FEW_DIGITS)) {
                StringBuilder nested = new StringBuilder();
                nest(array, 0, 0, digits, nested);
                if (nested.length() <= width) {
                    return nested.toString();
                }
            }
        }
        StringBuilder out = new StringBuilder(array.shape().toString()).append(':');
        for (int i = 0; i < array.size(); i++) {
            String next = " " + text(array, i, FEW_DIGITS);
            int rest = i == array.size() - 1 ? 0 : " ...".length();
            if (out.length() + next.length() + rest > width) {
                return out.append(" ...").toString();
            }
            out.append(next);
        }
        return out.toString();
    }

    private static int nest(NDArray array, int axis, int position, MathContext digits, StringBuilder out) {
        if (axis == array.shape().rank()) {
            out.append(text(array, position, digits));
            return position + 1;
        }
        int next = position;
        out.append('[');
        for (int i = 0; i < array.shape().dimension(axis); i++) {
            out.append(i == 0 ? "" : " ");
            next = nest(array, axis + 1, next, digits, out);
        }
        out.append(']');
        return next;
    }
}
