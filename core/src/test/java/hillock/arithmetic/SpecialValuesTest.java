package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Zeros, infinities and NaN, bit for bit: as StrictMath gives them, NaN without payload. */
class SpecialValuesTest {

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Double.longBitsToDouble(0xFFF8000000001234L),
        Double.longBitsToDouble(0x7FF8000020000000L)
    };

    interface FloatFunction {
        float apply(float x);
    }

    record Unary(String name, DoubleUnaryOperator f64, FloatFunction f32, DoubleUnaryOperator expected) {}

    private static final List<Unary> UNARY = List.of(
            new Unary("exp", Float64::exp, Float32::exp, StrictMath::exp),
            new Unary("expm1", Float64::expm1, Float32::expm1, StrictMath::expm1),
            new Unary("log", Float64::log, Float32::log, StrictMath::log),
            new Unary("log1p", Float64::log1p, Float32::log1p, StrictMath::log1p),
            new Unary("sqrt", Float64::sqrt, Float32::sqrt, StrictMath::sqrt),
            new Unary("sin", Float64::sin, Float32::sin, StrictMath::sin),
            new Unary("cos", Float64::cos, Float32::cos, StrictMath::cos),
            new Unary("atan", Float64::atan, Float32::atan, StrictMath::atan),
            new Unary("tanh", Float64::tanh, Float32::tanh, StrictMath::tanh),
            // erf has the special values of tanh.
            new Unary("erf", Float64::erf, Float32::erf, StrictMath::tanh),
            new Unary("floor", Float64::floor, Float32::floor, StrictMath::floor),
            new Unary("round", Float64::round, Float32::round, StrictMath::rint),
            new Unary("sign", Float64::sign, Float32::sign, StrictMath::signum),
            new Unary("abs", Float64::abs, Float32::abs, StrictMath::abs));

    @Test
    void unaryFunctionsKeepTheirSpecialValues() {
        for (Unary u : UNARY) {
            for (double x : SPECIAL) {
                double expected = u.expected.applyAsDouble(x);
                assertThat(Canonical.bits(u.f64.applyAsDouble(x)))
                        .as("%s(%s) in double", u.name, x)
                        .isEqualTo(Canonical.bits(expected));
                assertThat(Canonical.bits(u.f32.apply((float) x)))
                        .as("%s(%s) in float", u.name, x)
                        .isEqualTo(Canonical.bits((float) expected));
            }
        }
    }

    /** The elementary functions give the one NaN, whatever NaN they were given or none. */
    @Test
    void elementaryFunctionsGiveTheCanonicalNaN() {
        for (Unary u : UNARY.subList(0, 10)) {
            for (double x : new double[] {SPECIAL[4], SPECIAL[5], SPECIAL[6], -7, Double.NEGATIVE_INFINITY}) {
                if (u.name.equals("sqrt") || !Double.isNaN(u.expected.applyAsDouble(x))) {
                    continue;
                }
                assertThat(Double.doubleToRawLongBits(u.f64.applyAsDouble(x)))
                        .as("%s(%s)", u.name, x)
                        .isEqualTo(Double.doubleToRawLongBits(Double.NaN));
                assertThat(Float.floatToRawIntBits(u.f32.apply((float) x)))
                        .as("%s(%s)", u.name, x)
                        .isEqualTo(Float.floatToRawIntBits(Float.NaN));
            }
        }
    }

    @Test
    void polesAndExactPointsAreExact() {
        assertThat(Float64.log(1)).isEqualTo(0.0);
        assertThat(Float32.log(1)).isEqualTo(0f);
        assertThat(Float64.log1p(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Float32.log1p(-1)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Float64.log1p(-1.5)).isNaN();
        assertThat(Float32.log(-Float.MIN_VALUE)).isNaN();
        assertThat(Float32.log(Float.MIN_VALUE)).isEqualTo((float) StrictMath.log(Float.MIN_VALUE));
        assertThat(Float64.log(Double.MIN_VALUE)).isEqualTo(StrictMath.log(Double.MIN_VALUE));
        assertThat(Float64.exp(0)).isEqualTo(1);
        assertThat(Float32.exp(0)).isEqualTo(1);
        assertThat(Float64.erf(30)).isEqualTo(1);
        assertThat(Float32.tanh(30)).isEqualTo(1);
        assertThat(Float32.atan(Float.MAX_VALUE)).isEqualTo((float) (Math.PI / 2));
        assertThat(Float64.atan(Double.MAX_VALUE)).isEqualTo(Math.PI / 2);
    }

    @Test
    void powersOfSpecialValuesAreThoseOfStrictMath() {
        List<Double> values = new ArrayList<>();
        for (double x : SPECIAL) {
            values.add(x);
        }
        for (double x : new double[] {
            0.5,
            1,
            2,
            2.5,
            3,
            7,
            1001,
            1e-320,
            1e-40,
            1e30,
            1e300,
            0x1p24,
            0x1p24 - 1,
            0x1p25 + 2,
            0x1p53,
            0x1p53 - 1,
            0x1p60,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Float.MIN_VALUE,
            Float.MAX_VALUE
        }) {
            values.add(x);
            values.add(-x);
        }
        for (double x : values) {
            for (double y : values) {
                double expected = StrictMath.pow(x, y);
                double power = Float64.pow(x, y);
                if (Math.abs(expected - power) > Math.ulp(expected) || Double.isNaN(expected) != Double.isNaN(power)) {
                    assertThat(power).as("%s ^ %s", x, y).isEqualTo(expected);
                }
                if (expected == 0 || Double.isInfinite(expected)) {
                    assertThat(Canonical.bits(power)).as("%s ^ %s", x, y).isEqualTo(Canonical.bits(expected));
                }
                checkFloatPower((float) x, (float) y);
            }
        }
    }

    private static void checkFloatPower(float x, float y) {
        double exact = StrictMath.pow(x, y);
        float expected = (float) exact;
        boolean exactZero = exact == 0 && (x == 0 || Float.isInfinite(x));
        if (Math.abs(expected) < Float.MIN_NORMAL && !exactZero) {
            expected = 0;
        }
        assertThat(Canonical.bits(Float32.pow(x, y)))
                .as("%s ^ %s in float", x, y)
                .isEqualTo(Canonical.bits(expected));
    }

    @Test
    void largerSmallerAndRemainderAreJavas() {
        double[] values = {
            0.0, -0.0, 1, -1, 5.5, -5.5, 2, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        for (double x : values) {
            for (double y : values) {
                assertThat(Canonical.same(Float64.max(x, y), Float64.max(y, x))).isTrue();
                assertThat(Canonical.same(Float64.min(x, y), Float64.min(y, x))).isTrue();
                assertThat(Canonical.same(Float32.max((float) x, (float) y), (float) Math.max(x, y)))
                        .isTrue();
                assertThat(Canonical.same(Float32.min((float) x, (float) y), (float) Math.min(x, y)))
                        .isTrue();
                assertThat(Canonical.same(Float32.rem((float) x, (float) y), (float) (x % y)))
                        .isTrue();
                assertThat(Canonical.same(Float64.rem(x, y), x % y)).isTrue();
            }
        }
        assertThat(Canonical.same(Float64.max(0.0, -0.0), 0.0)).isTrue();
        assertThat(Canonical.same(Float64.min(0.0, -0.0), -0.0)).isTrue();
        assertThat(Float64.rem(-5.5, 2)).isEqualTo(-1.5);
        assertThat(Float64.max(Double.NaN, 1)).isNaN();
    }

    @Test
    void roundingIsToTheNearestEvenInteger() {
        double[] x = {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 4503599627370497.5, 1e300, -2.5};
        double[] rounded = {0, 2, 2, -0.0, -2, 0, 4503599627370498.0, 1e300, -2};
        for (int i = 0; i < x.length; i++) {
            assertThat(Canonical.same(Float64.round(x[i]), rounded[i]))
                    .as("round(%s)", x[i])
                    .isTrue();
        }
        assertThat(Float32.round(8388607.5f)).isEqualTo(8388608f);
        assertThat(Float32.floor(-0.1f)).isEqualTo(-1);
        assertThat(Float64.floor(1e300)).isEqualTo(1e300);
        assertThat(Float32.sign(-3)).isEqualTo(-1);
    }

    @Test
    void canonicalBitsForgetThePayloadOnly() {
        assertThat(Canonical.bits(Float.intBitsToFloat(0xFFC12345))).isEqualTo(0x7FC00000);
        assertThat(Canonical.bits(Double.longBitsToDouble(0x7FF0000000000001L))).isEqualTo(0x7FF8000000000000L);
        assertThat(Canonical.bits(-0f)).isEqualTo(0x80000000);
        assertThat(Canonical.same(Float.NaN, Float.intBitsToFloat(0xFFC00001))).isTrue();
        assertThat(Canonical.same(0f, -0f)).isFalse();
        assertThat(Canonical.same(0.0, -0.0)).isFalse();
    }
}
