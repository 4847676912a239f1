package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that only add up products, in one step or not, against the interpreter, bit for bit. */
class ProductSumTest {
    private static final List<Integer> TURNED = List.of(1, 0);

    private final Random random = new Random(5);

    private Node read(DType dtype, int... shape) {
        TensorType type = TensorType.of(dtype, shape);
        Object data = dtype.newArray(type.size());
        for (int i = 0; i < type.size(); i++) {
            double value = i % 13 == 5 ? -0.0 : random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    /**
     * The last column tells whether it becomes one step: not for few rows, not what is tiny, nor where k would be cut.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 8, 5, 1, true",
        "2, 8, 5, 1, false",
        "4, 8, 9, 1, true",
        "3, 9, 33, 40, true",
        "5, 128, 70, 32, true",
        "4, 300, 16, 3, true",
        "2, 12, 16, 256, true",
        "7, 130, 70, 256, true",
        "2, 12, 16, 257, false",
        "6, 3, 4, 5, false",
        "3, 8, 0, 4, false",
        "3, 8, 4, 0, false",
    })
    void bitsAreThoseOfTheInterpreter(int count, int m, int n, int k, boolean oneStep) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int form = 0; form < 8; form++) {
                boolean turnedA = (form & 1) != 0;
                boolean turnedB = (form & 2) != 0;
                boolean reversed = (form & 4) != 0;
                Node a = turnedA ? read(dtype, count, k, m) : read(dtype, count, m, k);
                Node b = turnedB ? read(dtype, count, n, k) : read(dtype, count, k, n);
                Function body = Function.of(List.of(TensorType.of(dtype, m, n), cut(a), cut(b)), p -> {
                    Node left = turnedA ? Nodes.permute(p.get(1), TURNED) : p.get(1);
                    Node right = turnedB ? Nodes.permute(p.get(2), TURNED) : p.get(2);
                    Node product = Nodes.matmul(left, right);
                    return List.of(reversed ? Nodes.add(product, p.get(0)) : Nodes.add(p.get(0), product));
                });
                Op.Loop loop = new Op.Loop(body, count, 1, 2, reversed, 0);
                Node sum = Nodes.element(Node.of(loop, read(dtype, m, n), a, b), 0);
                NDArray expected = new Interpreter().evaluate(List.of(sum)).getFirst();
                for (int threads = 1; threads <= 3; threads++) {
                    for (Engine engine :
                            List.of(Engine.standard(), Engine.standard().eager())) {
                        NDArray actual = engine.withThreads(threads)
                                .evaluate(List.of(sum))
                                .getFirst();
                        assertThat(actual.sameBits(expected))
                                .as("%s, form %d, %d threads", dtype, form, threads)
                                .isTrue();
                    }
                }
                Program program = Program.builder().output("sum", sum).build();
                boolean isOneStep =
                        Engine.standard().prepare(program).plan(Speeds.guessed(Engine.standard())).kernels().stream()
                                .anyMatch(kernel -> kernel.operations().startsWith("sum of " + count));
                // A loop of one turn is no loop.
                assertThat(isOneStep).isEqualTo(oneStep && count > 1);
            }
        }
    }

    private static TensorType cut(Node stack) {
        TensorType type = stack.tensorType();
        return type.withShape(type.shape().without(0));
    }
}
