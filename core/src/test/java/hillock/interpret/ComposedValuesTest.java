package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the composed functions, at extremes too; derivatives are tested with the derivatives. */
class ComposedValuesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    record Row(String name, UnaryOperator<Node> function, double x, double expected) {
        @Override
        public String toString() {
            return name + "(" + x + ")";
        }
    }

    private static Row row(String name, UnaryOperator<Node> function, double x, double expected) {
        return new Row(name, function, x, expected);
    }

    /** Closed forms; numbers with digits are from mpmath at 30 digits. */
    static Stream<Row> table() {
        return Stream.of(
                row("detach", Composed::detach, -3, -3),
                row("flushed", Composed::flushed, Double.MIN_VALUE, 0),
                row("flushed", Composed::flushed, -Double.MIN_VALUE, 0),
                row("flushed", Composed::flushed, Double.MIN_NORMAL, Double.MIN_NORMAL),
                row("flushed", Composed::flushed, -INF, -INF),
                row("relu", Composed::relu, -2, 0),
                row("relu", Composed::relu, 2, 2),
                row("relu", Composed::relu, Double.NaN, Double.NaN),
                row("sigmoid", Composed::sigmoid, 0, 0.5),
                row("sigmoid", Composed::sigmoid, 1, 0.731058578630004879),
                row("sigmoid", Composed::sigmoid, -700, 9.85967654375977e-305),
                row("sigmoid", Composed::sigmoid, -1000, 0),
                row("sigmoid", Composed::sigmoid, 1000, 1),
                row("sigmoid", Composed::sigmoid, -INF, 0),
                row("softplus", Composed::softplus, 0, 0.693147180559945309),
                row("softplus", Composed::softplus, 1e4, 1e4),
                row("softplus", Composed::softplus, -40, 4.24835425529158899e-18),
                row("softplus", Composed::softplus, -1e4, 0),
                row("softplus", Composed::softplus, INF, INF),
                row("log_sigmoid", Composed::logSigmoid, -1e4, -1e4),
                row("log_sigmoid", Composed::logSigmoid, 0, -0.693147180559945309),
                row("leaky_relu", x -> Composed.leakyRelu(x, 0.01), -300, -3),
                row("leaky_relu", x -> Composed.leakyRelu(x, 0.01), 300, 300),
                row("leaky_relu", x -> Composed.leakyRelu(x, 0.01), Double.NaN, Double.NaN),
                row("elu", x -> Composed.elu(x, 2), 5, 5),
                row("elu", x -> Composed.elu(x, 2), -1e-10, 2 * Math.expm1(-1e-10)),
                row("elu", x -> Composed.elu(x, 2), -INF, -2),
                row("selu", Composed::selu, 1, 1.0507009873554805),
                row("selu", Composed::selu, -INF, -1.7580993408473766),
                row("softplus beta", x -> Composed.softplus(x, 2, 20), 0, 0.693147180559945309 / 2),
                row("softplus beta", x -> Composed.softplus(x, 2, 20), 10.5, 10.5),
                row("softplus beta", x -> Composed.softplus(x, 2, 20), -1e4, 0),
                row("softsign", Composed::softsign, -3, -0.75),
                row("softsign", Composed::softsign, INF, 1),
                row("softsign", Composed::softsign, -INF, -1),
                row("softsign", Composed::softsign, 0, 0),
                row("hard_sigmoid", Composed::hardSigmoid, 0, 0.5),
                row("hard_sigmoid", Composed::hardSigmoid, 1.5, 0.75),
                row("hard_sigmoid", Composed::hardSigmoid, 1e300, 1),
                row("hard_sigmoid", Composed::hardSigmoid, -INF, 0),
                row("step", x -> Composed.step(x, 0.5), -1e-300, 0),
                row("step", x -> Composed.step(x, 0.5), 0, 0.5),
                row("step", x -> Composed.step(x, 0.5), -0.0, 0.5),
                row("step", x -> Composed.step(x, 0.5), 1e-300, 1),
                row("step", x -> Composed.step(x, 0.5), Double.NaN, Double.NaN),
                row("sign", x -> Composed.sign(x, -1), 0, -1),
                row("sign", x -> Composed.sign(x, 1), 0, 1),
                row("sign", x -> Composed.sign(x, 1), -INF, -1),
                row("silu", Composed::silu, 1, 0.731058578630004879),
                row("silu", Composed::silu, -1000, 0),
                row("gelu", Composed::gelu, 1, 0.841344746068542949),
                row("gelu", Composed::gelu, -1, -0.158655253931457051),
                row("tan", Composed::tan, 1, 1.55740772465490223));
    }

    @ParameterizedTest
    @MethodSource("table")
    void hasTheValueOfTheTable(Row row) {
        double wide = new Interpreter()
                .evaluate(row.function().apply(Nodes.scalar(DType.FLOAT64, row.x())))
                .item();
        if (Double.isFinite(row.expected())) {
            assertThat(wide).isCloseTo(row.expected(), within(4 * Math.ulp(row.expected())));
        } else {
            assertThat(Double.compare(wide, row.expected())).as("%s", wide).isZero();
        }
    }

    /** INVENTORY B17. */
    @Test
    void softmaxOfTheLectureNotes() {
        Node x = Nodes.constant(NDArray.of(0.6, 3.4, -1.2, 0.05));
        double[] expected = {0.054985, 0.904203, 0.009089, 0.031723};
        double[] wide = new Interpreter().evaluate(Composed.softmax(x, 0)).doubles();
        float[] narrow = new Interpreter()
                .evaluate(Composed.softmax(Nodes.cast(x, DType.FLOAT32), 0))
                .floats();
        for (int i = 0; i < 4; i++) {
            assertThat(wide[i]).isCloseTo(expected[i], within(5e-7));
            assertThat((double) narrow[i]).isCloseTo(expected[i], within(6e-7));
        }
        assertThat(wide[0] + wide[1] + wide[2] + wide[3]).isCloseTo(1, within(1e-15));
    }

    @Test
    void softmaxAndLogSumExpStayFiniteAtTenThousand() {
        Node x = Nodes.constant(NDArray.of(Shape.of(1, 3), 1e4, 1e4, -1e4));
        Interpreter interpreter = new Interpreter();
        assertThat(interpreter
                        .evaluate(Nodes.slice(Composed.softmax(x, 1), 0, 0, 1))
                        .doubles())
                .containsExactly(0.5, 0.5, 0);
        double logTwo = 0.693147180559945309;
        assertThat(interpreter.evaluate(Composed.logSumExp(x, 1)).doubles()[0]).isCloseTo(1e4 + logTwo, within(2e-12));
        assertThat(interpreter.evaluate(Composed.logSoftmax(x, 1)).doubles()[2])
                .isCloseTo(-2e4 - logTwo, within(4e-12));
    }

    @Test
    void logSumExpOfMinusInfinitiesIsMinusInfinity() {
        Node x = Nodes.constant(NDArray.of(-INF, -INF));
        assertThat(new Interpreter().evaluate(Composed.logSumExp(x, 0)).item()).isEqualTo(-INF);
    }

    @Test
    void meanOfNothingIsNaN() {
        assertThat(new Interpreter()
                        .evaluate(Composed.mean(Nodes.constant(NDArray.of(1., 2., 4.)), 0))
                        .item())
                .isEqualTo(7. / 3);
        assertThat(new Interpreter()
                        .evaluate(Composed.mean(Nodes.constant(NDArray.of(new double[0])), 0))
                        .item())
                .isNaN();
    }
}
