package hillock.arithmetic;

/**
 * The double constants of the elementary functions: coefficients of the polynomials and parts of constants used in
 * argument reduction. Public so that kernels which repeat {@link Float64} lane by lane use the same numbers.
 *
 * <p>Origin: every polynomial {@code P} is a weighted minimax fit made for Hillock with the Remez exchange in 50-digit
 * arithmetic and rounded to double; the form, the interval and the largest error of the fit with its rounded
 * coefficients stand above each. {@code NAME_k} is the coefficient of the {@code k}-th power; evaluation is by Horner's
 * rule, highest power first, one {@code Math.fma} per coefficient. Constants in parts are the rounded value and what it
 * lacks.
 *
 * <p>The file {@code core/src/fit/polynomials.py} computes every polynomial here again.
 */
public final class Polynomials64 {

    private Polynomials64() {}

    /** Adding and subtracting it rounds a double of magnitude below 2^51 to an integer, ties to even. */
    public static final double ROUNDER = 0x1.8p52;

    // 1 / ln 2, and ln 2 in two parts for exp and in two for log (the first of 42 bits: its product with an exponent is
    // exact).
    public static final double LOG2_E = 0x1.71547652b82fep0;
    public static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
    public static final double LN2_LOW = 0x1.abc9e3b39803fp-56;
    public static final double LN2_SHORT = 0x1.62e42fefa38p-1;
    public static final double LN2_REST = 0x1.ef35793c7673p-45;

    // 2 / pi, and pi / 2 in three parts.
    public static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
    public static final double HALF_PI_HIGH = 0x1.921fb54442d18p0;
    public static final double HALF_PI_MIDDLE = 0x1.1a62633145c07p-54;
    public static final double HALF_PI_LOW = -0x1.f1976b7ed8fbcp-110;

    // 1/3 and 1/5 in two parts.
    public static final double THIRD_HIGH = 0x1.5555555555555p-2;
    public static final double THIRD_LOW = 0x1.5555555555555p-56;
    public static final double FIFTH_HIGH = 0x1.999999999999ap-3;
    public static final double FIFTH_LOW = -0x1.999999999999ap-57;

    // e^r = 1 + r + r^2 P(r) for |r| <= 0.3469; error at most 2^-62.8 relative.
    public static final double EXP_0 = 0x1.0p-1;
    public static final double EXP_1 = 0x1.555555555555ap-3;
    public static final double EXP_2 = 0x1.555555555555p-5;
    public static final double EXP_3 = 0x1.111111110f872p-7;
    public static final double EXP_4 = 0x1.6c16c16c1d652p-10;
    public static final double EXP_5 = 0x1.a01a01ae20dfep-13;
    public static final double EXP_6 = 0x1.a01a01710293dp-16;
    public static final double EXP_7 = 0x1.71ddfde0c0c9ep-19;
    public static final double EXP_8 = 0x1.27e569c1a3341p-22;
    public static final double EXP_9 = 0x1.af544e3dc473fp-26;
    public static final double EXP_10 = 0x1.1e7905f410a0cp-29;

    // e^r - 1 = r + r^2 P(r) for |r| <= 0.3469; error at most 2^-60.4 relative.
    public static final double EXPM1_0 = 0x1.0p-1;
    public static final double EXPM1_1 = 0x1.5555555555559p-3;
    public static final double EXPM1_2 = 0x1.555555555555bp-5;
    public static final double EXPM1_3 = 0x1.111111110f713p-7;
    public static final double EXPM1_4 = 0x1.6c16c16c13413p-10;
    public static final double EXPM1_5 = 0x1.a01a01af6a702p-13;
    public static final double EXPM1_6 = 0x1.a01a01b8e4e54p-16;
    public static final double EXPM1_7 = 0x1.71ddfa0b0732ap-19;
    public static final double EXPM1_8 = 0x1.27e4b02dba80cp-22;
    public static final double EXPM1_9 = 0x1.af5b433420e64p-26;
    public static final double EXPM1_10 = 0x1.1fb8f3462ad87p-29;

