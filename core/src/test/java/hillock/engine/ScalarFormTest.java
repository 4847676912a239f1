package hillock.engine;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.binary;
import static hillock.graph.Nodes.broadcast;
import static hillock.graph.Nodes.cast;
import static hillock.graph.Nodes.matmul;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.reduce;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.transpose;
import static hillock.graph.Nodes.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.RandomGraph;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tiny plans as straight-line code over single elements, against the interpreter, bit for bit. */
class ScalarFormTest {
    private static final double[] SPECIALS = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        -3,
        1e-40,
        -1e-40,
        1e-310,
        1e38,
        -1e38,
        1e308,
        88.7,
        -87.4,
        709.8,
        -745,
        0x1p-25,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Float.MIN_NORMAL,
        Double.MIN_NORMAL,
        1e10
    };
    private static final Engine SCALAR = Engine.standard().scalar();

    private final Random random = new Random(11);

    private Node read(DType dtype, int... shape) {
        TensorType type = TensorType.of(dtype, shape);
        Object data = dtype.newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            double value = random.nextBoolean() ? SPECIALS[random.nextInt(SPECIALS.length)] : random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                case int[] a -> a[i] = random.nextInt(9) == 0 ? Integer.MIN_VALUE : random.nextInt();
                case long[] a -> a[i] = random.nextInt(9) == 0 ? Long.MIN_VALUE : random.nextLong();
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    /** Whether the values, which must be the interpreter's, came from straight-line code. */
    private static boolean check(List<Node> roots, String what) {
        List<NDArray> expected = new Interpreter().evaluate(roots, Map.of());
        Program.Builder builder = Program.builder();
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Executable executable = SCALAR.prepare(builder.build());
        for (int turn = 0; turn < 2; turn++) {
            List<NDArray> values = executable.call();
            for (int i = 0; i < roots.size(); i++) {
                if (!values.get(i).sameBits(expected.get(i))) {
                    fail("%s, root %d:%n%s", what, i, RandomGraph.describe(List.of(roots.get(i))));
                }
            }
        }
        return executable.isScalar();
    }

    private static boolean isDefined(Op.Unary op, DType t) {
        return switch (op) {
            case NOT -> t == DType.BOOL;
            case NEG, ABS, SIGN -> t != DType.BOOL;
            default -> t.isFloat();
        };
    }

    private static boolean isDefined(Op.Binary op, DType t) {
        return switch (op) {
            case AND, OR -> t == DType.BOOL;
            case EQUAL -> true;
            case DIV, REM, POW -> t.isFloat();
            default -> t != DType.BOOL;
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationOnEveryTypeAndLayoutHasTheInterpretersBits(DType t) {
        for (int[] shape : new int[][] {{0, 3}, {1, 1}, {3, 5}, {2, 12}}) {
            Shape shapes = Shape.of(shape);
            Node x = read(t, shape);
            Node y = transpose(read(t, shape[1], shape[0]));
            Node row = broadcast(read(t, shape[1]), shapes);
            Node number = broadcast(read(t), shapes);
            List<Node> roots = new ArrayList<>();
            for (Op.Unary op : Op.Unary.values()) {
                if (isDefined(op, t)) {
                    roots.add(unary(op, x));
                    roots.add(unary(op, row));
                }
            }
            for (Op.Binary op : Op.Binary.values()) {
                if (isDefined(op, t)) {
                    roots.add(binary(op, x, y));
                    roots.add(binary(op, number, row));
                }
            }
            Node truth = read(DType.BOOL, shape);
            roots.add(select(truth, x, y));
            roots.add(select(broadcast(read(DType.BOOL), shapes), row, x));
            for (DType other : DType.values()) {
                roots.add(cast(x, other));
            }
            assertThat(check(roots, t + " " + shapes)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void sumsAndProductsHaveTheirOrders(DType t) {
        for (int length : new int[] {0, 1, 3, 16, 17, 64, 65, 200, 256, 257, 513}) {
            List<Node> roots = new ArrayList<>();
            for (Op.Reduction kind : Op.Reduction.values()) {
                roots.add(reduce(kind, read(t, length), 0));
                roots.add(reduce(kind, read(t, length, 1), 0));
                roots.add(reduce(kind, transpose(read(t, length, 2)), 1));
            }
            roots.add(matmul(read(t, 1, length), read(t, length, 2)));
            int together = length < 100 ? roots.size() : 1;
            for (int i = 0; i < roots.size(); i += together) {
                assertThat(check(roots.subList(i, i + together), t + " " + length))
                        .as("%d of %d", i, length)
                        .isTrue();
            }
        }
        assertThat(check(
                        List.of(
                                matmul(read(t, 2, 3, 4), read(t, 2, 4, 5)),
                                matmul(transpose(read(t, 4, 3)), transpose(read(t, 5, 4))),
                                reduce(Op.Reduction.SUM, read(t, 3, 4, 5, 2), 0, 2)),
                        "batches"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void longCodeIsCutIntoPartsThatExchangeValues(DType t) {
        Node x = read(t, 3);
        Node y = read(t, 3);
        List<Node> roots = new ArrayList<>();
        List<Node> states = new ArrayList<>(List.of(x, y));
        for (int i = 0; i < 160; i++) {
            Node earlier = states.get(random.nextInt(states.size()));
            Node last = states.getLast();
            Node truth = Nodes.less(earlier, last);
            Node whole = cast(cast(Nodes.unary(Op.Unary.SIN, last), DType.INT64), t);
            states.add(
                    switch (i % 5) {
                        case 0 -> Nodes.unary(Op.Unary.TANH, add(earlier, last));
                        case 1 -> select(truth, last, Nodes.neg(earlier));
                        case 2 -> add(mul(Nodes.unary(Op.Unary.COS, earlier), y), whole);
                        case 3 -> Nodes.sub(Nodes.unary(Op.Unary.ERF, last), earlier);
                        default -> add(cast(truth, t), last);
                    });
            if (i % 40 == 7) {
                roots.add(truth);
                roots.add(cast(cast(last, DType.INT32), DType.INT64));
                roots.add(last);
            }
        }
        roots.add(states.getLast());
        assertThat(check(roots, "parts")).isTrue();
    }

    @Test
    void compositionsAndMovementsHaveTheInterpretersBits() {
        for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Node x = read(t, 4, 3);
            List<Node> roots = List.of(
                    Composed.softmax(x, 1),
                    Composed.logSoftmax(x, 0),
                    Composed.gelu(x),
                    Composed.sigmoid(x),
                    Nodes.pad(x, List.of(1, 2), List.of(2, 0), List.of(0, 3)),
                    Nodes.concat(List.of(x, Nodes.neg(x)), 1),
                    Nodes.iota(TensorType.of(t, 2, 5), 1),
                    x,
                    x,
                    Nodes.constant(NDArray.of(3f, -0f)));
            assertThat(check(roots, t.toString())).isTrue();
        }
    }

    /** What has no such form, or too much to do, is computed step by step. */
    @Test
    void whatHasNoScalarFormIsComputedAllTheSame() {
        Node ints = Nodes.read(new Variable("indices", NDArray.of(1, 2, 0)));
        assertThat(check(List.of(Nodes.gather(read(DType.FLOAT32, 3, 2), ints, 0)), "gather"))
                .isFalse();
        assertThat(check(List.of(binary(Op.Binary.DIV, ints, add(ints, 1))), "integer division"))
                .isFalse();
        assertThat(check(List.of(mul(read(DType.FLOAT32, 100, 100), 3)), "large"))
                .isFalse();
        assertThat(check(List.of(matmul(read(DType.FLOAT32, 20, 20), read(DType.FLOAT32, 20, 20))), "product"))
                .isFalse();
    }

    @Test
    void randomGraphsHaveTheInterpretersBits() {
        fuzz(60_001, 60_060);
    }

    @Tag("thorough")
    @Test
    void manyRandomGraphsHaveTheInterpretersBits() {
        fuzz(70_001, 90_000);
    }

    private static void fuzz(long first, long last) {
        int scalar = 0;
        int all = 0;
        for (long seed = first; seed <= last; seed++) {
            RandomGraph graph = RandomGraph.of(seed, 12);
            if (graph.inputs().isEmpty()) {
                for (Node root : graph.roots()) {
                    scalar += check(List.of(root), "seed " + seed) ? 1 : 0;
                    all++;
                }
            }
        }
        assertThat(scalar).isGreaterThan(all / 3);
    }
}
