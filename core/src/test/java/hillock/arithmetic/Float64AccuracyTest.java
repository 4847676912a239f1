package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions of a double against the oracle: 100,000 points each, where their branches and hard cases are. */
class Float64AccuracyTest {

    private static final int POINTS = 100_000;

    /**
     * A function, its oracle, the largest error allowed in ulp, and intervals to draw from; those of one sign that span
     * more than a factor of 1000 are drawn from by their logarithms.
     */
    record Subject(
            String name,
            DoubleUnaryOperator function,
            DoubleFunction<DoubleDouble> oracle,
            double bound,
            double... intervals) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject("exp", Float64::exp, Oracle::exp, 0.75, -1, 1, -690, 709.7, 1e-20, 1),
                new Subject("expm1", Float64::expm1, Oracle::expm1, 1, -1, 1, 0.34, 0.5, -40, 709.7, 1e-30, 1),
                new Subject("log", Float64::log, Oracle::log, 1, 0.5, 2, 0.9, 1.1, 0.69, 0.73, 5e-324, 1.7e308),
                new Subject("log1p", Float64::log1p, Oracle::log1p, 1, -0.34, 0.45, -0.999, 3, 1e-20, 1.7e308),
                new Subject("sin", Float64::sin, Oracle::sin, 1, -0.8, 0.8, -10, 10, -5e5, 5e5, 1e-20, 1.1e9),
                new Subject("cos", Float64::cos, Oracle::cos, 1, -0.8, 0.8, -10, 10, -5e5, 5e5, 1e-20, 1.1e9),
                new Subject("atan", Float64::atan, Oracle::atan, 1, -1, 1, 0.9, 1.3, -10, 10, 1e-20, 1e20),
                new Subject("tanh", Float64::tanh, Oracle::tanh, 1, -1, 1, 0.9, 1.3, -25, 25, 1e-20, 1),
                new Subject("erf", Float64::erf, Oracle::erf, 1.5, -1, 1, 0.9, 1.3, -6.5, 6.5, 1e-20, 1));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everyFunctionIsWithinItsBound(Subject subject) {
        checkBound(subject, POINTS);
    }

    /** Forty times as many points; prints a table row for each function. */
    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("subjects")
    void everyFunctionIsWithinItsBoundInMorePlaces(Subject subject) {
        System.out.println(checkBound(subject, 40 * POINTS));
    }

    private static String checkBound(Subject subject, int points) {
        Random random = new Random(20);
        double worst = 0;
        double at = 0;
        for (int i = 0; i < points; i++) {
            double x = draw(random, subject.intervals, i);
            double ulps = subject.oracle.apply(x).ulps(subject.function.applyAsDouble(x));
            if (!(ulps <= worst)) {
                worst = ulps;
                at = x;
            }
        }
        String result = String.format(Locale.ROOT, "%-6s float64 max %.4f ulp at %s (%a)", subject.name, worst, at, at);
        assertThat(worst).as(result).isLessThanOrEqualTo(subject.bound);
        return result;
    }

    private static double draw(Random random, double[] intervals, int i) {
        int k = i % (intervals.length / 2);
        double low = intervals[2 * k];
        double high = intervals[2 * k + 1];
        return low > 0 && high / low > 1000
                ? Math.exp(Math.log(low) + random.nextDouble() * (Math.log(high) - Math.log(low)))
                : low + (high - low) * random.nextDouble();
    }

    @Test
    void oddFunctionsAreOddAndCosineIsEven() {
        Random random = new Random(21);
        for (Subject subject : subjects().toList()) {
            for (int i = 0; i < 2000; i++) {
                double x = draw(random, subject.intervals, i);
                double y = subject.function.applyAsDouble(x);
                double mirrored = subject.function.applyAsDouble(-x);
                switch (subject.name) {
                    case "sin", "atan", "tanh", "erf" -> assertThat(mirrored).isEqualTo(-y);
                    case "cos" -> assertThat(mirrored).isEqualTo(y);
                    default -> {}
                }
            }
        }
    }

    /** Far angles, and the doubles nearest to multiples of pi / 2, where reduction loses most. */
    @Test
    void anglesFarAndNearQuarterTurnsAreReduced() {
        Random random = new Random(22);
        for (int i = 0; i < 3000; i++) {
            checkAngle(Math.scalb(1 + random.nextDouble(), 30 + random.nextInt(994)));
            checkAngle((1 + random.nextInt(1 << (1 + random.nextInt(28)))) * (Math.PI / 2));
        }
        // The double that comes nearest of all to a multiple of pi / 2 (W. Kahan), and its neighbours.
        double worst = 6381956970095103.0 * 0x1p797;
        for (double x : new double[] {
            worst,
            Math.nextUp(worst),
            Math.nextDown(worst),
            worst / 2,
            worst * 2,
            Double.MAX_VALUE,
            0x1p30,
            Math.nextUp(0x1p30),
            0x1p1023,
            0x1p52,
            0x1p53,
            0x1.921fb54442d18p0,
            0x1.921fb54442d18p1,
            0x1.2d97c7f3321d2p2,
            0x1.921fb54442d18p2,
            0x1.921fb54442d18p-1,
            Math.nextUp(0x1.921fb54442d18p-1)
        }) {
            checkAngle(x);
        }
        assertThat(Float64.cos(worst)).isEqualTo(-4.687165924254627611e-19);
    }

    private static void checkAngle(double x) {
        assertThat(Oracle.sin(x).ulps(Float64.sin(x))).as("sin(%s)", x).isLessThanOrEqualTo(1);
        assertThat(Oracle.cos(x).ulps(Float64.cos(x))).as("cos(%s)", x).isLessThanOrEqualTo(1);
    }

    /** Results that are subnormal or nearly overflow. */
    @Test
    void exponentialsHoldToTheEdgesOfTheRange() {
        Random random = new Random(23);
        for (int i = 0; i < 20_000; i++) {
            double low = -745.2 + random.nextDouble() * 60;
            double scaled = Math.scalb(Float64.exp(low), 200);
            assertThat(Oracle.exp(DoubleDouble.of(low), 200).ulps(scaled, Double.MIN_EXPONENT + 200, 52))
                    .as("exp(%s)", low)
                    .isLessThanOrEqualTo(1);
            double high = 709.78 + random.nextDouble() * 0.0027;
            assertThat(Oracle.exp(DoubleDouble.of(high), -200).ulps(Math.scalb(Float64.exp(high), -200)))
                    .as("exp(%s)", high)
                    .isLessThanOrEqualTo(1);
        }
        double largest = 0x1.62e42fefa39efp9; // the largest double below 1024 ln 2
        assertThat(Float64.exp(largest)).isLessThan(Double.POSITIVE_INFINITY).isGreaterThan(1.797e308);
        assertThat(Float64.exp(Math.nextUp(largest))).isInfinite();
        assertThat(Float64.expm1(largest)).isLessThan(Double.POSITIVE_INFINITY).isGreaterThan(1.797e308);
        assertThat(Float64.expm1(Math.nextUp(largest))).isInfinite();
        // e^-745.13... is half of the smallest double.
        assertThat(Float64.exp(-745.13)).isEqualTo(Double.MIN_VALUE);
        assertThat(Float64.exp(-745.14)).isZero();
    }

    @Test
    void powersAreWithinOneUlp() {
        Random random = new Random(24);
        double worst = 0;
        String at = "";
        for (int i = 0; i < POINTS; i++) {
            double spread = i % 3 == 0 ? 1400 : i % 3 == 1 ? 2 : 0.01;
            double x = Math.exp((random.nextDouble() - 0.5) * spread);
            double reach = 1400 * (random.nextDouble() - 0.5) * (i % 2 == 0 ? random.nextDouble() : 1);
            double y = reach / Math.log(x);
            if (!(Math.abs(y) < 1e300)) {
                continue;
            }
            double ulps = Oracle.pow(x, y, 0).ulps(Float64.pow(x, y));
            if (!(ulps <= worst)) {
                worst = ulps;
                at = String.format(Locale.ROOT, "%s ^ %s", x, y);
            }
        }
        assertThat(worst).as(at).isLessThanOrEqualTo(0.75);
    }

    @Test
    void powersHoldAtTheEdgesOfTheRange() {
        Random random = new Random(25);
        for (int i = 0; i < 10_000; i++) {
            double x = 0.1 + random.nextDouble() * 0.8;
            double y = (-745 + random.nextDouble() * 40) / Math.log(x);
            double small = Math.scalb(Float64.pow(x, y), 200);
            assertThat(Oracle.pow(x, y, 200).ulps(small, Double.MIN_EXPONENT + 200, 52))
                    .as("%s ^ %s", x, y)
                    .isLessThanOrEqualTo(1);
            double z = (709.7 - random.nextDouble()) / Math.log(x);
            assertThat(Oracle.pow(x, z, -200).ulps(Math.scalb(Float64.pow(x, z), -200)))
                    .as("%s ^ %s", x, z)
                    .isLessThanOrEqualTo(1);
        }
        // Exact powers are exact.
        assertThat(Float64.pow(3, 33)).isEqualTo(5559060566555523.0);
        assertThat(Float64.pow(10, 22)).isEqualTo(1e22);
        assertThat(Float64.pow(-7, 17)).isEqualTo(-232630513987207.0);
        assertThat(Float64.pow(2, -1074)).isEqualTo(Double.MIN_VALUE);
        assertThat(Float64.pow(4, 0.5)).isEqualTo(2);
    }

    /** Below 2^-300 these functions are their first term. */
    @Test
    void tinyArgumentsKeepTheirBits() {
        Random random = new Random(26);
        for (int i = 0; i < 2000; i++) {
            double x = Math.scalb(1 + random.nextDouble(), -300 - random.nextInt(775));
            assertThat(Float64.sin(x)).isEqualTo(x);
            assertThat(Float64.atan(x)).isEqualTo(x);
            assertThat(Float64.tanh(x)).isEqualTo(x);
            assertThat(Float64.expm1(x)).isEqualTo(x);
            assertThat(Float64.log1p(x)).isEqualTo(x);
            assertThat(Float64.exp(x)).isEqualTo(1);
            assertThat(Float64.cos(x)).isEqualTo(1);
            // erf(x) = 2 / sqrt(pi) x, with both sides scaled by an exact power of two.
            DoubleDouble exact = Oracle.TWO_OVER_ROOT_PI.times(Math.scalb(x, 400));
            double scaled = Math.scalb(Float64.erf(x), 400);
            assertThat(exact.ulps(scaled, Double.MIN_EXPONENT + 400, 52)).isLessThanOrEqualTo(1);
        }
    }
}