    // atanh(s) = s + s z P(z), z = s^2 for |s| <= 3 - 2 sqrt(2); error at most 2^-59.5 relative.
    public static final double ATANH_0 = 0x1.5555555555592p-2;
    public static final double ATANH_1 = 0x1.999999997ff6ap-3;
    public static final double ATANH_2 = 0x1.24924941dad3cp-3;
    public static final double ATANH_3 = 0x1.c71c521a7aa86p-4;
    public static final double ATANH_4 = 0x1.74663b8ff252p-4;
    public static final double ATANH_5 = 0x1.39a20d782d17fp-4;
    public static final double ATANH_6 = 0x1.2f0240c8d44cp-4;

    // atanh(s) = s + s z (1/3 + z/5 + z^2 P(z)), z = s^2 for |s| <= 3 - 2 sqrt(2); error at most 2^-72.9 relative.
    public static final double ATANH_TAIL_0 = 0x1.24924924927cap-3;
    public static final double ATANH_TAIL_1 = 0x1.c71c71c65aa5dp-4;
    public static final double ATANH_TAIL_2 = 0x1.745d17d708281p-4;
    public static final double ATANH_TAIL_3 = 0x1.3b13784f3b1e4p-4;
    public static final double ATANH_TAIL_4 = 0x1.111dca14532d3p-4;
    public static final double ATANH_TAIL_5 = 0x1.de9f3bd7d0b77p-5;
    public static final double ATANH_TAIL_6 = 0x1.e7d9be0ab5a8cp-5;

    // sin(r) = r + r z P(z), z = r^2 for |r| <= pi/4 + 1/128; error at most 2^-63.2 relative.
    public static final double SIN_0 = -0x1.5555555555555p-3;
    public static final double SIN_1 = 0x1.111111111106bp-7;
    public static final double SIN_2 = -0x1.a01a019fff026p-13;
    public static final double SIN_3 = 0x1.71de3a34ebc08p-19;
    public static final double SIN_4 = -0x1.ae642e6a2b6d2p-26;
    public static final double SIN_5 = 0x1.610b5190aed9ap-33;
    public static final double SIN_6 = -0x1.a0e10ba835fbfp-41;

    // cos(r) = 1 - z/2 + z^2 P(z), z = r^2 for |r| <= pi/4 + 1/128; error at most 2^-63.7 relative.
    public static final double COS_0 = 0x1.5555555555549p-5;
    public static final double COS_1 = -0x1.6c16c16c14bcfp-10;
    public static final double COS_2 = 0x1.a01a019c24eafp-16;
    public static final double COS_3 = -0x1.27e4f7a4e9a19p-22;
    public static final double COS_4 = 0x1.1ee9a7a4de06bp-29;
    public static final double COS_5 = -0x1.8f8b71d1e10b5p-37;

    // atan(t) = t + t z P(z), z = t^2 for |t| <= 1; error at most 2^-58.3 relative.
    public static final double ATAN_0 = -0x1.555555555554dp-2;
    public static final double ATAN_1 = 0x1.9999999998c65p-3;
    public static final double ATAN_2 = -0x1.2492492457699p-3;
    public static final double ATAN_3 = 0x1.c71c71b650c72p-4;
    public static final double ATAN_4 = -0x1.745d15d2c97e6p-4;
    public static final double ATAN_5 = 0x1.3b139bec14964p-4;
    public static final double ATAN_6 = -0x1.1110335853f77p-4;
    public static final double ATAN_7 = 0x1.e1d492670b1adp-5;
    public static final double ATAN_8 = -0x1.aeda85f453503p-5;
    public static final double ATAN_9 = 0x1.84b509070570bp-5;
    public static final double ATAN_10 = -0x1.5f262759fc768p-5;
    public static final double ATAN_11 = 0x1.3908c6617c2bap-5;
    public static final double ATAN_12 = -0x1.0c9bd42c9c962p-5;
    public static final double ATAN_13 = 0x1.ac8d9904ade18p-6;
    public static final double ATAN_14 = -0x1.3111002d98852p-6;
    public static final double ATAN_15 = 0x1.7302b3df6c875p-7;
    public static final double ATAN_16 = -0x1.70028b1c473c4p-8;
    public static final double ATAN_17 = 0x1.1a32770d7124ap-9;
    public static final double ATAN_18 = -0x1.3715e49c920a1p-11;
    public static final double ATAN_19 = 0x1.b40d6f6fa52bp-14;
    public static final double ATAN_20 = -0x1.22abf5762dc98p-17;

