package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The functions of a float against double arithmetic: {@link StrictMath}, whose error is below 2^-28 ulp of a float,
 * and for erf {@link Float64#erf}, which {@link Float64AccuracyTest} holds to the oracle. Every run takes every 1433rd
 * float and all floats around the places where a function changes its way; the thorough run takes every float there is.
 */
class Float32AccuracyTest {

    /** A prime, so that all significands come up. */
    private static final int STEP = 1433;

    private static final int NEIGHBOURS = 3000;

    interface FloatFunction {
        float apply(float x);
    }

    /** A function, its reference, a faster one, the largest error allowed in ulp, and where it changes its way. */
    record Subject(
            String name,
            FloatFunction function,
            DoubleUnaryOperator reference,
            DoubleUnaryOperator quick,
            double bound,
            float... places) {
        @Override
        public String toString() {
            return name;
        }

        /** Where the function is defined as +0. */
        boolean flushes(double exact) {
            return name.equals("exp") && exact < Float.MIN_NORMAL;
        }
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject(
                        "exp",
                        Float32::exp,
                        StrictMath::exp,
                        Float64::exp,
                        1,
                        0,
                        0.34657f,
                        -0.34657f,
                        88.72f,
                        -87.336f),
                new Subject(
                        "expm1",
                        Float32::expm1,
                        StrictMath::expm1,
                        Float64::expm1,
                        1,
                        0,
                        0x1p-25f,
                        -17.33f,
                        -18,
                        88.72f),
                new Subject("log", Float32::log, StrictMath::log, Float64::log, 1, 0, 1, 0x1p-126f, 0.70711f, 1.41421f),
                new Subject(
                        "log1p",
                        Float32::log1p,
                        StrictMath::log1p,
                        Float64::log1p,
                        1,
                        0,
                        -1,
                        0x1p-25f,
                        0.41421f,
                        -0.29289f),
                new Subject(
                        "sin",
                        Float32::sin,
                        StrictMath::sin,
                        Float64::sin,
                        1,
                        0,
                        0.785398f,
                        3.14159265f,
                        65536,
                        0x1p30f),
                new Subject(
                        "cos",
                        Float32::cos,
                        StrictMath::cos,
                        Float64::cos,
                        1,
                        0,
                        0.785398f,
                        1.57079633f,
                        65536,
                        0x1p30f),
                new Subject("atan", Float32::atan, StrictMath::atan, Float64::atan, 1, 0, 1, -1, 0x1p30f),
                new Subject("tanh", Float32::tanh, StrictMath::tanh, Float64::tanh, 1, 0, 1, -1, 9.01f, 43.7f),
                new Subject("erf", Float32::erf, Float64::erf, Float64::erf, 1, 0, 1, -1, 3.92f, 4));
    }

    /** An error in ulp and the float where it is. */
    record Worst(double ulps, float at) {
        static final Worst NONE = new Worst(0, 0);

        static Worst of(Worst a, Worst b) {
            return b.ulps <= a.ulps ? a : b;
        }
    }

    /** The largest error over the floats whose bits are {@code first}, {@code first + step}, ... below {@code end}. */
    private static Worst worst(Subject subject, DoubleUnaryOperator reference, long first, long end, int step) {
        double ulps = 0;
        float at = 0;
        for (long bits = first; bits < end; bits += step) {
            float x = Float.intBitsToFloat((int) bits);
            double error = error(subject, x, reference);
            if (!(error <= ulps)) {
                ulps = error;
                at = x;
            }
        }
        return new Worst(ulps, at);
    }

    private static double error(Subject subject, float x, DoubleUnaryOperator reference) {
        float y = subject.function.apply(x);
        double exact = reference.applyAsDouble(x);
        return subject.flushes(exact) ? (y == 0 ? 0 : 1e9) : error(y, exact);
    }

    /** |y - exact| in units of the last place of a float at the exact number; 0 where y is as special as it must be. */
    private static double error(float y, double exact) {
        float rounded = (float) exact;
        if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
            return Canonical.same(y, rounded) ? 0 : 1e9;
        }
        int place = Math.max(Math.getExponent(exact), Float.MIN_EXPONENT) - 23;
        return Math.scalb(Math.abs(y - exact), -place);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everyFunctionIsWithinItsBound(Subject subject) {
        Worst worst = worst(subject, subject.reference, 0, 1L << 32, STEP);
        for (float place : subject.places) {
            float x = place;
            for (int i = 0; i < NEIGHBOURS; i++) {
                x = Math.nextDown(x);
            }
            for (int i = 0; i < 2 * NEIGHBOURS; i++) {
                worst = Worst.of(worst, new Worst(error(subject, x, subject.reference), x));
                x = Math.nextUp(x);
            }
        }
        assertThat(worst.ulps).as("%s at %s", subject.name, worst.at).isLessThanOrEqualTo(subject.bound);
    }

    /** All 2^32 floats against the faster reference; prints a table row for each function. */
    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("subjects")
    void everyFloatIsWithinItsBound(Subject subject) {
        Worst worst = LongStream.range(0, 256)
                .parallel()
                .mapToObj(part -> worst(subject, subject.quick, part << 24, (part + 1) << 24, 1))
                .reduce(Worst.NONE, Worst::of);
        System.out.printf(
                Locale.ROOT, "%-6s float32 max %.4f ulp at %s (%a)%n", subject.name, worst.ulps, worst.at, worst.at);
        assertThat(worst.ulps).as("%s at %s", subject.name, worst.at).isLessThanOrEqualTo(subject.bound);
    }

    /** Rising functions do not step down where they overflow, vanish or change their way. */
    @ParameterizedTest
    @MethodSource("subjects")
    void risingFunctionsRiseWhereTheyChangeTheirWay(Subject subject) {
        if (subject.name.equals("sin") || subject.name.equals("cos")) {
            return;
        }
        for (float place : subject.places) {
            float x = place;
            for (int i = 0; i < NEIGHBOURS; i++) {
                x = Math.nextDown(x);
            }
            float before = subject.function.apply(x);
            for (int i = 0; i < 2 * NEIGHBOURS; i++) {
                x = Math.nextUp(x);
                float y = subject.function.apply(x);
                if (!Float.isNaN(before)) {
                    assertThat(y).as("%s at %s", subject.name, x).isGreaterThanOrEqualTo(before);
                }
                before = y;
            }
        }
    }

    @Test
    void exponentialsVanishBelowTheSmallestNormalFloat() {
        float smallest = Polynomials32.EXP_SMALLEST;
        assertThat(Float32.exp(smallest)).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
        assertThat(Float.floatToRawIntBits(Float32.exp(Math.nextDown(smallest))))
                .isZero();
        assertThat(Float32.exp(Polynomials32.EXP_LARGEST)).isLessThan(Float.POSITIVE_INFINITY);
        assertThat(Float32.exp(Math.nextUp(Polynomials32.EXP_LARGEST))).isInfinite();
        assertThat(Float.floatToRawIntBits(Float32.pow(10, -40))).isZero();
        assertThat(Float.floatToRawIntBits(Float32.pow(-10, -41))).isZero();
        assertThat(Float.floatToRawIntBits(Float32.pow(Float.MIN_VALUE, 1))).isZero();
        assertThat(Float32.pow(2, -126)).isEqualTo(Float.MIN_NORMAL);
        assertThat(Float32.pow(2, 128)).isInfinite();
        assertThat(Float32.pow(-2, 127)).isEqualTo(-0x1p127f);
    }

    @Test
    void powersAreWithinTheirBound() {
        Random random = new Random(30);
        double worst = 0;
        String at = "";
        for (int i = 0; i < 1_000_000; i++) {
            float x = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) Math.exp(random.nextGaussian());
            float y = i % 3 == 0
                    ? random.nextInt(200) - 100
                    : (float) (random.nextGaussian() * 90 / Math.max(1e-30, Math.abs(Math.log(Math.abs(x)))));
            double exact = StrictMath.pow(x, y);
            float power = Float32.pow(x, y);
            // Just below the smallest normal float the rounded result counts.
            boolean vanishes = Math.abs((float) exact) < Float.MIN_NORMAL;
            double error = vanishes ? (power == 0 ? 0 : 1e9) : error(power, exact);
            if (!(error <= worst)) {
                worst = error;
                at = x + " ^ " + y;
            }
        }
        assertThat(worst).as(at).isLessThanOrEqualTo(0.501);
    }
}
