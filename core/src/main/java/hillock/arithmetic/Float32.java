package hillock.arithmetic;

import static hillock.arithmetic.Polynomials32.*;

/**
 * The functions of a float: the definition of every float32 number that Hillock computes.
 *
 * <p>Every function is a fixed sequence of roundings with {@code Math.fma}, so its bits are the same on every machine,
 * and a SIMD kernel that performs the same operations lane by lane gives them too. Comparisons choose between results
 * that are both computed; only {@code sin} and {@code cos} beyond 65536 and {@code pow} leave the float unit (they work
 * in double).
 *
 * <p>Accuracy: every function is within 1 ulp over its whole range; the design asks for 2. Signs of zero, infinities
 * and NaN follow {@link StrictMath}; a NaN result is {@code Float.NaN}. {@code exp} and {@code pow} never give a
 * subnormal: where the result's magnitude is below {@code 2^-126} it is defined as {@code +0}.
 */
public final class Float32 {

    /** Below it, {@code f(x) = x} to half an ulp for expm1 and log1p. */
    private static final float TINY = 0x1p-25f;

    private static final int SIGN = 0x80000000;

    private Float32() {}

    /** The exponential, e to the power {@code x}; {@code +0} below {@code 2^-126}. */
    public static float exp(float x) {
        float y = ordinaryExp(x);
        y = x > EXP_LARGEST ? Float.POSITIVE_INFINITY : y;
        y = x < EXP_SMALLEST ? 0 : y;
        return Float.isNaN(x) ? Float.NaN : y;
    }

