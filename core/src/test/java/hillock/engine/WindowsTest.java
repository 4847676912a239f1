package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows side by side and what is computed around them, and their derivatives, against the interpreter. */
class WindowsTest {
    private static final double[] SPECIALS = {
        0.0, -0.0, 1, 1, -1, 2, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-40, 1e38, -1e38
    };

    private final Random random = new Random(7);

    /**
     * A computation with windows.
     *
     * @param before what is done before them
     * @param kind the reduction
     * @param axis the first axis with windows
     * @param sizes the size of the windows on this axis and on those after it
     * @param after what is done after them
     * @param shape the shape of the operand
     */
    private record Case(
            String name,
            UnaryOperator<Node> before,
            Op.Reduction kind,
            int axis,
            List<Integer> sizes,
            UnaryOperator<Node> after,
            int... shape) {
        @Override
        public String toString() {
            return name;
        }

        Node of(Node x) {
            return after.apply(pooled(kind, before.apply(x), axis, sizes));
        }
    }

    private static Node pooled(Op.Reduction kind, Node x, int axis, List<Integer> sizes) {
        Node result = x;
        for (int i = 0; i < sizes.size(); i++) {
            int at = axis + i;
            int size = sizes.get(i);
            int count = result.tensorType().shape().dimension(at) / size;
            Node whole = Nodes.slice(result, at, 0, count * size);
            Shape windows = whole.tensorType().shape().with(at, count).insert(at + 1, size);
            result = Nodes.reduce(kind, Nodes.reshape(whole, windows), at + 1);
        }
        return result;
    }

    private static Node withBias(Node x) {
        Shape shape = x.tensorType().shape();
        NDArray bias = NDArray.zeros(x.tensorType().withShape(Shape.of(shape.dimension(1), 1, 1)));
        return Composed.relu(Nodes.add(x, Nodes.broadcast(Nodes.add(Nodes.constant(bias), 0.25), shape)));
    }

    private static Node twice(Node x) {
        return Composed.relu(pooled(Op.Reduction.MAX, Composed.relu(x), 2, List.of(2, 2)));
    }

    private static Node withWhole(Node pooled) {
        Shape shape = pooled.tensorType().shape();
        return Nodes.concat(List.of(pooled, Nodes.exp(pooled), Nodes.reshape(pooled, shape)), 1);
    }

    private static List<Case> cases() {
        UnaryOperator<Node> same = UnaryOperator.identity();
        List<Case> cases = new ArrayList<>();
        for (Op.Reduction kind : Op.Reduction.values()) {
            for (int size = 2; size <= 5; size++) {
                List<Integer> sizes = List.of(size, size);
                String name = kind + " of " + size + " x " + size;
                cases.add(new Case(name, same, kind, 2, sizes, same, 3, 2, 3 * size, 5 * size));
                cases.add(new Case(name + " after relu", Composed::relu, kind, 2, sizes, same, 2, 3, size, 7 * size));
            }
            cases.add(new Case(kind + " of rows with a rest", Composed::relu, kind, 2, List.of(2), same, 3, 2, 41));
            cases.add(new Case(kind + " of one axis", Nodes::exp, kind, 1, List.of(3), Composed::relu, 4, 9, 17));
            cases.add(new Case(kind + " of three axes", same, kind, 1, List.of(2, 3, 2), same, 3, 4, 6, 8));
            cases.add(new Case(kind + " of nothing", same, kind, 1, List.of(2), same, 0, 4));
        }
        cases.add(new Case(
                "a bias", WindowsTest::withBias, Op.Reduction.MAX, 2, List.of(2, 2), Nodes::exp, 3, 4, 10, 28));
        cases.add(new Case(
                "much before", Composed::sigmoid, Op.Reduction.SUM, 2, List.of(2, 2), Composed::sigmoid, 2, 3, 8, 34));
        cases.add(new Case(
                "windows of windows", WindowsTest::twice, Op.Reduction.MAX, 2, List.of(2, 2), same, 2, 2, 8, 12));
        cases.add(new Case(
                "the whole too", same, Op.Reduction.MAX, 2, List.of(2, 2), WindowsTest::withWhole, 2, 2, 4, 6));
        cases.add(new Case("one of each", same, Op.Reduction.MAX, 0, List.of(2, 2), same, 2, 2));
        return cases;
    }

    private Node read(DType dtype, int... shape) {
        NDArray values = NDArray.zeros(TensorType.of(dtype, shape));
        for (int i = 0; i < values.type().size(); i++) {
            double value = random.nextInt(3) == 0 ? SPECIALS[random.nextInt(SPECIALS.length)] : random.nextGaussian();
            if (dtype == DType.FLOAT32) {
                values.floats()[i] = (float) value;
            } else {
                values.doubles()[i] = value;
            }
        }
        return Nodes.read(new Variable("v", values));
    }

    /** The value, what is before the windows, the derivative, and the same inside a margin and doubled. */
    private List<Node> roots(Case wanted, DType dtype) {
        Node x = read(dtype, wanted.shape());
        Node y = wanted.of(x);
        Node dy = read(dtype, y.tensorType().shape().toArray());
        Node dx = Reverse.vjp(List.of(y), List.of(dy), List.of(x)).getFirst();
        int rank = dx.tensorType().rank();
        List<Integer> one = Collections.nCopies(rank, 1);
        Node padded = Nodes.pad(Composed.relu(dx), one, Collections.nCopies(rank, 0), one);
        return List.of(y, wanted.before().apply(x), dx, Nodes.sumAll(padded), padded, Nodes.add(dx, dx));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesAndDerivativesHaveTheInterpretersBits(Case each) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            List<Node> roots = roots(each, dtype);
            check(roots);
            check(roots.subList(0, 1));
            check(roots.subList(2, 3));
            check(roots.subList(3, 4));
        }
    }

    @Test
    void elementsInTurnsAreTakenApart() {
        for (int[] shape : new int[][] {{1, 3}, {5, 3}, {1, 15}, {3, 8}, {6, 41}}) {
            Node x = read(DType.FLOAT32, shape);
            List<Integer> sizes = List.of(shape[0], (shape[1] - 1) / 2);
            List<Node> turns = new ArrayList<>();
            for (int start = 0; start < 3; start++) {
                turns.add(Node.of(new Op.Slice(List.of(0, start), sizes, List.of(1, 2)), x));
            }
            check(List.of(Nodes.sub(Nodes.exp(turns.get(0)), turns.get(1)), Nodes.mul(turns.get(1), turns.get(2))));
        }
    }

    private static void check(List<Node> roots) {
        List<NDArray> expected = new Interpreter().evaluate(roots);
        Program.Builder builder = Program.builder();
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Engine plain = Engine.standard().withThreads(1);
        for (Engine engine : List.of(plain, plain.eager(), plain.withThreads(3))) {
            List<NDArray> values = engine.prepare(builder.build()).call();
            for (int i = 0; i < roots.size(); i++) {
                assertThat(values.get(i).sameBits(expected.get(i)))
                        .as("root %d", i)
                        .isTrue();
            }
        }
    }
}