    // tanh(x) = x + x z P(z), z = x^2 for |x| <= 1; error at most 2^-59.4 relative.
    public static final double TANH_0 = -0x1.555555555554fp-2;
    public static final double TANH_1 = 0x1.1111111110b21p-3;
    public static final double TANH_2 = -0x1.ba1ba1b9dd852p-5;
    public static final double TANH_3 = 0x1.664f487873e58p-6;
    public static final double TANH_4 = -0x1.226e3458cc937p-7;
    public static final double TANH_5 = 0x1.d6d3aed5391cbp-9;
    public static final double TANH_6 = -0x1.7da1da4bb89e1p-10;
    public static final double TANH_7 = 0x1.354b4a2c76518p-11;
    public static final double TANH_8 = -0x1.f4de9cd756291p-13;
    public static final double TANH_9 = 0x1.939b870325dccp-14;
    public static final double TANH_10 = -0x1.3f4bfcfa1a253p-15;
    public static final double TANH_11 = 0x1.df1fae1d4f69fp-17;
    public static final double TANH_12 = -0x1.3f436a01858aep-18;
    public static final double TANH_13 = 0x1.553331f798a4cp-20;
    public static final double TANH_14 = -0x1.f4453d11fa296p-23;
    public static final double TANH_15 = 0x1.6def0b5f1a50ep-26;

    // erf(x) = x + x P(z), z = x^2 for |x| <= 1; error at most 2^-56.3 relative.
    public static final double ERF_0 = 0x1.06eba8214db69p-3;
    public static final double ERF_1 = -0x1.812746b037a25p-2;
    public static final double ERF_2 = 0x1.ce2f21a0458ffp-4;
    public static final double ERF_3 = -0x1.b82ce31356525p-6;
    public static final double ERF_4 = 0x1.565bcd2cbce58p-8;
    public static final double ERF_5 = -0x1.c02db94888644p-11;
    public static final double ERF_6 = 0x1.f9a3bc53a048bp-14;
    public static final double ERF_7 = -0x1.f4dd35020a60bp-17;
    public static final double ERF_8 = 0x1.ba6cef32be749p-20;
    public static final double ERF_9 = -0x1.63b517b7eec7ap-23;
    public static final double ERF_10 = 0x1.13f643f4508afp-26;
    public static final double ERF_11 = -0x1.ca4bac3f9634bp-30;
    public static final double ERF_12 = 0x1.43ae0b8ba41f9p-33;

    // erfc(a) = exp(-(a^2 + P(a - 3.5))) for 1 <= a <= 6; error at most 2^-57.9 relative to erf(a).
    public static final double ERFC_0 = 0x1.dcc8b29511cc4p0;
    public static final double ERFC_1 = 0x1.107c6915e95c5p-2;
    public static final double ERFC_2 = -0x1.105be5d1175dcp-5;
    public static final double ERFC_3 = 0x1.5677ff8323d2dp-8;
    public static final double ERFC_4 = -0x1.ca105b7c569f6p-11;
    public static final double ERFC_5 = 0x1.34e6eff1a9851p-13;
    public static final double ERFC_6 = -0x1.993221cdf6e2ap-16;
    public static final double ERFC_7 = 0x1.04e45acec5f51p-18;
    public static final double ERFC_8 = -0x1.382b9c9279f6dp-21;
    public static final double ERFC_9 = 0x1.81ee9e6f26953p-24;
    public static final double ERFC_10 = -0x1.024fba1102fdap-29;
    public static final double ERFC_11 = 0x1.5e902cd912925p-29;
    public static final double ERFC_12 = -0x1.595759ef6f675p-29;
    public static final double ERFC_13 = -0x1.abefdc22a9d6fp-29;
    public static final double ERFC_14 = -0x1.e15db60aed4cdp-30;
    public static final double ERFC_15 = -0x1.54cbc655f26f7p-31;
    public static final double ERFC_16 = -0x1.2bd94c6e458d8p-33;
    public static final double ERFC_17 = -0x1.3944f30fd2bf1p-36;
    public static final double ERFC_18 = -0x1.2242d285d2c3ep-40;
}
