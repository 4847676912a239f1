package hillock.engine;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.binary;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.unary;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fused groups, by kernels and without them, against the interpreter, bit for bit. */
class FusionTest {
    private static final double[] SPECIALS = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        1e-40,
        -1e-40,
        1e-310,
        1e38,
        -1e38,
        1e308,
        88.7,
        -87.4,
        -103,
        709.8,
        -745,
        0x1p-25,
        -0x1p-54,
        Float.MIN_NORMAL,
        Double.MIN_NORMAL,
        Float.MAX_VALUE,
        Double.MAX_VALUE
    };

    private final Random random = new Random(5);

    private Node read(DType dtype, int... shape) {
        TensorType type = TensorType.of(dtype, shape);
        Object data = dtype.newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            double value = random.nextInt(4) == 0 ? SPECIALS[random.nextInt(SPECIALS.length)] : random.nextGaussian();
            boolean anyBits = random.nextInt(4) == 0;
            switch (data) {
                case float[] a -> a[i] = anyBits ? Float.intBitsToFloat(random.nextInt()) : (float) value;
                case double[] a -> a[i] = anyBits ? Double.longBitsToDouble(random.nextLong()) : value;
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    private static boolean isArithmetic(Op.Binary op) {
        return op != Op.Binary.AND && op != Op.Binary.OR;
    }

    /** Every operation by itself and in a chain, on operands of every layout. */
    private List<Node> cases(DType t, int rows, int columns) {
        Node x = read(t, rows, columns);
        Node y = read(t, rows, columns);
        Node row = Nodes.broadcast(read(t, columns), Shape.of(rows, columns));
        Node column = Nodes.broadcast(read(t, rows, 1), Shape.of(rows, columns));
        Node turned = Nodes.transpose(read(t, columns, rows));
        Node number = Nodes.broadcast(read(t), Shape.of(rows, columns));
        Node truth = read(DType.BOOL, rows, columns);
        Node truths = Nodes.broadcast(read(DType.BOOL, columns), Shape.of(rows, columns));
        Node oneTruth = Nodes.broadcast(read(DType.BOOL), Shape.of(rows, columns));
        List<Node> cases = new ArrayList<>();
        for (Op.Unary op : Op.Unary.values()) {
            if (op != Op.Unary.NOT) {
                cases.add(unary(op, x));
                cases.add(add(unary(op, mul(turned, column)), row));
            }
        }
        for (Op.Binary op : Op.Binary.values()) {
            if (isArithmetic(op)) {
                cases.add(binary(op, x, y));
                cases.add(binary(op, row, number));
                Node both = binary(op, x, turned);
                cases.add(op.isComparison() ? select(both, column, y) : mul(both, x));
            }
        }
        cases.add(select(truth, x, number));
        cases.add(select(truths, neg(row), column));
        cases.add(select(oneTruth, x, y));
        Node mask = less(x, y);
        cases.add(binary(Op.Binary.AND, mask, truths));
        cases.add(binary(Op.Binary.OR, unary(Op.Unary.NOT, mask), oneTruth));
        cases.add(binary(Op.Binary.EQUAL, mask, truth));
        cases.add(cast(mask, t));
        cases.add(cast(truth, t));
        // Values used inside and outside of their groups, and between groups.
        Node shared = mul(add(x, row), number);
        Node total = Nodes.broadcast(Nodes.sumAll(shared), Shape.of(rows, columns));
        cases.add(add(Composed.flushed(shared), mul(total, shared)));
        for (Op.Reduction kind : Op.Reduction.values()) {
            for (int few = 2; few <= 5; few++) {
                Node boxes = read(t, rows, few, columns);
                cases.add(Nodes.reduce(kind, boxes, 1));
                cases.add(Nodes.reduce(kind, Nodes.permute(boxes, List.of(0, 2, 1)), 2));
                cases.add(Nodes.reduce(kind, read(t, rows, columns, few), 2));
            }
        }
        cases.add(Composed.gelu(x));
        cases.add(Composed.sigmoid(y));
        cases.add(Composed.softmax(x, 1));
        return cases;
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void everyLayoutAndSizeHasTheInterpretersBits(DType dtype) {
        for (int[] shape : new int[][] {{0, 3}, {1, 1}, {1, 7}, {3, 5}, {1, 16}, {1, 17}, {5, 3}, {31, 2}, {7, 300}}) {
            check(cases(dtype, shape[0], shape[1]), 1, shape[0] + "x" + shape[1]);
        }
        check(cases(dtype, 130, 530), 3, "130x530");
    }

    private static void check(List<Node> roots, int threads, String what) {
        List<NDArray> expected = new Interpreter().evaluate(roots, Map.of());
        Program.Builder builder = Program.builder();
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Engine engine = Engine.standard().withThreads(threads);
        for (Engine each : List.of(engine, engine.eager())) {
            List<NDArray> values = each.prepare(builder.build()).call();
            for (int i = 0; i < roots.size(); i++) {
                assertThat(values.get(i).sameBits(expected.get(i)))
                        .as("%s, %s, root %d", what, each == engine ? "plain" : "kernels", i)
                        .isTrue();
            }
        }
    }
}
