package hillock.array;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * Floats as text in the way of NumPy 2.4: the fewest digits that tell a number from its neighbours of the same type, at
 * most eight behind the point, points aligned. If the range of magnitudes asks for it, all numbers are scientific with
 * as many digits as the longest of them needs.
 */
final class FloatCells {
    private static final int PRECISION = 8;
    private static final double LEAST_PLAIN = 1e-4;
    private static final double WIDEST_RATIO = 1000;

    private final NDArray array;
    private final List<Integer> shown;

    private FloatCells(NDArray array, List<Integer> shown) {
        this.array = array;
        this.shown = shown;
    }

    /** The text of an array of rank 0: all digits, whatever their number. */
    static String scalar(NDArray array) {
        double value = array.item();
        double magnitude = Math.abs(value);
        if (!Double.isFinite(value)) {
            return special(value);
        }
        double most = array.dtype() == DType.FLOAT32 ? 1e6 : 1e16;
        BigDecimal shortest = shortest(array, 0);
        if (magnitude == 0 || magnitude >= LEAST_PLAIN && magnitude < most) {
            String text = sign(value) + plain(shortest);
            return text.endsWith(".") ? text + "0" : text;
        }
        String digits = shortest.unscaledValue().toString();
        return sign(value) + mantissa(shortest, digits.length() - 1).replaceAll("\\.$", "") + exponent(shortest, 2);
    }

    /** The texts of the elements at some positions, padded to one width. */
    static List<String> of(NDArray array, List<Integer> shown) {
        return new FloatCells(array, shown).cells();
    }

    private List<String> cells() {
        List<Integer> finite =
                shown.stream().filter(p -> Double.isFinite(array.getDouble(p))).toList();
        boolean scientific = isScientific(finite);
        int left = 0;
        int right = 0;
        int exponent = 2;
        for (int p : finite) {
            BigDecimal value = rounded(p, scientific);
            String text = sign(array.getDouble(p)) + (scientific ? mantissa(value, 0) : plain(value));
            left = Math.max(left, text.indexOf('.'));
            right = Math.max(right, text.length() - 1 - text.indexOf('.'));
            exponent = Math.max(exponent, exponent(value, 2).length() - 2);
        }
        // From the point to the end of a cell; NaN and infinities are set against the end.
        int tail = scientific ? 1 + right + 2 + exponent : 1 + right;
        for (int p : shown) {
            if (!Double.isFinite(array.getDouble(p))) {
                left = Math.max(left, special(array.getDouble(p)).length() - tail);
            }
        }
        int before = left;
        int fraction = right;
        int digits = exponent;
        return shown.stream()
                .map(p -> {
                    double x = array.getDouble(p);
                    if (!Double.isFinite(x)) {
                        return " ".repeat(before + tail - special(x).length()) + special(x);
                    }
                    String text = sign(x) + (scientific ? scientific(p, fraction, digits) : plain(rounded(p, false)));
                    String padded = " ".repeat(before - text.indexOf('.')) + text;
                    return padded + " ".repeat(before + tail - padded.length());
                })
                .toList();
    }

    private boolean isScientific(List<Integer> finite) {
        double largest = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int p : finite) {
            double magnitude = Math.abs(array.getDouble(p));
            if (magnitude != 0) {
                largest = Math.max(largest, magnitude);
                smallest = Math.min(smallest, magnitude);
            }
        }
        if (largest == 0) {
            return false;
        }
        if (array.dtype() == DType.FLOAT32) {
            // NumPy compares in the type of the array, so the float nearest to 1e-4 counts as not smaller.
            return largest >= 1e6
                    || smallest < (float) LEAST_PLAIN
                    || (float) largest / (float) smallest > (float) WIDEST_RATIO;
        }
        return largest >= 1e8 || smallest < LEAST_PLAIN || largest / smallest > WIDEST_RATIO;
    }

    /** The magnitude with at most eight digits behind the point, without trailing zeros. */
    private BigDecimal rounded(int position, boolean scientific) {
        BigDecimal shortest = shortest(array, position);
        BigDecimal exact = new BigDecimal(Math.abs(array.getDouble(position)));
        if (scientific) {
            return shortest.precision() - 1 <= PRECISION
                    ? shortest
                    : exact.round(new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN))
                            .stripTrailingZeros();
        }
        return shortest.scale() <= PRECISION
                ? shortest
                : exact.setScale(PRECISION, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }

    /** The magnitude in the fewest digits that tell it from its neighbours. */
    private static BigDecimal shortest(NDArray array, int position) {
        double value = Math.abs(array.getDouble(position));
        boolean narrow = array.dtype() == DType.FLOAT32;
        BigDecimal decimal = new BigDecimal(narrow ? Float.toString((float) value) : Double.toString(value));
        if (decimal.precision() == 2) {
            // Java writes two digits even where one is enough, for example 4.9E-324.
            BigDecimal shorter = new BigDecimal(value).round(new MathContext(1, RoundingMode.HALF_EVEN));
            if (narrow ? shorter.floatValue() == (float) value : shorter.doubleValue() == value) {
                decimal = shorter;
            }
        }
        return decimal.stripTrailingZeros();
    }

    /** The exact magnitude with a number of digits behind the point. */
    private String scientific(int position, int fraction, int digits) {
        BigDecimal exact = new BigDecimal(Math.abs(array.getDouble(position)));
        BigDecimal value = exact.round(new MathContext(fraction + 1, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        return mantissa(value, fraction) + exponent(value, digits);
    }

    /** With a point and as many digits behind it as needed, perhaps none. */
    private static String plain(BigDecimal value) {
        String text = value.setScale(Math.max(value.scale(), 0)).toPlainString();
        return text.indexOf('.') < 0 ? text + "." : text;
    }

    /** One digit, a point, and the other digits, at least {@code fraction}. */
    private static String mantissa(BigDecimal value, int fraction) {
        String digits = value.unscaledValue().toString();
        return digits.charAt(0) + "." + digits.substring(1) + "0".repeat(Math.max(fraction - digits.length() + 1, 0));
    }

    private static String exponent(BigDecimal value, int digits) {
        int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
        String text = Integer.toString(Math.abs(exponent));
        return (exponent < 0 ? "e-" : "e+") + "0".repeat(Math.max(digits - text.length(), 0)) + text;
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
}
