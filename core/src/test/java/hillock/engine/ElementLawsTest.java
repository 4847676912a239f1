package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.simd.Simd;
import hillock.graph.IndexRangeException;
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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation on elements and along an axis, of every element type, layout and class of size, with special values:
 * kernels, plain loops and the interpreter give the same bits.
 */
class ElementLawsTest {
    private static final double[] SPECIALS = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        1e-40,
        -1e-310,
        1e38,
        -1e308,
        0x1p23,
        -0x1p23 + 0.5,
        0x1p52,
        0x1p31,
        -0x1p63,
        1e19,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Float.MIN_NORMAL
    };

    private final Random random = new Random(23);

    private Node read(DType dtype, int... shape) {
        TensorType type = TensorType.of(dtype, shape);
        Object data = dtype.newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            boolean special = random.nextInt(3) == 0;
            double value = special ? SPECIALS[random.nextInt(SPECIALS.length)] : 9 * random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                case int[] a -> a[i] = special ? random.nextInt() : (int) value;
                case long[] a -> a[i] = special ? random.nextLong() : (long) value;
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    /** Contiguous, a row for all, a column for all, turned, sliced, one for all. */
    private List<Node> layouts(DType t, int rows, int columns) {
        Shape shape = Shape.of(rows, columns);
        return List.of(
                read(t, rows, columns),
                Nodes.broadcast(read(t, columns), shape),
                Nodes.broadcast(read(t, rows, 1), shape),
                Nodes.transpose(read(t, columns, rows)),
                Nodes.slice(Nodes.slice(read(t, rows + 2, columns + 3), 0, 1, rows + 1), 1, 2, columns + 2),
                Nodes.broadcast(read(t), shape));
    }

    private static boolean takes(Op.Unary op, DType t) {
        return switch (op) {
            case NOT -> t == DType.BOOL;
            case NEG, ABS, SIGN -> t != DType.BOOL;
            case EXP, EXPM1, LOG, LOG1P, SQRT, SIN, COS, ATAN, TANH, ERF, FLOOR, ROUND -> t.isFloat();
        };
    }

    private static boolean takes(Op.Binary op, DType t) {
        return switch (op) {
            case AND, OR -> t == DType.BOOL;
            case EQUAL -> true;
            case POW -> t.isFloat();
            case ADD, SUB, MUL, DIV, REM, MAX, MIN, LESS, LESS_EQUAL -> t != DType.BOOL;
        };
    }

    private List<Node> cases(DType t, int rows, int columns) {
        List<Node> layouts = layouts(t, rows, columns);
        List<Node> truths = layouts(DType.BOOL, rows, columns);
        List<Node> cases = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            Node x = layouts.get(i);
            Node y = layouts.get((i + 1 + random.nextInt(layouts.size() - 1)) % layouts.size());
            for (Op.Unary op : Op.Unary.values()) {
                if (takes(op, t)) {
                    cases.add(Nodes.unary(op, x));
                }
            }
            for (Op.Binary op : Op.Binary.values()) {
                boolean divides = !t.isFloat() && (op == Op.Binary.DIV || op == Op.Binary.REM);
                if (takes(op, t)) {
                    // No number is zero when its lowest bit is set.
                    Node divisor = divides ? Nodes.sub(Nodes.mul(y, number(t, 2)), number(t, 1)) : y;
                    cases.add(Nodes.binary(op, x, divisor));
                }
            }
            cases.add(Nodes.select(truths.get(i), x, y));
            for (DType to : DType.values()) {
                if (to != t) {
                    cases.add(Nodes.cast(x, to));
                }
            }
        }
        return cases;
    }

    private static Node number(DType t, int value) {
        return Nodes.cast(Nodes.scalar(DType.INT32, value), t);
    }

    @ParameterizedTest
    @EnumSource
    void elementsOfEveryTypeLayoutAndSize(DType dtype) {
        TreeSet<Integer> sizes = new TreeSet<>(List.of(0, 1, 7, 37));
        for (boolean wide : new boolean[] {false, true}) {
            int lanes = Simd.lanes(wide);
            if (lanes > 0) {
                sizes.addAll(List.of(lanes - 1, lanes, lanes + 1));
            }
        }
        for (int columns : sizes) {
            check(cases(dtype, 3, columns), 1, "3x" + columns);
        }
        check(cases(dtype, 9, 2100), 3, "9x2100");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
    void reductionsAndIndicesAlongEveryAxis(DType dtype) {
        for (int[] shape : new int[][] {{1, 1, 1}, {2, 3, 5}, {4, 17, 33}, {0, 3, 2}, {3, 2, 0}, {40, 50, 60}}) {
            Node x = read(dtype, shape);
            List<Node> cases = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                int extent = shape[axis];
                for (Op.Reduction kind : Op.Reduction.values()) {
                    cases.add(Nodes.reduce(kind, x, axis));
                }
                for (boolean reversed : new boolean[] {false, true}) {
                    cases.add(Node.of(new Op.CumSum(axis, reversed, !reversed), x));
                    cases.add(Node.of(new Op.CumSum(axis, reversed, reversed), x));
                }
                if (extent > 0) {
                    cases.add(Node.of(new Op.ArgMax(axis), x));
                    Node indices = indices(extent, 7);
                    cases.add(Nodes.gather(x, indices, axis));
                    int[] added = shape.clone();
                    added[axis] = 7;
                    cases.add(Nodes.scatterAdd(x, indices, read(dtype, added), axis));
                }
            }
            check(cases, 3, Shape.of(shape).toString());
        }
    }

    private Node indices(int extent, int count) {
        int[] indices = random.ints(count, 0, extent).toArray();
        return Nodes.read(new Variable("i", NDArray.wrap(TensorType.of(DType.INT32, count), indices)));
    }

    @Test
    void anIndexOutsideTheAxisIsNamed() {
        Node x = read(DType.FLOAT32, 4, 3);
        Node indices = Nodes.read(new Variable("i", NDArray.wrap(TensorType.of(DType.INT32, 2), new int[] {1, 4})));
        for (Node each :
                List.of(Nodes.gather(x, indices, 0), Nodes.scatterAdd(x, indices, read(DType.FLOAT32, 2, 3), 0))) {
            Executable executable = Engine.standard()
                    .prepare(Program.builder().output("y", each).build());
            assertThatThrownBy(executable::call)
                    .isInstanceOf(IndexRangeException.class)
                    .hasMessageContaining("index 4 at position 1 is outside 0 to 3");
        }
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
                        .as(
                                "%s, %s, %s",
                                what,
                                each == engine ? "plain" : "kernels",
                                roots.get(i).op())
                        .isTrue();
            }
        }
    }
}
