package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.Differentiate;
import hillock.Tensor;
import hillock.arithmetic.DoubleDouble;
import hillock.arithmetic.Oracle;
import hillock.array.DType;
import hillock.array.NDArray;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every activation and its derivative at both zeros, subnormal, tiny, ordinary, large and greatest numbers, infinities
 * and NaN, in float32 and float64, against closed forms in double.
 */
class ActivationExtremesTest {
    private static final String SLOPE = "the slope";
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double SELU = 1.0507009873554805;
    private static final double SELU_BELOW = SELU * 1.6732632423543772;
    private static final double ROOT_HALF = Math.sqrt(0.5);

    /**
     * An activation and its closed forms.
     *
     * @param ulps how far a value may be off, in units of the last place
     * @param ofOperand whether these are units of the operand, where cancellation is in the formula
     * @param infinite whether it has limits at the infinities; others give NaN at one of them, as PyTorch's do
     * @param slopeFromOne whether the derivative is 1 less a number, so that its error is one of 1
     */
    record Row(
            String text,
            DoubleUnaryOperator value,
            DoubleUnaryOperator slope,
            double ulps,
            boolean ofOperand,
            boolean infinite,
            boolean slopeFromOne) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static Row row(String text, double ulps, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
        return new Row(text, value, slope, ulps, false, true, text.equals("tanh"));
    }

    private static double logistic(double x) {
        return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    }

    private static double logisticSlope(double x) {
        double t = Math.exp(-Math.abs(x));
        return t / ((1 + t) * (1 + t));
    }

    private static double softplus(double x, double beta, double threshold) {
        return beta * x > threshold ? x : (Math.max(beta * x, 0) + Math.log1p(Math.exp(-Math.abs(beta * x)))) / beta;
    }

