package hillock.arithmetic;

/**
 * An unevaluated sum of two doubles, about 106 bits: the arithmetic under {@link Oracle}. Algorithms of T. Dekker, "A
 * floating-point technique for extending the available precision", 1971, with fused multiply-adds.
 *
 * @param high the number rounded to a double
 * @param low what {@code high} lacks
 */
public record DoubleDouble(double high, double low) {

    static final DoubleDouble ZERO = of(0);
    static final DoubleDouble ONE = of(1);

    public static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    /** a + b, exactly. */
    static DoubleDouble sum(double a, double b) {
        double s = a + b;
        double part = s - a;
        return new DoubleDouble(s, (a - (s - part)) + (b - part));
    }

    /** a * b, exactly unless the low part underflows. */
    static DoubleDouble product(double a, double b) {
        double p = a * b;
        return new DoubleDouble(p, Math.fma(a, b, -p));
    }

    /** a + b for |a| >= |b|, exactly. */
    private static DoubleDouble ordered(double a, double b) {
        double s = a + b;
        return new DoubleDouble(s, b - (s - a));
    }

    DoubleDouble plus(DoubleDouble that) {
        DoubleDouble s = sum(high, that.high);
        DoubleDouble t = sum(low, that.low);
        DoubleDouble u = ordered(s.high, s.low + t.high);
        return ordered(u.high, u.low + t.low);
    }

    public DoubleDouble plus(double that) {
        return plus(of(that));
    }

    DoubleDouble minus(DoubleDouble that) {
        return plus(that.negated());
    }

    DoubleDouble times(DoubleDouble that) {
        DoubleDouble p = product(high, that.high);
        return ordered(p.high, p.low + Math.fma(high, that.low, low * that.high));
    }

    DoubleDouble times(double that) {
        return times(of(that));
    }

    public DoubleDouble over(DoubleDouble that) {
        double q = high / that.high;
        DoubleDouble rest = minus(that.times(q));
        double q2 = rest.high / that.high;
        rest = rest.minus(that.times(q2));
        double q3 = rest.high / that.high;
        return ordered(q, q2).plus(q3);
    }

    DoubleDouble negated() {
        return new DoubleDouble(-high, -low);
    }

    DoubleDouble scaled(int exponent) {
        return new DoubleDouble(Math.scalb(high, exponent), Math.scalb(low, exponent));
    }

    /** |y - this| in units of the last place of a double at this number. */
    public double ulps(double y) {
        return ulps(y, Double.MIN_EXPONENT, 52);
    }

    /** |y - this| in units of the last place, for a format with this many fraction bits and this smallest exponent. */
    public double ulps(double y, int smallestExponent, int fractionBits) {
        int exponent = Math.getExponent(high);
        boolean belowPower = Math.abs(high) == Math.scalb(1.0, exponent) && low != 0 && (low < 0) != (high < 0);
        int place = Math.max(belowPower ? exponent - 1 : exponent, smallestExponent) - fractionBits;
        // Both factors of the power are needed: 2^-place may overflow.
        double difference = Math.abs((y - high) - low);
        return Math.scalb(difference, -place);
    }
}
