package hillock.autodiff;

import static hillock.autodiff.Numbers.gradient;
import static hillock.autodiff.Numbers.scalar;
import static hillock.autodiff.Numbers.value;
import static hillock.autodiff.Numbers.values;
import static hillock.autodiff.Numbers.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Structure;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk of both modes: what is visited, what is pruned, what is refused. */
class ReverseTest {

    @Test
    void variableDoubledSixtyTimesTakesSixtySteps() {
        Node x = scalar(1);
        Node y = x;
        for (int i = 0; i < 60; i++) {
            y = Nodes.add(y, y);
        }
        Derivatives reverse = Reverse.valueAndGradient(y, List.of(x));
        assertThat(value(reverse.derivatives().getFirst())).isEqualTo(0x1p60);
        assertThat(reverse.visits()).isEqualTo(61);
        Derivatives forward = Forward.valueAndJvp(List.of(y), List.of(x), List.of(Nodes.fillLike(x, 1)));
        assertThat(value(forward.derivatives().getFirst())).isEqualTo(0x1p60);
        assertThat(forward.visits()).isEqualTo(61);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void chainsTakeTimeAndNodesInProportion(int length) {
        Node x = scalar(.5);
        Node y = x;
        for (int i = 0; i < length; i++) {
            y = i % 2 == 0 ? Nodes.neg(y) : Nodes.mul(y, 1 + 0x1p-20);
        }
        Node end = y;
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            Derivatives reverse = Reverse.valueAndGradient(end, List.of(x));
            Derivatives forward = Forward.valueAndJvp(List.of(end), List.of(x), List.of(Nodes.fillLike(x, 1)));
            assertThat(reverse.visits()).isEqualTo(length + 1);
            assertThat(forward.visits()).isEqualTo(length + 1);
            // The seed, and per two steps a negation, a product and its factor.
            assertThat(Walk.topological(reverse.derivatives()).size()).isEqualTo(1 + length / 2 * 3);
            double expected = Math.pow(1 + 0x1p-20, length / 2.0);
            assertThat(value(reverse.derivatives().getFirst())).isCloseTo(expected, withinPercentage(1e-8));
            assertThat(value(forward.derivatives().getFirst())).isCloseTo(expected, withinPercentage(1e-8));
        });
    }

    @Test
    void onlyWhatIsAskedForIsVisited() {
        Node x = scalar(2);
        Node other = scalar(3);
        for (int i = 0; i < 1000; i++) {
            other = Nodes.exp(Nodes.neg(other));
        }
        Node y = Nodes.mul(Nodes.mul(x, x), other);
        Derivatives derivatives = Reverse.valueAndGradient(y, List.of(x));
        assertThat(derivatives.visits()).isEqualTo(3);
        assertThat(value(derivatives.derivatives().getFirst())).isEqualTo(4 * value(other));
    }

    @Test
    void whatIsNotReachedHasZeros() {
        Node x = variable(1, 2);
        Node y = scalar(3);
        assertThat(gradient(Nodes.exp(y), x)).containsExactly(0, 0);
        assertThat(values(Forward.jvp(List.of(x), List.of(y), List.of(y)).getFirst()))
                .containsExactly(0, 0);
        for (Op.Unary flat : List.of(Op.Unary.SIGN, Op.Unary.FLOOR, Op.Unary.ROUND)) {
            assertThat(gradient(Nodes.sumAll(Nodes.unary(flat, x)), x)).containsExactly(0, 0);
        }
        Node detached = Nodes.mul(Composed.detach(y), y);
        assertThat(gradient(detached, y)).containsExactly(3);
        Node throughIntegers = Nodes.cast(Nodes.cast(y, DType.INT32), DType.FLOAT64);
        assertThat(gradient(throughIntegers, y)).containsExactly(0);
    }

    @Test
    void readsOfOneVariableAreOnePlace() {
        Variable w = new Variable("w", NDArray.of(3.0));
        Node y = Nodes.sumAll(Nodes.mul(Nodes.read(w), Nodes.read(w)));
        assertThat(gradient(y, Nodes.read(w))).containsExactly(6);
        Node asked = Nodes.read(w);
        Node direction = Nodes.fillLike(asked, 1);
        assertThat(values(Forward.jvp(List.of(y), List.of(asked), List.of(direction))
                        .getFirst()))
                .containsExactly(6);
    }

    @Test
    void equalNumbersAreDifferentPlaces() {
        Node a = Nodes.scalar(DType.FLOAT64, 2);
        Node b = Nodes.scalar(DType.FLOAT64, 2);
        assertThat(gradient(Nodes.mul(a, b), a)).containsExactly(2);
    }

    @Test
    void innerNodesTakeAllPathsInBothModes() {
        Node x = scalar(3);
        Node inner = Nodes.mul(x, x);
        Node y = Nodes.mul(inner, x);
        assertThat(Reverse.gradient(y, List.of(inner, x)).stream().map(Numbers::value))
                .containsExactly(3.0, 27.0);
        Node one = Nodes.fillLike(x, 1);
        assertThat(value(Forward.jvp(List.of(y), List.of(inner, x), List.of(one, one))
                        .getFirst()))
                .isEqualTo(30);
    }

    @Test
    void sameGraphGivesSameDerivative() {
        List<Node> first = Reverse.gradient(shared(), List.of(Nodes.read(SHARED)));
        List<Node> second = Reverse.gradient(shared(), List.of(Nodes.read(SHARED)));
        assertThat(Structure.equal(first, second)).isTrue();
    }

    private static final Variable SHARED = new Variable("x", NDArray.of(1.0, 2.0));

    private static Node shared() {
        Node x = Nodes.read(SHARED);
        Node y = Composed.softmax(x, 0);
        return Nodes.sumAll(Nodes.add(Nodes.mul(y, x), Nodes.mul(Nodes.exp(y), y)));
    }

    @Test
    void detachedAndFlushedCallsAreNotMultiplied() {
        Node x = variable(1, 2);
        Node dy =
                Reverse.gradient(Nodes.sumAll(Composed.flushed(x)), List.of(x)).getFirst();
        assertThat(Walk.topological(dy)).noneMatch(node -> node.op() instanceof Op.Call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sigmoid", "softplus", "elu", "selu"})
    void whatFadesAwayIsFlushedBehindTheProductToo(String name) {
        NDArray far = NDArray.of(-86f, -80f, -1f);
        Node x = Nodes.constant(far);
        Node small = Nodes.fillLike(x, 1e-3);
        Node y = composed(name, x);
        Node reverse = Reverse.vjp(List.of(y), List.of(small), List.of(x)).getFirst();
        Node forward = Forward.jvp(List.of(y), List.of(x), List.of(small)).getFirst();
        for (Node slope : List.of(reverse, forward)) {
            double[] slopes = values(slope);
            // 1e-3 e^-86 would be subnormal, and e^-86 is not.
            assertThat(slopes[0]).isZero();
            assertThat(slopes[1]).isBetween(1e-38, 1e-37);
            assertThat(slopes[2]).isBetween(1e-4, 1e-3);
        }
    }

    private static Node composed(String name, Node x) {
        return switch (name) {
            case "sigmoid" -> Composed.sigmoid(x);
            case "softplus" -> Composed.softplus(x);
            case "elu" -> Composed.elu(x, 1);
            default -> Composed.selu(x);
        };
    }

    @Test
    void derivativesOfCallsKeepTheirNames() {
        Node x = variable(1, 2);
        Node dy =
                Reverse.gradient(Nodes.sumAll(Composed.sigmoid(x)), List.of(x)).getFirst();
        assertThat(Walk.topological(dy).stream().map(node -> node.op().label())).contains("sigmoid'");
    }

    @Test
    void gradientOfATensorIsRefused() {
        Node x = variable(1, 2, 3);
        assertThatThrownBy(() -> Reverse.gradient(Nodes.exp(x), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("exp", "float64[3]", ".sum()", "Differentiate.vjp");
    }

    /** H06: the cotangent has the shape of the output. */
    @Test
    void cotangentOfAnotherTypeIsRefused() {
        Node x = variable(1, 2, 3);
        assertThatThrownBy(() -> Reverse.vjp(List.of(x), List.of(scalar(1)), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("cotangent 0", "float64[]", "float64[3]");
        assertThatThrownBy(() -> Reverse.vjp(List.of(x), List.of(), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0 cotangents", "1 outputs");
        assertThatThrownBy(() ->
                        Forward.jvp(List.of(x), List.of(x), List.of(Nodes.fill(TensorType.of(DType.FLOAT32, 3), 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("tangent 0", "float32[3]", "float64[3]");
    }

    @Test
    void integersHaveNoDerivative() {
        Node index = Nodes.constant(NDArray.of(1, 2));
        Node x = variable(1, 2);
        assertThatThrownBy(() -> Reverse.gradient(Nodes.sumAll(x), List.of(index)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("int32[2]", "only floats have derivatives");
        assertThatThrownBy(() -> Forward.jvp(List.of(index), List.of(x), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("int32[2]", "an output");
    }

    /** Derivatives of the logistic function at 0, orders 1 to 5: the coefficients of its Taylor series times k!. */
    @Test
    void higherDerivativesOfSigmoidAtZero() {
        Node x = scalar(0);
        Node y = Composed.sigmoid(x);
        Node z = Composed.softplus(x);
        double[] expected = {1 / 4.0, 0, -1 / 8.0, 0, 1 / 4.0};
        z = Reverse.gradient(z, List.of(x)).getFirst();
        for (double derivative : expected) {
            y = Reverse.gradient(y, List.of(x)).getFirst();
            z = Forward.jvp(List.of(z), List.of(x), List.of(Nodes.fillLike(x, 1)))
                    .getFirst();
            assertThat(value(y)).isEqualTo(derivative);
            assertThat(value(z)).isEqualTo(derivative);
        }
    }
}
