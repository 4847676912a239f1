package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that are cut along k, or not, against the interpreter, bit for bit. */
class BlockSumTest {
    private static final List<Integer> TURNED = List.of(1, 0);

    private final Random random = new Random(7);

    /** The first row and column have products that underflow to -0. */
    private Node read(DType dtype, int rows, int columns, int sign) {
        TensorType type = TensorType.of(dtype, rows, columns);
        Object data = dtype.newArray(type.size());
        double least = Math.sqrt(dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE) / 2;
        for (int i = 0; i < type.size(); i++) {
            boolean tiny = i < columns || i % columns == 0;
            double value = tiny ? sign * least : random.nextGaussian();
            switch (data) {
                case float[] a -> a[i] = (float) value;
                case double[] a -> a[i] = value;
                default -> throw new AssertionError(dtype);
            }
        }
        return Nodes.read(new Variable("v", NDArray.wrap(type, data)));
    }

    /** The last column tells whether it is cut: not where threads can share rows or columns, nor where k is short. */
    @ParameterizedTest
    @CsvSource({
        "20, 9, 4096, true",
        "1, 1, 5000, true",
        "1, 1, 4097, true",
        "3, 17, 4351, true",
        "40, 5, 4352, true",
        "3, 1, 20000, true",
        "95, 15, 6000, true",
        "20, 9, 4095, false",
        "97, 2, 4200, false",
        "9, 300, 4100, false",
        "0, 3, 5000, false",
        "3, 0, 5000, false",
    })
    void bitsAreThoseOfTheInterpreter(int m, int n, int k, boolean isCut) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int form = 0; form < 4; form++) {
                boolean turnedA = (form & 1) != 0;
                boolean turnedB = (form & 2) != 0;
                Node a = turnedA ? Nodes.permute(read(dtype, k, m, -1), TURNED) : read(dtype, m, k, -1);
                Node b = turnedB ? Nodes.permute(read(dtype, n, k, 1), TURNED) : read(dtype, k, n, 1);
                Node product = Nodes.matmul(a, b);
                NDArray expected = new Interpreter().evaluate(List.of(product)).getFirst();
                for (int threads : new int[] {1, 2, 3}) {
                    for (Engine engine :
                            List.of(Engine.standard(), Engine.standard().eager())) {
                        NDArray actual = engine.withThreads(threads)
                                .evaluate(List.of(product))
                                .getFirst();
                        assertThat(actual.sameBits(expected))
                                .as("%s, form %d, %d threads", dtype, form, threads)
                                .isTrue();
                    }
                }
                Program program = Program.builder().output("c", product).build();
                boolean cut =
                        Engine.standard().prepare(program).plan(Speeds.guessed(Engine.standard())).kernels().stream()
                                .anyMatch(kernel -> kernel.operations().startsWith("sum of "));
                assertThat(cut).isEqualTo(isCut);
            }
        }
    }
}