    /** The exponential where it is a normal number. */
    private static float ordinaryExp(float x) {
        float t = Math.fma(x, LOG2_E, ROUNDER);
        float n = t - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = EXP_4;
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        float high = 1 + r;
        float y = high + Math.fma(r * r, p, r - (high - 1));
        // The low bits of t are n; adding n to the exponent multiplies by 2^n even for n = 128, where y < 1.
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) + (Float.floatToRawIntBits(t) << 23));
    }

    /** The exponential less one, accurate near 0. */
    public static float expm1(float x) {
        float clamped = x < -18 ? -18 : x;
        float t = Math.fma(clamped, LOG2_E, ROUNDER);
        float n = t - ROUNDER;
        float exact = Math.fma(n, -LN2_HIGH, clamped);
        float c = n * LN2_LOW;
        float r = exact - c;
        float low = (exact - r) - c;
        float p = EXPM1_5;
        p = Math.fma(p, r, EXPM1_4);
        p = Math.fma(p, r, EXPM1_3);
        p = Math.fma(p, r, EXPM1_2);
        p = Math.fma(p, r, EXPM1_1);
        p = Math.fma(p, r, EXPM1_0);
        float tail = Math.fma(r * r, p, Math.fma(r, low, low));
        // 2^n (r + tail) + (2^n - 1) with half the scale, so that n = 128 does not overflow.
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(t) << 23) + (126 << 23));
        float base = scale - 0.5f;
        float step = scale * r;
        float high = base + step;
        float rest = (step - (high - base)) + ((scale - base) - 0.5f);
        float y = 2 * (high + Math.fma(scale, tail, rest));
        y = x > EXP_LARGEST ? Float.POSITIVE_INFINITY : y;
        y = Math.abs(x) < TINY ? x : y;
        return Float.isNaN(x) ? Float.NaN : y;
    }

    /** The natural logarithm; {@code -infinity} at zero, NaN below. */
    public static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        float y = logarithm(subnormal ? x * 0x1p23f : x, subnormal ? 23 : 0, 0);
        y = x > Float.MAX_VALUE ? x : y;
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        return x >= 0 ? y : Float.NaN;
    }

    /** The natural logarithm of {@code 1 + x}, accurate near 0; {@code -infinity} at -1, NaN below. */
    public static float log1p(float x) {
        float u = 1 + x;
        float part = u - 1;
        float lost = (1 - (u - part)) + (x - part);
        float y = logarithm(u, 0, lost / u);
        y = x > Float.MAX_VALUE ? x : y;
        y = x == -1 ? Float.NEGATIVE_INFINITY : y;
        y = Math.abs(x) < TINY ? x : y;
        return x >= -1 ? y : Float.NaN;
    }

    /** log(x) - less * ln 2 + correction for a positive, normal, finite x. */
    private static float logarithm(float x, int less, float correction) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - 0x3F3504F3) >> 23; // of sqrt(1/2)
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = exponent - less;
        float p = LOG_8;
        p = Math.fma(p, f, LOG_7);
        p = Math.fma(p, f, LOG_6);
        p = Math.fma(p, f, LOG_5);
        p = Math.fma(p, f, LOG_4);
        p = Math.fma(p, f, LOG_3);
        p = Math.fma(p, f, LOG_2);
        p = Math.fma(p, f, LOG_1);
        p = Math.fma(p, f, LOG_0);
        float tail = Math.fma(e, LN2_REST, f * f * p) + correction;
        float whole = e * LN2_SHORT;
        float high = whole + f;
        float rest = f - (high - whole);
        return high + (rest + tail);
    }

    /** The correctly rounded square root. */
    public static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /** The sine of an angle in radians. */
    public static float sin(float x) {
        float y = sine(Math.abs(x), 0);
        int sign = Float.floatToRawIntBits(x) & SIGN;
        return Float.isNaN(y) ? y : Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ sign);
    }

    /** The cosine of an angle in radians. */
    public static float cos(float x) {
        return sine(Math.abs(x), 1);
    }

    /** sin(a + quarters * pi / 2) for a not negative. */
    private static float sine(float a, int quarters) {
        if (!(a <= 65536)) {
            return a <= Float.MAX_VALUE ? farSine(a, quarters) : Float.NaN;
        }
        float t = Math.fma(a, TWO_OVER_PI, ROUNDER);
        float n = t - ROUNDER;
        float exact = Math.fma(n, -HALF_PI_HIGH, a);
        float c = n * HALF_PI_MIDDLE;
        float r = exact - c;
        float low = ((exact - r) - c) - Math.fma(n, HALF_PI_LOW, Math.fma(n, HALF_PI_MIDDLE, -c));
        return quadrant(r, low, Float.floatToRawIntBits(t) + quarters);
    }

    private static float farSine(float a, int quarters) {
        Reduction reduced = Reduction.of(a);
        float r = (float) reduced.high();
        return quadrant(r, (float) (reduced.high() - r), reduced.quarters() + quarters);
    }

    /** sin(r + low + k pi / 2) for |r| not much above pi / 4. */
    private static float quadrant(float r, float low, int k) {
        float z = r * r;
        float p = SIN_3;
        p = Math.fma(p, z, SIN_2);
        p = Math.fma(p, z, SIN_1);
        p = Math.fma(p, z, SIN_0);
        float sine = r + Math.fma(r * z, p, low);
        float q = COS_2;
        q = Math.fma(q, z, COS_1);
        q = Math.fma(q, z, COS_0);
        float half = 0.5f * z;
        float high = 1 - half;
        float rest = (1 - high) - half;
        float cosine = high + (rest + Math.fma(z * z, q, -(r * low)));
        float y = (k & 1) == 0 ? sine : cosine;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (k << 30 & SIGN));
    }

    /** The arc tangent, between -pi / 2 and pi / 2. */
    public static float atan(float x) {
        float a = Math.abs(x);
        // Beyond the limit the result is pi / 2; within, 1 / a is normal.
        a = a > 0x1p30f ? 0x1p30f : a;
        boolean steep = a > 1;
        float inverse = 1 / a;
        float t = steep ? inverse : a;
        float z = t * t;
        float p = ATAN_9;
        p = Math.fma(p, z, ATAN_8);
        p = Math.fma(p, z, ATAN_7);
        p = Math.fma(p, z, ATAN_6);
        p = Math.fma(p, z, ATAN_5);
        p = Math.fma(p, z, ATAN_4);
        p = Math.fma(p, z, ATAN_3);
        p = Math.fma(p, z, ATAN_2);
        p = Math.fma(p, z, ATAN_1);
        // The last coefficient and the product with z in two floats: near 1 their rounding would cost half an ulp.
        float last = Math.fma(p, z, ATAN_0);
        float lastLow = Math.fma(p, z, ATAN_0 - last);
        float zp = z * last;
        float zpLow = Math.fma(z, lastLow, Math.fma(z, last, -zp));
        float high = HALF_PI_HIGH - t;
        float rest = (HALF_PI_HIGH - high) - t;
        // What the rounded inverse lacks, times the slope of atan at 1, where it matters.
        float lost = 0.5f * t * Math.fma(-t, a, 1);
        float y = steep
                ? high + Math.fma(-t, zp, rest + (HALF_PI_MIDDLE - Math.fma(t, zpLow, lost)))
                : Math.fma(t, zp, t);
        return Float.isNaN(x) ? Float.NaN : Math.copySign(y, x);
    }

    /** The hyperbolic tangent. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float p = TANH_6;
        p = Math.fma(p, z, TANH_5);
        p = Math.fma(p, z, TANH_4);
        p = Math.fma(p, z, TANH_3);
        p = Math.fma(p, z, TANH_2);
        p = Math.fma(p, z, TANH_1);
        p = Math.fma(p, z, TANH_0);
        float near = Math.fma(a, z * p, a);
        // tanh(10) is 1 to half an ulp.
        float b = least(a, 10);
        // e^2b = 2^n e^2h with the coefficients of exp for 2h, rounded at every step: 2 / (e^2b + 1) is at most 0.24,
        // and its error less than half an ulp of the result.
        float t = Math.fma(b, 2 * LOG2_E, ROUNDER);
        float n = t - ROUNDER;
        float h = Math.fma(n, -LN2_HIGH / 2, b);
        float e = 64 * EXP_4;
        e = Math.fma(e, h, 32 * EXP_3);
        e = Math.fma(e, h, 16 * EXP_2);
        e = Math.fma(e, h, 8 * EXP_1);
        e = Math.fma(e, h, 4 * EXP_0);
        e = Math.fma(e, h, 2);
        e = Math.fma(e, h, 1);
        float w = Float.intBitsToFloat(Float.floatToRawIntBits(e) + (Float.floatToRawIntBits(t) << 23));
        float far = 1 - 2 / (w + 1);
        return Float.isNaN(x) ? Float.NaN : Math.copySign(a < 1 ? near : far, x);
    }

    /** The smaller of two numbers that are not negative, by their bits; NaN counts as large. */
    private static float least(float a, float most) {
        return Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(a), Float.floatToRawIntBits(most)));
    }

    /** The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to {@code x}. */
    public static float erf(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float p = ERF_6;
        p = Math.fma(p, z, ERF_5);
        p = Math.fma(p, z, ERF_4);
        p = Math.fma(p, z, ERF_3);
        p = Math.fma(p, z, ERF_2);
        p = Math.fma(p, z, ERF_1);
        p = Math.fma(p, z, ERF_0);
        float near = Math.fma(a, p, a);
        // erf(4) is 1 to half an ulp.
        float b = least(a, 4);
        float u = b - 2.5f;
        float q = ERFC_6;
        q = Math.fma(q, u, ERFC_5);
        q = Math.fma(q, u, ERFC_4);
        q = Math.fma(q, u, ERFC_3);
        q = Math.fma(q, u, ERFC_2);
        q = Math.fma(q, u, ERFC_1);
        q = Math.fma(q, u, ERFC_0);
        float far = 1 - ordinaryExp(-Math.fma(b, b, q));
        return Float.isNaN(x) ? Float.NaN : Math.copySign(a < 1 ? near : far, x);
    }

    /**
     * {@code x} to the power {@code y}, with the special cases of {@link Math#pow}; {@code +0} where the result is not
     * exactly zero and its magnitude is below {@code 2^-126}. Computed in double.
     */
    public static float pow(float x, float y) {
        if (y == 0) {
            return 1;
        }
        float a = Math.abs(x);
        float magnitude = (float) Float64.exp(y * Float64.log(a));
        boolean small = magnitude < Float.MIN_NORMAL;
        magnitude = small ? 0 : magnitude;
        if (Float.floatToRawIntBits(x) >= 0 || Float.isNaN(magnitude)) {
            return Float.isNaN(magnitude) ? Float.NaN : magnitude;
        }
        // x is negative: -0, finite, or -infinity.
        boolean integer = Math.rint(y) == y;
        boolean exact = a == 0 || a == Float.POSITIVE_INFINITY;
        if (!integer && !exact) {
            return Float.NaN;
        }
        boolean odd = integer && Math.abs(y) < 0x1p24f && ((int) y & 1) != 0;
        return odd && (exact || !small) ? -magnitude : magnitude;
    }

    /** The largest integer not above {@code x}, as a float. */
    public static float floor(float x) {
        return (float) Math.floor(x);
    }

    /** The integer nearest to {@code x}, as a float; the even one of two. */
    public static float round(float x) {
        return (float) Math.rint(x);
    }

    /** -1, 1, or {@code x} itself where it is a zero or NaN. */
    public static float sign(float x) {
        return Math.signum(x);
    }

    /** The magnitude. */
    public static float abs(float x) {
        return Math.abs(x);
    }

    /** The larger of two; NaN if either is, and {@code +0} above {@code -0}. */
    public static float max(float x, float y) {
        return Math.max(x, y);
    }

    /** The smaller of two; NaN if either is, and {@code -0} below {@code +0}. */
    public static float min(float x, float y) {
        return Math.min(x, y);
    }

    /** The remainder of the division truncated towards zero, with the sign of {@code x}. */
    public static float rem(float x, float y) {
        return x % y;
    }
}
