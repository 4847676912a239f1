package hillock.arithmetic;

import static hillock.arithmetic.Polynomials64.*;

/**
 * The functions of a double: the definition of every float64 number that Hillock computes.
 *
 * <p>Every function is a fixed sequence of roundings with {@code Math.fma}, so its bits are the same on every machine,
 * and a SIMD kernel that performs the same operations lane by lane gives them too. Comparisons choose between results
 * that are both computed; only {@code sin} and {@code cos} beyond 2^30 take another way (integer arithmetic).
 *
 * <p>Accuracy: within 1 ulp over the whole range; {@code erf} and {@code pow} within 2. Signs of zero, infinities and
 * NaN follow {@link StrictMath}; a NaN result is {@code Double.NaN}. Subnormal results are kept.
 */
public final class Float64 {

    /** Below it, {@code f(x) = x} to half an ulp for expm1 and log1p. */
    private static final double TINY = 0x1p-54;

    private Float64() {}

    /** The exponential, e to the power {@code x}. */
    public static double exp(double x) {
        return exponential(x, 0);
    }

    /** exp(x + low) for a low that is tiny beside x. */
    private static double exponential(double x, double low) {
        double clamped = x > 710 ? 710 : x;
        clamped = clamped < -746 ? -746 : clamped;
        double t = Math.fma(clamped, LOG2_E, ROUNDER);
        double n = t - ROUNDER;
        double exact = Math.fma(n, -LN2_HIGH, clamped);
        double c = Math.fma(n, LN2_LOW, -low);
        double r = exact - c;
        double rest = (exact - r) - c;
        double p = EXP_10;
        p = Math.fma(p, r, EXP_9);
        p = Math.fma(p, r, EXP_8);
        p = Math.fma(p, r, EXP_7);
        p = Math.fma(p, r, EXP_6);
        p = Math.fma(p, r, EXP_5);
        p = Math.fma(p, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        double high = 1 + r;
        double y = high + ((r - (high - 1)) + Math.fma(r * r, p, rest));
        // 2^n in two factors, so that 2^1024 and the subnormal powers are not needed; the low bits of t are n.
        long power = Double.doubleToRawLongBits(t) - Double.doubleToRawLongBits(ROUNDER);
        long half = power >> 1;
        y = y * Double.longBitsToDouble((half + 1023) << 52) * Double.longBitsToDouble((power - half + 1023) << 52);
        return Double.isNaN(x) ? Double.NaN : y;
    }

    /** The exponential less one, accurate near 0. */
    public static double expm1(double x) {
        double clamped = x < -40 ? -40 : x;
        double t = Math.fma(clamped, LOG2_E, ROUNDER);
        double n = t - ROUNDER;
        double exact = Math.fma(n, -LN2_HIGH, clamped);
        double c = n * LN2_LOW;
        double r = exact - c;
        double low = (exact - r) - c;
        double p = EXPM1_10;
        p = Math.fma(p, r, EXPM1_9);
        p = Math.fma(p, r, EXPM1_8);
        p = Math.fma(p, r, EXPM1_7);
        p = Math.fma(p, r, EXPM1_6);
        p = Math.fma(p, r, EXPM1_5);
        p = Math.fma(p, r, EXPM1_4);
        p = Math.fma(p, r, EXPM1_3);
        p = Math.fma(p, r, EXPM1_2);
        p = Math.fma(p, r, EXPM1_1);
        p = Math.fma(p, r, EXPM1_0);
        double tail = Math.fma(r * r, p, Math.fma(r, low, low));
        // 2^n (r + tail) + (2^n - 1) with half the scale, so that n = 1024 does not overflow.
        double scale = Double.longBitsToDouble((Double.doubleToRawLongBits(t) << 52) + (1022L << 52));
        double base = scale - 0.5;
        double step = scale * r;
        double high = base + step;
        double rest = (step - (high - base)) + ((scale - base) - 0.5);
        double y = 2 * (high + Math.fma(scale, tail, rest));
        y = x > 710 ? Double.POSITIVE_INFINITY : y;
        y = Math.abs(x) < TINY ? x : y;
        return Double.isNaN(x) ? Double.NaN : y;
    }

    /** The natural logarithm; {@code -infinity} at zero, NaN below. */
    public static double log(double x) {
        boolean subnormal = x < Double.MIN_NORMAL;
        double y = logarithm(subnormal ? x * 0x1p54 : x, subnormal ? 54 : 0, 0);
        y = x > Double.MAX_VALUE ? x : y;
        y = x == 0 ? Double.NEGATIVE_INFINITY : y;
        return x >= 0 ? y : Double.NaN;
    }

    /** The natural logarithm of {@code 1 + x}, accurate near 0; {@code -infinity} at -1, NaN below. */
    public static double log1p(double x) {
        double u = 1 + x;
        double part = u - 1;
        double lost = (1 - (u - part)) + (x - part);
        double y = logarithm(u, 0, lost / u);
        y = x > Double.MAX_VALUE ? x : y;
        y = x == -1 ? Double.NEGATIVE_INFINITY : y;
        y = Math.abs(x) < TINY ? x : y;
        return x >= -1 ? y : Double.NaN;
    }

    /**
     * log(x) - less * ln 2 + correction for a positive, normal, finite x. With s = f / (2 + f), log(1 + f) = 2 atanh(s)
     * and 2 s = f - s f.
     */
    private static double logarithm(double x, int less, double correction) {
        long bits = Double.doubleToRawLongBits(x);
        long exponent = (bits - 0x3FE6A09E667F3BCDL) >> 52; // of sqrt(1/2)
        double f = Double.longBitsToDouble(bits - (exponent << 52)) - 1;
        double e = exponent - less;
        double s = f / (2 + f);
        double z = s * s;
        double p = ATANH_6;
        p = Math.fma(p, z, ATANH_5);
        p = Math.fma(p, z, ATANH_4);
        p = Math.fma(p, z, ATANH_3);
        p = Math.fma(p, z, ATANH_2);
        p = Math.fma(p, z, ATANH_1);
        p = Math.fma(p, z, ATANH_0);
        double square = 0.5 * f * f;
        double tail = Math.fma(s, Math.fma(2 * z, p, square), -square);
        tail = Math.fma(e, LN2_REST, tail) + correction;
        double whole = e * LN2_SHORT;
        double high = whole + f;
        double rest = f - (high - whole);
        return high + (rest + tail);
    }

    /** The correctly rounded square root. */
    public static double sqrt(double x) {
        return Math.sqrt(x);
    }

    /** The sine of an angle in radians. */
    public static double sin(double x) {
        double y = sine(Math.abs(x), 0);
        return Double.isNaN(y)
                ? y
                : Double.longBitsToDouble(
                        Double.doubleToRawLongBits(y) ^ (Double.doubleToRawLongBits(x) & Long.MIN_VALUE));
    }

    /** The cosine of an angle in radians. */
    public static double cos(double x) {
        return sine(Math.abs(x), 1);
    }

    /** sin(a + quarters * pi / 2) for a not negative. */
    private static double sine(double a, int quarters) {
        if (!(a <= Double.MAX_VALUE)) {
            return Double.NaN;
        }
        Reduction reduced = Reduction.of(a);
        double r = reduced.high();
        double low = reduced.low();
        double z = r * r;
        double p = SIN_6;
        p = Math.fma(p, z, SIN_5);
        p = Math.fma(p, z, SIN_4);
        p = Math.fma(p, z, SIN_3);
        p = Math.fma(p, z, SIN_2);
        p = Math.fma(p, z, SIN_1);
        p = Math.fma(p, z, SIN_0);
        double sine = r + Math.fma(r * z, p, low);
        double q = COS_5;
        q = Math.fma(q, z, COS_4);
        q = Math.fma(q, z, COS_3);
        q = Math.fma(q, z, COS_2);
        q = Math.fma(q, z, COS_1);
        q = Math.fma(q, z, COS_0);
        double half = 0.5 * z;
        double high = 1 - half;
        double rest = (1 - high) - half;
        double cosine = high + (rest + Math.fma(z * z, q, -(r * low)));
        int k = reduced.quarters() + quarters;
        double y = (k & 1) == 0 ? sine : cosine;
        return (k & 2) == 0 ? y : -y;
    }

    /** The arc tangent, between -pi / 2 and pi / 2. */
    public static double atan(double x) {
        double a = Math.abs(x);
        // Beyond the limit the result is pi / 2; within, 1 / a is normal.
        a = a > 0x1p60 ? 0x1p60 : a;
        boolean steep = a > 1;
        double inverse = 1 / a;
        double t = steep ? inverse : a;
        double z = t * t;
        double p = ATAN_20;
        p = Math.fma(p, z, ATAN_19);
        p = Math.fma(p, z, ATAN_18);
        p = Math.fma(p, z, ATAN_17);
        p = Math.fma(p, z, ATAN_16);
        p = Math.fma(p, z, ATAN_15);
        p = Math.fma(p, z, ATAN_14);
        p = Math.fma(p, z, ATAN_13);
        p = Math.fma(p, z, ATAN_12);
        p = Math.fma(p, z, ATAN_11);
        p = Math.fma(p, z, ATAN_10);
        p = Math.fma(p, z, ATAN_9);
        p = Math.fma(p, z, ATAN_8);
        p = Math.fma(p, z, ATAN_7);
        p = Math.fma(p, z, ATAN_6);
        p = Math.fma(p, z, ATAN_5);
        p = Math.fma(p, z, ATAN_4);
        p = Math.fma(p, z, ATAN_3);
        p = Math.fma(p, z, ATAN_2);
        p = Math.fma(p, z, ATAN_1);
        // The last coefficient and the product with z in two doubles: near 1 their rounding would cost half an ulp.
        double last = Math.fma(p, z, ATAN_0);
        double lastLow = Math.fma(p, z, ATAN_0 - last);
        double zp = z * last;
        double zpLow = Math.fma(z, lastLow, Math.fma(z, last, -zp));
        double high = HALF_PI_HIGH - t;
        double rest = (HALF_PI_HIGH - high) - t;
        // What the rounded inverse lacks, times the slope of atan at 1, where it matters.
        double lost = 0.5 * t * Math.fma(-t, a, 1);
        double y = steep
                ? high + Math.fma(-t, zp, rest + (HALF_PI_MIDDLE - Math.fma(t, zpLow, lost)))
                : Math.fma(t, zp, t);
        return Double.isNaN(x) ? Double.NaN : Math.copySign(y, x);
    }

    /** The hyperbolic tangent. */
    public static double tanh(double x) {
        double a = Math.abs(x);
        double z = a * a;
        double p = TANH_15;
        p = Math.fma(p, z, TANH_14);
        p = Math.fma(p, z, TANH_13);
        p = Math.fma(p, z, TANH_12);
        p = Math.fma(p, z, TANH_11);
        p = Math.fma(p, z, TANH_10);
        p = Math.fma(p, z, TANH_9);
        p = Math.fma(p, z, TANH_8);
        p = Math.fma(p, z, TANH_7);
        p = Math.fma(p, z, TANH_6);
        p = Math.fma(p, z, TANH_5);
        p = Math.fma(p, z, TANH_4);
        p = Math.fma(p, z, TANH_3);
        p = Math.fma(p, z, TANH_2);
        p = Math.fma(p, z, TANH_1);
        p = Math.fma(p, z, TANH_0);
        double near = Math.fma(a, z * p, a);
        double w = exponential(-2 * a, 0);
        // 2 w / (1 + w), corrected for what the rounded 1 + w lacks.
        double d = 1 + w;
        double q = (w + w) / d;
        double far = 1 - Math.fma(-q, w - (d - 1), q);
        double y = a < 1 ? near : far;
        return Double.isNaN(x) ? Double.NaN : Math.copySign(y, x);
    }

    /** The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to {@code x}. */
    public static double erf(double x) {
        double a = Math.abs(x);
        double z = a * a;
        double p = ERF_12;
        p = Math.fma(p, z, ERF_11);
        p = Math.fma(p, z, ERF_10);
        p = Math.fma(p, z, ERF_9);
        p = Math.fma(p, z, ERF_8);
        p = Math.fma(p, z, ERF_7);
        p = Math.fma(p, z, ERF_6);
        p = Math.fma(p, z, ERF_5);
        p = Math.fma(p, z, ERF_4);
        p = Math.fma(p, z, ERF_3);
        p = Math.fma(p, z, ERF_2);
        p = Math.fma(p, z, ERF_1);
        p = Math.fma(p, z, ERF_0);
        double near = Math.fma(a, p, a);
        // erf(6) is 1 to half an ulp.
        double b = a > 6 ? 6 : a;
        double u = b - 3.5;
        double q = ERFC_18;
        q = Math.fma(q, u, ERFC_17);
        q = Math.fma(q, u, ERFC_16);
        q = Math.fma(q, u, ERFC_15);
        q = Math.fma(q, u, ERFC_14);
        q = Math.fma(q, u, ERFC_13);
        q = Math.fma(q, u, ERFC_12);
        q = Math.fma(q, u, ERFC_11);
        q = Math.fma(q, u, ERFC_10);
        q = Math.fma(q, u, ERFC_9);
        q = Math.fma(q, u, ERFC_8);
        q = Math.fma(q, u, ERFC_7);
        q = Math.fma(q, u, ERFC_6);
        q = Math.fma(q, u, ERFC_5);
        q = Math.fma(q, u, ERFC_4);
        q = Math.fma(q, u, ERFC_3);
        q = Math.fma(q, u, ERFC_2);
        q = Math.fma(q, u, ERFC_1);
        q = Math.fma(q, u, ERFC_0);
        double far = 1 - exponential(-Math.fma(b, b, q), 0);
        double y = a < 1 ? near : far;
        return Double.isNaN(x) ? Double.NaN : Math.copySign(y, x);
    }

    /** {@code x} to the power {@code y}, with the special cases of {@link Math#pow}. */
    public static double pow(double x, double y) {
        if (y == 0) {
            return 1;
        }
        double a = Math.abs(x);
        double magnitude = positivePower(a, y);
        if (Double.doubleToRawLongBits(x) >= 0 || Double.isNaN(magnitude)) {
            return Double.isNaN(magnitude) ? Double.NaN : magnitude;
        }
        // x is negative: -0, finite, or -infinity.
        boolean integer = Math.rint(y) == y;
        if (!integer && a > 0 && a < Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        boolean odd = integer && Math.abs(y) < 0x1p53 && ((long) y & 1) != 0;
        return odd ? -magnitude : magnitude;
    }

    /** a^y = exp(y log(a)) for a not negative, with log(a) in two doubles (about 68 bits). */
    private static double positivePower(double a, double y) {
        if (!(a > 0 && a < Double.POSITIVE_INFINITY && Math.abs(y) < Double.POSITIVE_INFINITY)) {
            // The logarithm of zero, infinity or NaN is one of the three; an infinite y needs its sign only.
            return exponential(y * log(a), 0);
        }
        boolean subnormal = a < Double.MIN_NORMAL;
        long bits = Double.doubleToRawLongBits(subnormal ? a * 0x1p54 : a);
        long exponent = (bits - 0x3FE6A09E667F3BCDL) >> 52;
        double f = Double.longBitsToDouble(bits - (exponent << 52)) - 1;
        double e = exponent - (subnormal ? 54 : 0);

        // s = f / (2 + f) and z = s^2, each as high + low.
        double d = 2 + f;
        double dLow = f - (d - 2);
        double s = f / d;
        double sLow = (Math.fma(-s, d, f) - s * dLow) / d;
        double z = s * s;
        double zLow = Math.fma(s, s, -z) + 2 * s * sLow;

        double p = ATANH_TAIL_6;
        p = Math.fma(p, z, ATANH_TAIL_5);
        p = Math.fma(p, z, ATANH_TAIL_4);
        p = Math.fma(p, z, ATANH_TAIL_3);
        p = Math.fma(p, z, ATANH_TAIL_2);
        p = Math.fma(p, z, ATANH_TAIL_1);
        p = Math.fma(p, z, ATANH_TAIL_0);

        // u = 1/5 + z p, v = 1/3 + z u, w = z v, log(1 + f) = 2 s + 2 s w.
        double zp = z * p;
        double u = FIFTH_HIGH + zp;
        double uLow = (zp - (u - FIFTH_HIGH)) + FIFTH_LOW;
        double zu = z * u;
        double v = THIRD_HIGH + zu;
        double vLow = (zu - (v - THIRD_HIGH)) + (Math.fma(z, u, -zu) + Math.fma(z, uLow, Math.fma(zLow, u, THIRD_LOW)));
        double w = z * v;
        double wLow = Math.fma(z, v, -w) + Math.fma(z, vLow, zLow * v);
        double twice = 2 * s;
        double sw = twice * w;
        double swLow = Math.fma(twice, w, -sw) + Math.fma(twice, wLow, 2 * sLow * w);
        double g = twice + sw;
        double gLow = (sw - (g - twice)) + (swLow + 2 * sLow);

        double whole = e * LN2_SHORT;
        double high = whole + g;
        double low = (g - (high - whole)) + Math.fma(e, LN2_REST, gLow);
        double log = high + low;
        double logLow = low - (log - high);

        double product = y * log;
        double productLow = Math.fma(y, log, -product) + y * logLow;
        // Beyond this the power overflows or is zero whatever the low part, which may itself have overflowed.
        return exponential(product, Math.abs(product) < 800 ? productLow : 0);
    }

    /** The largest integer not above {@code x}, as a double. */
    public static double floor(double x) {
        return Math.floor(x);
    }

    /** The integer nearest to {@code x}, as a double; the even one of two. */
    public static double round(double x) {
        return Math.rint(x);
    }

    /** -1, 1, or {@code x} itself where it is a zero or NaN. */
    public static double sign(double x) {
        return Math.signum(x);
    }

    /** The magnitude. */
    public static double abs(double x) {
        return Math.abs(x);
    }

    /** The larger of two; NaN if either is, and {@code +0} above {@code -0}. */
    public static double max(double x, double y) {
        return Math.max(x, y);
    }

    /** The smaller of two; NaN if either is, and {@code -0} below {@code +0}. */
    public static double min(double x, double y) {
        return Math.min(x, y);
    }

    /** The remainder of the division truncated towards zero, with the sign of {@code x}. */
    public static double rem(double x, double y) {
        return x % y;
    }
}