    /** The integral of the normal density; what the series and the continued fraction of its tail give at -1. */
    private static double normal(double x) {
        double tail = 0.158655253931457051;
        return Math.abs(x) < 1e-20 ? 0.5 : x == 1 ? 1 - tail : x == -1 ? tail : x < 0 ? 0 : 1;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    static Stream<Row> rows() {
        return Stream.of(
                row("relu", 0, x -> Math.max(x, 0), x -> x > 0 ? 1 : 0),
                row("relu(slope_at_zero=0.5)", 0, x -> Math.max(x, 0), x -> x > 0 ? 1 : x == 0 ? 0.5 : 0),
                row("relu(slope_at_zero=1)", 0, x -> Math.max(x, 0), x -> x >= 0 ? 1 : 0),
                row("leaky_relu(0.25)", 0, x -> x > 0 ? x : 0.25 * x, x -> x > 0 ? 1 : 0.25),
                row("randomized_relu(0.125, 0.375)", 0, x -> x > 0 ? x : 0.25 * x, x -> x > 0 ? 1 : 0.25),
                row("identity", 0, x -> x, _ -> 1),
                row("tanh", 2, Math::tanh, x -> 4 * logisticSlope(2 * x)),
                row("sigmoid", 3, ActivationExtremesTest::logistic, ActivationExtremesTest::logisticSlope),
                row("arctan", 2, Math::atan, x -> Math.abs(x) > 1e150 ? 0 : 1 / (1 + x * x)),
                row("softsign", 2, ActivationExtremesTest::softsign, ActivationExtremesTest::softsignSlope),
                row("hard_sigmoid", 2, x -> Math.clamp(x / 6 + 0.5, 0, 1), x -> Math.abs(x) < 3 ? 1.0 / 6 : 0),
                row("elu", 2, x -> x < 0 ? Math.expm1(x) : x, x -> x < 0 ? Math.exp(x) : 1),
                row("elu(0.5)", 2, x -> x < 0 ? Math.expm1(x) / 2 : x, x -> x < 0 ? Math.exp(x) / 2 : 1),
                row(
                        "selu",
                        3,
                        x -> x < 0 ? SELU_BELOW * Math.expm1(x) : SELU * x,
                        x -> x < 0 ? SELU_BELOW * Math.exp(x) : SELU),
                row("softplus", 3, x -> softplus(x, 1, 20), x -> x > 20 ? 1 : logistic(x)),
                row(
                        "softplus(beta=2, threshold=30)",
                        3,
                        x -> softplus(x, 2, 30),
                        x -> 2 * x > 30 ? 1 : logistic(2 * x)),
                row("step", 0, x -> x < 0 ? 0 : 1, _ -> 0),
                row("step(0)", 0, x -> x > 0 ? 1 : 0, _ -> 0),
                row("step(0.5)", 0, x -> x < 0 ? 0 : x > 0 ? 1 : 0.5, _ -> 0),
                row("step(0.5, straight_through)", 0, x -> x < 0 ? 0 : x > 0 ? 1 : 0.5, _ -> 1),
                row("sign(0)", 0, Math::signum, _ -> 0),
                row("sign(-1)", 0, x -> x > 0 ? 1 : -1, _ -> 0),
                row("sign(1, straight_through(1))", 0, x -> x < 0 ? -1 : 1, x -> Math.abs(x) <= 1 ? 1 : 0),
                row(
                        "sign(1, fast_sigmoid(10))",
                        2,
                        x -> x < 0 ? -1 : 1,
                        x -> Math.abs(x) > 1e150 ? 0 : 1 / Math.pow(10 * Math.abs(x) + 1, 2)),
                row("sign(1, triangle(2))", 2, x -> x < 0 ? -1 : 1, x -> Math.max(0, 1 - Math.abs(x) / 2)),
                new Row("silu", x -> x * logistic(x), x -> siluSlope(x), 5, false, false, false),
                new Row(
                        "gelu",
                        x -> x * normal(x),
                        x -> normal(x) + (Math.abs(x) > 1e3 ? 0 : x * density(x)),
                        4,
                        true,
                        false,
                        false));
    }

    private static double softsign(double x) {
        return Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
    }

    private static double softsignSlope(double x) {
        double root = 1 / (1 + Math.abs(x));
        return root * root;
    }

    private static double siluSlope(double x) {
        return logistic(x) + (Math.abs(x) > 1e3 ? 0 : x * logisticSlope(x));
    }

    private static double[] points(DType dtype, boolean infinite) {
        double least = dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        double subnormal = dtype == DType.FLOAT32 ? 0x1.8p-130 : 0x1.8p-1030;
        double normal = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        double greatest = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double[] magnitudes = {0, least, subnormal, normal, 1e-30, 1, 88, 1e4, greatest, INF};
        if (!infinite) {
            magnitudes = Arrays.copyOf(magnitudes, magnitudes.length - 1);
        }
        double[] points = new double[2 * magnitudes.length];
        for (int i = 0; i < magnitudes.length; i++) {
            // As the type holds it, so that the closed form has the same operand.
            points[2 * i] = dtype == DType.FLOAT32 ? (float) magnitudes[i] : magnitudes[i];
            points[2 * i + 1] = -points[2 * i];
        }
        return points;
    }

    private static void assertClose(String what, Row row, DType dtype, double x, double expected, double actual) {
        boolean single = dtype == DType.FLOAT32;
        double unit = row.ofOperand ? Math.max(Math.abs(expected), Math.abs(x)) : Math.abs(expected);
        unit = what.equals(SLOPE) && row.slopeFromOne ? 1 : unit;
        double ulp = single ? Math.ulp((float) unit) : Math.ulp(unit);
        // Where an exponential comes below the normal numbers it is 0, and may be a factor of x.
        double flushed = (single ? Float.MIN_NORMAL : Double.MIN_NORMAL) * Math.clamp(Math.abs(x), 1, 1e4);
        double rounded = single ? (float) expected : expected;
        String name = "%s of %s(%s) in %s".formatted(what, row.text, x, dtype);
        if (Double.isInfinite(rounded)) {
            assertThat(actual).as(name).isEqualTo(rounded);
        } else {
            assertThat(Math.abs(actual - expected))
                    .as("%s is %s instead of %s", name, actual, expected)
                    .isLessThanOrEqualTo(Math.max((row.ulps + 0.5) * ulp, flushed));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void valueAndDerivativeAreThoseOfTheClosedForm(Row row) {
        Activation activation = Activation.named(row.text);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double[] points = points(dtype, row.infinite);
            Tensor x = Tensor.of(points).cast(dtype).evaluated();
            Tensor y = activation.apply(x);
            NDArray values = y.value();
            NDArray slopes = Differentiate.gradient(y.sum(), x).getFirst().value();
            for (int i = 0; i < points.length; i++) {
                assertClose(
                        "the value", row, dtype, points[i], row.value.applyAsDouble(points[i]), values.getDouble(i));
                assertClose(SLOPE, row, dtype, points[i], row.slope.applyAsDouble(points[i]), slopes.getDouble(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void notANumberStaysOne(Row row) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = Tensor.scalar(Double.NaN).cast(dtype);
            assertThat(Activation.named(row.text).apply(x).item()).isNaN();
        }
    }

    /** An activation without a row fails here. */
    @Test
    void everyActivationIsTried() {
        assertThat(rows().map(row -> Term.parse(row.text).name()))
                .containsAll(Activation.names().stream()
                        .filter(name -> !name.endsWith("softmax"))
                        .toList());
    }

    /** The activations of a row: the greatest and the least number beside 0, and all equal. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void activationsOfRowsAreFinite(DType dtype) {
        for (double x : points(dtype, false)) {
            Tensor row = Tensor.of(new double[][] {{x, 0}, {x, x}, {-x, x}})
                    .cast(dtype)
                    .evaluated();
            Tensor y = Activation.softmax().apply(row);
            double[] values = y.cast(DType.FLOAT64).value().doubles();
            double rounding = dtype == DType.FLOAT32 ? 0x1p-22 : 0x1p-51;
            assertThat(values[0]).isCloseTo(logistic(x), within(rounding));
            assertThat(values[2]).isEqualTo(0.5);
            for (int i = 0; i < 6; i += 2) {
                assertThat(values[i] + values[i + 1]).isCloseTo(1, within(rounding));
            }
            double[] logs = Activation.named("log_softmax")
                    .apply(row)
                    .cast(DType.FLOAT64)
                    .value()
                    .doubles();
            double expected = -softplus(-x, 1, INF);
            assertThat(logs[0])
                    .as("log_softmax of %s and 0", x)
                    .isCloseTo(expected, within(4 * rounding * Math.max(1, Math.abs(x))));
            for (Tensor result :
                    new Tensor[] {y, Activation.named("log_softmax").apply(row)}) {
                Tensor part = result.slice(1, 0, 1).slice(0, 0, 2).sum();
                for (double slope : Differentiate.gradient(part, row)
                        .getFirst()
                        .cast(DType.FLOAT64)
                        .value()
                        .doubles()) {
                    assertThat(slope).as("derivative at %s", x).isBetween(-2.0, 2.0);
                }
            }
            assertThat(Activation.named("one_hot")
                            .apply(row)
                            .cast(DType.FLOAT64)
                            .value()
                            .doubles())
                    .containsExactly(x >= 0 ? 1 : 0, x >= 0 ? 0 : 1, 1, 0, x > 0 ? 0 : 1, x > 0 ? 1 : 0);
        }
    }

    /**
     * INVENTORY B01 and B03: over the whole range in which double has a logistic function, the value is within 2 units
     * of the last place of the true one, never falls, and agrees with {@code exp(-ln(1 + e^-x))}, whose own error grows
     * with |x|.
     */
    @Test
    void logisticFunctionIsAccurateOverTheFullRange() {
        int count = 2 * 745 * 8 + 1;
        double[] xs = new double[count];
        for (int i = 0; i < count; i++) {
            xs[i] = (i - count / 2) / 8.0;
        }
        Tensor x = Tensor.of(xs);
        double[] values = Activation.sigmoid().apply(x).value().doubles();
        double[] slopes = Differentiate.gradient(Activation.sigmoid().apply(x).sum(), x)
                .getFirst()
                .value()
                .doubles();
        double[] stable = x.neg().softplus().neg().exp().value().doubles();
        float[] narrow =
                Activation.sigmoid().apply(x.cast(DType.FLOAT32)).value().floats();
        double before = 0;
        for (int i = 0; i < count; i++) {
            DoubleDouble exact = xs[i] < 0
                    ? Oracle.exp(xs[i]).over(Oracle.exp(xs[i]).plus(1))
                    : DoubleDouble.of(1).over(Oracle.exp(-xs[i]).plus(1));
            assertThat(exact.ulps(values[i])).as("sigmoid(%s)", xs[i]).isLessThanOrEqualTo(2);
            assertThat(exact.ulps(stable[i])).as("at %s", xs[i]).isLessThanOrEqualTo(4 + Math.abs(xs[i]));
            assertThat(values[i]).isGreaterThanOrEqualTo(before);
            assertThat(slopes[i]).isBetween(0.0, 0.25);
            if (values[i] >= Float.MIN_NORMAL) {
                assertThat(exact.ulps(narrow[i], Float.MIN_EXPONENT, 23))
                        .as("sigmoid(%s) in float32", xs[i])
                        .isLessThanOrEqualTo(3);
            } else {
                assertThat(narrow[i]).isZero();
            }
            before = values[i];
        }
    }
}
