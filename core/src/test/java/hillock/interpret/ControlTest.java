package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops, calls and tuples. */
class ControlTest {
    private static final TensorType SCALAR = TensorType.of(DType.FLOAT64);

    private static List<NDArray> parts(Node tuple) {
        return new Interpreter().evaluate(Nodes.elements(tuple));
    }

    private static Node constant(double... values) {
        return Nodes.constant(NDArray.of(values));
    }

    private static Node number(double value) {
        return Nodes.scalar(DType.FLOAT64, value);
    }

    /** state = state * factor + x, giving out the state before the step: Horner's rule. */
    private static Node horner(Node start, Node factor, Node xs, boolean reversed) {
        Function body = Function.of(List.of(SCALAR, SCALAR, SCALAR), p -> {
            Node next = Nodes.add(Nodes.mul(p.get(0), p.get(2)), p.get(1));
            return List.of(next, p.get(0));
        });
        int count = xs.tensorType().shape().dimension(0);
        return Node.of(new Op.Loop(body, count, 1, 1, reversed, 0), start, xs, factor);
    }

    @Test
    void carriesStateThroughScannedElements() {
        List<NDArray> forward = parts(horner(number(0), number(10), constant(1, 2, 3), false));
        assertThat(forward.get(0).item()).isEqualTo(123);
        assertThat(forward.get(1).doubles()).containsExactly(0, 1, 12);
    }

    @Test
    void stacksAReversedLoopWhereItsElementsWere() {
        List<NDArray> backward = parts(horner(number(0), number(10), constant(1, 2, 3), true));
        assertThat(backward.get(0).item()).isEqualTo(321);
        assertThat(backward.get(1).doubles()).containsExactly(32, 3, 0);
    }

    @Test
    void givesTheFirstCarriesWithoutSteps() {
        List<NDArray> none = parts(horner(number(7), number(10), constant(), false));
        assertThat(none.get(0).item()).isEqualTo(7);
        assertThat(none.get(1).shape()).isEqualTo(Shape.of(0));
        List<NDArray> one = parts(horner(number(7), number(10), constant(5), true));
        assertThat(one.get(0).item()).isEqualTo(75);
        assertThat(one.get(1).doubles()).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void givesTheSameWhateverIsRecomputed(int recompute) {
        Function body = Function.of(List.of(SCALAR), p -> List.of(Nodes.mul(p.getFirst(), 1.5)));
        Node loop = Node.of(new Op.Loop(body, 10, 1, 0, false, recompute), number(1));
        assertThat(parts(loop).getFirst().item()).isEqualTo(Math.pow(1.5, 10));
    }

    @Test
    void exchangesCarriesAtOnce() {
        // Fibonacci: (a, b) becomes (b, a + b).
        Function body = Function.of(List.of(SCALAR, SCALAR), p -> List.of(p.get(1), Nodes.add(p.get(0), p.get(1))));
        List<NDArray> result = parts(Node.of(new Op.Loop(body, 10, 2, 0, false, 0), number(0), number(1)));
        assertThat(result.get(0).item()).isEqualTo(55);
        assertThat(result.get(1).item()).isEqualTo(89);
    }

    @Test
    void cutsAndStacksRowsOfEveryType() {
        for (DType dtype : DType.values()) {
            TensorType row = TensorType.of(dtype, 2);
            NDArray x = Case.counting(dtype, 3, 2);
            Function identity = Function.of(List.of(row), p -> p);
            Node loop = Node.of(new Op.Loop(identity, 3, 0, 1, false, 0), Nodes.constant(x));
            assertThat(parts(loop).getFirst().sameBits(x)).isTrue();
        }
    }

    @Test
    void runsALoopInALoop() {
        // The inner loop adds the row to the state, element by element; the outer one gives out each sum.
        TensorType row = TensorType.of(DType.FLOAT64, 3);
        Function inner = Function.of(List.of(SCALAR, SCALAR), p -> List.of(Nodes.add(p.get(0), p.get(1))));
        Function outer = Function.of(List.of(SCALAR, row), p -> {
            Node sum = Nodes.element(Node.of(new Op.Loop(inner, 3, 1, 1, false, 0), p.get(0), p.get(1)), 0);
            return List.of(sum, sum);
        });
        Node rows = Nodes.constant(Case.counting(DType.FLOAT64, 2, 3));
        List<NDArray> result = parts(Node.of(new Op.Loop(outer, 2, 1, 1, false, 0), number(100), rows));
        assertThat(result.get(0).item()).isEqualTo(115);
        assertThat(result.get(1).doubles()).containsExactly(103, 115);
    }

    @Test
    void callsAFunctionWithItsArguments() {
        Node difference =
                Nodes.call("difference", List.of(number(5), number(3)), p -> List.of(Nodes.sub(p.get(0), p.get(1))));
        assertThat(new Interpreter().evaluate(difference).item()).isEqualTo(2);
        Node both = Nodes.call(
                "both",
                List.of(number(5), number(3)),
                p -> List.of(Nodes.add(p.get(0), p.get(1)), p.get(1), number(9)));
        assertThat(parts(both).stream().map(NDArray::item)).containsExactly(8., 3., 9.);
    }

    @Test
    void takesTheValueOfACallFromTheBodyAndNotFromThePartials() {
        Function body = Function.of(List.of(SCALAR), p -> List.of(Nodes.neg(p.getFirst())));
        Function partial = Function.of(List.of(SCALAR), p -> List.of(number(99)));
        Node call = Node.of(new Op.Call("odd", body, List.of(partial)), number(4));
        assertThat(new Interpreter().evaluate(call).item()).isEqualTo(-4);
    }

    @Test
    void runsABodyThatIsAChainOfAHundredThousandNodes() {
        Function body = Function.of(List.of(SCALAR), p -> {
            Node node = p.getFirst();
            for (int i = 0; i < 100_000; i++) {
                node = Nodes.add(node, 1);
            }
            return List.of(node);
        });
        Node loop = Node.of(new Op.Loop(body, 2, 1, 0, false, 0), number(0));
        assertThat(parts(loop).getFirst().item()).isEqualTo(200_000);
    }
}
