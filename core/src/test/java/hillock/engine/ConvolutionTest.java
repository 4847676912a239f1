package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.autodiff.Derivatives;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions and their gradients against the interpreter, bit for bit: lanes over places and over outputs, strips
 * that are full, narrow and ragged, tiles of every height, several blocks of 256 terms.
 */
class ConvolutionTest {
    private final Random random = new Random(3);
    private DType dtype = DType.FLOAT32;

    private static List<Arguments> shapes() {
        return List.of(
                // x, w, stride, dilation, groups, padding
                Arguments.of(List.of(3, 1, 12, 12), List.of(6, 1, 5, 5), 1, 1, 1, 2),
                Arguments.of(List.of(2, 6, 14, 14), List.of(16, 6, 5, 5), 1, 1, 1, 0),
                Arguments.of(List.of(2, 16, 12, 12), List.of(33, 16, 3, 3), 1, 1, 1, 1),
                Arguments.of(List.of(1, 70, 7, 9), List.of(13, 70, 3, 2), 1, 1, 1, 1),
                Arguments.of(List.of(4, 5, 9, 10), List.of(7, 5, 3, 3), 2, 1, 1, 1),
                Arguments.of(List.of(2, 4, 13, 13), List.of(8, 2, 3, 3), 1, 2, 2, 0),
                Arguments.of(List.of(3, 6, 8, 8), List.of(6, 1, 3, 3), 2, 1, 6, 1),
                Arguments.of(List.of(5, 3, 100), List.of(11, 3, 7), 1, 1, 1, 3),
                Arguments.of(List.of(2, 3, 50), List.of(4, 3, 3), 3, 2, 1, 0),
                Arguments.of(List.of(2, 2, 5, 4, 6), List.of(3, 2, 2, 2, 2), 1, 1, 1, 0),
                Arguments.of(List.of(1, 1, 9, 6), List.of(6, 1, 5, 5), 1, 1, 1, 0),
                Arguments.of(List.of(1, 3, 40, 33), List.of(5, 3, 3, 1), 1, 1, 1, 0),
                Arguments.of(List.of(2, 2, 1, 1), List.of(40, 2, 1, 1), 1, 1, 1, 0));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void valuesAndGradientsHaveTheInterpretersBits(
            List<Integer> xShape, List<Integer> wShape, int stride, int dilation, int groups, int padding) {
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
            dtype = type;
            haveTheInterpretersBits(xShape, wShape, stride, dilation, groups, padding);
        }
    }

    private void haveTheInterpretersBits(
            List<Integer> xShape, List<Integer> wShape, int stride, int dilation, int groups, int padding) {
        int spatial = xShape.size() - 2;
        Node x = draw(xShape);
        Node w = draw(wShape);
        List<Integer> margin = new ArrayList<>(Collections.nCopies(2, 0));
        margin.addAll(Collections.nCopies(spatial, padding));
        Op.Conv conv =
                new Op.Conv(Collections.nCopies(spatial, stride), Collections.nCopies(spatial, dilation), groups);
        Node y = Node.of(conv, Nodes.pad(x, margin, Collections.nCopies(spatial + 2, 0), margin), w);
        Node turned = Nodes.permute(y, transposed(spatial + 2));
        Derivatives derivatives = Reverse.valueAndGradient(Nodes.sumAll(Nodes.mul(y, draw(y))), List.of(x, w));
        List<Node> roots = new ArrayList<>(derivatives.derivatives());
        roots.add(y);
        roots.add(Node.of(conv, Nodes.neg(x), w));
        roots.add(Nodes.exp(turned));
        List<NDArray> expected = new Interpreter().evaluate(roots, Map.of());
        Program.Builder builder = Program.builder();
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        for (int threads : new int[] {1, 3}) {
            Executable executable = Engine.standard().withThreads(threads).prepare(builder.build());
            // Twice: what a first run leaves in the scratch storage must not matter.
            executable.call();
            List<NDArray> values = executable.call();
            for (int i = 0; i < roots.size(); i++) {
                assertThat(values.get(i).sameBits(expected.get(i)))
                        .as("%s root %d with %d threads", dtype, i, threads)
                        .isTrue();
            }
        }
    }

    private static List<Integer> transposed(int rank) {
        List<Integer> order = new ArrayList<>();
        for (int axis = rank - 1; axis >= 0; axis--) {
            order.add(axis);
        }
        return order;
    }

    private Node draw(Node like) {
        return draw(like.tensorType().shape());
    }

    private Node draw(List<Integer> shape) {
        return draw(Shape.of(shape.stream().mapToInt(Integer::intValue).toArray()));
    }

    private Node draw(Shape shape) {
        NDArray values = NDArray.zeros(new TensorType(dtype, shape));
        for (int i = 0; i < shape.size(); i++) {
            double value = random.nextInt(20) == 0 ? -0.0 : random.nextGaussian();
            if (dtype == DType.FLOAT32) {
                values.floats()[i] = (float) value;
            } else {
                values.doubles()[i] = value;
            }
        }
        return Nodes.read(new Variable("v", values));
    }
}
