package hillock.arithmetic;

/**
 * The float constants of the elementary functions: coefficients of the polynomials and parts of constants used in
 * argument reduction. Public so that kernels which repeat {@link Float32} lane by lane use the same numbers.
 *
 * <p>Origin: every polynomial {@code P} is a weighted minimax fit made for Hillock with the Remez exchange in 50-digit
 * arithmetic and rounded to float; the form, the interval and the largest error of the fit with its rounded
 * coefficients stand above each. {@code NAME_k} is the coefficient of the {@code k}-th power; evaluation is by Horner's
 * rule, highest power first, one {@code Math.fma} per coefficient. Constants in parts are the rounded value and what it
 * lacks.
 *
 * <p>The file {@code core/src/fit/polynomials.py} computes every polynomial here again.
 */
public final class Polynomials32 {

    private Polynomials32() {}

    /** Adding and subtracting it rounds a float of magnitude below 2^22 to an integer, ties to even. */
    public static final float ROUNDER = 0x1.8p23f;

    // 1 / ln 2, and ln 2 in two parts for exp and in two for log (the first of 16 bits: its product with an exponent is
    // exact).
    public static final float LOG2_E = 0x1.715476p0f;
    public static final float LN2_HIGH = 0x1.62e43p-1f;
    public static final float LN2_LOW = -0x1.05c61p-29f;
    public static final float LN2_SHORT = 0x1.62e4p-1f;
    public static final float LN2_REST = 0x1.7f7d1cp-20f;

    // 2 / pi, and pi / 2 in three parts.
    public static final float TWO_OVER_PI = 0x1.45f306p-1f;
    public static final float HALF_PI_HIGH = 0x1.921fb6p0f;
    public static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;
    public static final float HALF_PI_LOW = -0x1.ee59dap-50f;

    /** The largest float whose exponential is finite. */
    public static final float EXP_LARGEST = 0x1.62e42ep6f;

    /** The smallest float whose exponential is at least 2^-126, the smallest normal float. */
    public static final float EXP_SMALLEST = -0x1.5d589ep6f;

    // e^r = 1 + r + r^2 P(r) for |r| <= 0.3469; error at most 2^-28.0 relative.
    public static final float EXP_0 = 0x1.fffffcp-2f;
    public static final float EXP_1 = 0x1.555494p-3f;
    public static final float EXP_2 = 0x1.55586ap-5f;
    public static final float EXP_3 = 0x1.12390ap-7f;
    public static final float EXP_4 = 0x1.6a9864p-10f;

    // e^r - 1 = r + r^2 P(r) for |r| <= 0.3469; error at most 2^-30.0 relative.
    public static final float EXPM1_0 = 0x1.0p-1f;
    public static final float EXPM1_1 = 0x1.555554p-3f;
    public static final float EXPM1_2 = 0x1.55550ap-5f;
    public static final float EXPM1_3 = 0x1.1112aap-7f;
    public static final float EXPM1_4 = 0x1.6d22cp-10f;
    public static final float EXPM1_5 = 0x1.9e95p-13f;

    // log(1 + f) = f + f^2 P(f) for sqrt(1/2) - 1 <= f <= sqrt(2) - 1; error at most 2^-27.6 relative.
    public static final float LOG_0 = -0x1.fffff8p-2f;
    public static final float LOG_1 = 0x1.55555p-2f;
    public static final float LOG_2 = -0x1.000438p-2f;
    public static final float LOG_3 = 0x1.99a42ap-3f;
    public static final float LOG_4 = -0x1.5423d4p-3f;
    public static final float LOG_5 = 0x1.226adep-3f;
    public static final float LOG_6 = -0x1.0f50a4p-3f;
    public static final float LOG_7 = 0x1.08815ap-3f;
    public static final float LOG_8 = -0x1.383d84p-4f;

    // sin(r) = r + r z P(z), z = r^2 for |r| <= pi/4 + 1/128; error at most 2^-32.5 relative.
    public static final float SIN_0 = -0x1.555556p-3f;
    public static final float SIN_1 = 0x1.111172p-7f;
    public static final float SIN_2 = -0x1.a056a2p-13f;
    public static final float SIN_3 = 0x1.7b585ap-19f;

    // cos(r) = 1 - z/2 + z^2 P(z), z = r^2 for |r| <= pi/4 + 1/128; error at most 2^-32.7 relative.
    public static final float COS_0 = 0x1.55554ap-5f;
    public static final float COS_1 = -0x1.6c0c14p-10f;
    public static final float COS_2 = 0x1.99de68p-16f;

    // atan(t) = t + t z P(z), z = t^2 for |t| <= 1; error at most 2^-31.0 relative.
    public static final float ATAN_0 = -0x1.555552p-2f;
    public static final float ATAN_1 = 0x1.99981cp-3f;
    public static final float ATAN_2 = -0x1.24762p-3f;
    public static final float ATAN_3 = 0x1.c5117p-4f;
    public static final float ATAN_4 = -0x1.6953bcp-4f;
    public static final float ATAN_5 = 0x1.150ap-4f;
    public static final float ATAN_6 = -0x1.7080bcp-5f;
    public static final float ATAN_7 = 0x1.75304ep-6f;
    public static final float ATAN_8 = -0x1.e6a12ep-8f;
    public static final float ATAN_9 = 0x1.2968e6p-10f;

    // tanh(x) = x + x z P(z), z = x^2 for |x| <= 1; error at most 2^-27.6 relative.
    public static final float TANH_0 = -0x1.55553cp-2f;
    public static final float TANH_1 = 0x1.110be4p-3f;
    public static final float TANH_2 = -0x1.b96238p-5f;
    public static final float TANH_3 = 0x1.60098ap-6f;
    public static final float TANH_4 = -0x1.045f68p-7f;
    public static final float TANH_5 = 0x1.2d9dd2p-9f;
    public static final float TANH_6 = -0x1.77c676p-12f;

    // erf(x) = x + x P(z), z = x^2 for |x| <= 1; error at most 2^-29.4 relative.
    public static final float ERF_0 = 0x1.06eba8p-3f;
    public static final float ERF_1 = -0x1.81273ep-2f;
    public static final float ERF_2 = 0x1.ce2ce6p-4f;
    public static final float ERF_3 = -0x1.b7f71ap-6f;
    public static final float ERF_4 = 0x1.53f224p-8f;
    public static final float ERF_5 = -0x1.a35164p-11f;
    public static final float ERF_6 = 0x1.477228p-14f;

    // erfc(a) = exp(-(a^2 + P(a - 2.5))) for 1 <= a <= 4; error at most 2^-29.7 relative to erf(a).
    public static final float ERFC_0 = 0x1.8e8b9ep0f;
    public static final float ERFC_1 = 0x1.6928dp-2f;
    public static final float ERFC_2 = -0x1.cbacfcp-5f;
    public static final float ERFC_3 = 0x1.5f4024p-7f;
    public static final float ERFC_4 = -0x1.42241ep-9f;
    public static final float ERFC_5 = 0x1.4618d4p-13f;
    public static final float ERFC_6 = -0x1.8588a6p-13f;
}
