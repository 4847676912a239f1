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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps computed row by row together, in one block of rows and in several, against the interpreter, bit for bit. */
class BandsTest {
    private final Random random = new Random(11);

    private Node read(DType dtype, int... shape) {
        TensorType type = TensorType.of(dtype, shape);
        Object data = dtype.newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            switch (data) {
                case float[] a -> a[i] = (float) random.nextGaussian();
                case double[] a -> a[i] = random.nextGaussian();
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    /** Patterns that networks are made of, with all their derivatives. */
    private Map<String, List<Node>> patterns(DType t, int rows, int columns) {
        Map<String, List<Node>> patterns = new LinkedHashMap<>();
        Shape shape = Shape.of(rows, columns);
        Node x = read(t, rows, columns);
        patterns.put("softmax", differentiated(Composed.softmax(x, 1), x));
        patterns.put("softmax of columns", differentiated(Composed.softmax(x, 0), x));
        patterns.put("softmax of a transpose", differentiated(Composed.softmax(Nodes.transpose(x), 1), x));
        Node mean = Nodes.broadcast(Nodes.reshape(Nodes.sum(x, 1), Shape.of(rows, 1)), shape);
        Node centred = Nodes.sub(x, mean);
        Node deviation =
                Nodes.broadcast(Nodes.reshape(Nodes.sum(Nodes.mul(centred, centred), 1), Shape.of(rows, 1)), shape);
        patterns.put("layer norm", differentiated(Nodes.div(centred, Nodes.unary(Op.Unary.SQRT, deviation)), x));

        Node w1 = read(t, columns, 20);
        Node b1 = read(t, 20);
        Node w2 = read(t, 20, columns);
        Node b2 = read(t, columns);
        Node hidden =
                Nodes.unary(Op.Unary.TANH, Nodes.add(Nodes.matmul(x, w1), Nodes.broadcast(b1, Shape.of(rows, 20))));
        Node out = Nodes.add(Nodes.matmul(hidden, w2), Nodes.broadcast(b2, shape));
        patterns.put("residual block", differentiated(Nodes.add(out, x), x, w1, b1, w2, b2));
        patterns.put("classifier", differentiated(Composed.logSoftmax(out, 1), w1, b1, w2, b2));
        patterns.put(
                "transposed operand", differentiated(Nodes.matmul(Nodes.transpose(x), Nodes.matmul(x, w1)), x, w1));

        Node heads = read(t, 3, rows, columns);
        Node scores = Nodes.matmul(heads, Nodes.permute(heads, List.of(0, 2, 1)));
        patterns.put("attention", differentiated(Nodes.matmul(Composed.softmax(scores, 2), heads), heads));

        Node image = read(t, rows, 2, 9, 8);
        Node kernel = read(t, 4, 2, 3, 3);
        Node bias = Nodes.broadcast(Nodes.reshape(read(t, 4), Shape.of(4, 1, 1)), Shape.of(rows, 4, 9, 8));
        Node padded = Nodes.pad(image, List.of(0, 0, 1, 1), List.of(0, 0, 0, 0), List.of(0, 0, 1, 1));
        Node convolved = Nodes.add(Node.of(new Op.Conv(List.of(1, 1), List.of(1, 1), 1), padded, kernel), bias);
        Node pooled = Nodes.reduce(
                Op.Reduction.MAX, Nodes.reshape(Nodes.slice(convolved, 2, 0, 8), Shape.of(rows, 4, 4, 2, 4, 2)), 3, 5);
        patterns.put("convolution and pooling", differentiated(pooled, image, kernel));
        Node joined = Nodes.concat(List.of(Nodes.neg(x), Nodes.mul(x, x), x), 1);
        patterns.put("parts joined", differentiated(Nodes.unary(Op.Unary.EXP, joined), x));
        return patterns;
    }

    private static List<Node> differentiated(Node value, Node... by) {
        List<Node> roots = new ArrayList<>(List.of(value));
        roots.addAll(Reverse.gradient(Nodes.sumAll(Nodes.mul(value, value)), List.of(by)));
        return roots;
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 1, 1",
        "FLOAT32, 2, 3",
        "FLOAT32, 9, 17",
        "FLOAT32, 67, 300",
        "FLOAT64, 9, 17",
        "FLOAT64, 40, 33"
    })
    void haveTheInterpretersBits(DType dtype, int rows, int columns) {
        patterns(dtype, rows, columns).forEach(BandsTest::check);
    }

    /** What threads cut by columns, and batches that they cut within a product. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void wideProductsAndBatchesDoToo(DType t) {
        Node x = read(t, 16, 64);
        Node w = read(t, 64, 1100);
        Node b = Nodes.broadcast(read(t, 1100), Shape.of(16, 1100));
        check("wide", differentiated(Nodes.unary(Op.Unary.TANH, Nodes.add(Nodes.matmul(x, w), b)), x, w));
        check("batch", List.of(Nodes.matmul(read(t, 5, 40, 300), read(t, 5, 300, 90))));
        check("flipped", List.of(Nodes.matmul(Nodes.flip(read(t, 20, 270), 1), Nodes.flip(read(t, 270, 600), 0))));
    }

    /** Small steps before it, which have few rows, do not take it into a band of as many. */
    @Test
    void aLargeProductIsCutAsSuitsItAndWhatUsesIt() {
        Node small = Composed.softmax(read(DType.FLOAT32, 8, 10), 1);
        Node product = Nodes.matmul(read(DType.FLOAT32, 2048, 16), read(DType.FLOAT32, 16, 64));
        Node bias = Nodes.add(read(DType.FLOAT32, 64), read(DType.FLOAT32, 64));
        List<Node> roots = List.of(small, Nodes.add(product, Nodes.broadcast(bias, Shape.of(2048, 64))));
        check("large product", roots);
        Program program = Program.builder()
                .output("small", roots.get(0))
                .output("large", roots.get(1))
                .build();
        PlanReport report = Engine.standard().prepare(program).plan(Speeds.guessed(Engine.standard()));
        assertThat(report.bands().stream().map(PlanReport.Kernel::operations))
                .as(report.toString())
                .contains("matmul add");
    }

    private static void check(String what, List<Node> roots) {
        List<NDArray> expected = new Interpreter().evaluate(roots, Map.of());
        for (int threads : List.of(1, 2, 3, 7)) {
            Engine engine = Engine.standard().withThreads(threads);
            for (Engine each : List.of(engine, engine.eager())) {
                Program.Builder builder = Program.builder();
                for (int i = 0; i < roots.size(); i++) {
                    builder.output(Integer.toString(i), roots.get(i));
                }
                List<NDArray> values = each.prepare(builder.build()).call();
                for (int i = 0; i < roots.size(); i++) {
                    assertThat(values.get(i).sameBits(expected.get(i)))
                            .as("%s, %d threads, %s, root %d", what, threads, each == engine ? "plain" : "kernels", i)
                            .isTrue();
                }
            }
        }
    }
}
