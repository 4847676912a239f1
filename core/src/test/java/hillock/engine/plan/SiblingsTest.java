package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.autodiff.Reverse;
import hillock.engine.Engine;
import hillock.engine.simd.Simd;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import hillock.rewrite.Rewriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which elementwise groups become one, and which must not. */
class SiblingsTest {
    private final Random random = new Random(3);

    private Node read(int... shape) {
        Shape extents = Shape.of(shape);
        float[] values = new float[extents.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nodes.read(new Variable("v", NDArray.of(extents, values)));
    }

    /** How many operations each fused step of a plan has, whose results are those of the interpreter. */
    private static List<Integer> operations(List<Node> outputs) {
        Plan plan = Planner.plan(outputs, List.of());
        List<NDArray> expected = new Interpreter().evaluate(outputs);
        List<NDArray> actual = Engine.standard().evaluate(outputs);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).sameBits(expected.get(i))).isTrue();
        }
        return plan.all().stream()
                .flatMap(step -> StepFacts.parts(step).stream())
                .filter(Step.Fused.class::isInstance)
                .map(step -> ((Step.Fused) step).chain().steps().size())
                .toList();
    }

    @Test
    void groupsThatReadTheSameBecomeOne() {
        Node x = read(3, 40);
        Node y = read(3, 40);
        Node z = read(3, 40);
        Node sum = Nodes.add(x, y);
        assertThat(operations(List.of(Nodes.mul(sum, x), Nodes.sub(y, z), Nodes.exp(Nodes.mul(sum, z)))))
                .containsExactly(5);
        assertThat(operations(List.of(
                        Nodes.concat(List.of(Nodes.mul(sum, x), Nodes.mul(sum, z)), 0), Nodes.neg(Nodes.exp(sum)))))
                .containsExactly(5);
    }

    @Test
    void groupsThatReadNothingOfEachOtherStayApart() {
        Node number = Nodes.scalar(DType.FLOAT32, 3.5);
        assertThat(operations(List.of(Nodes.mul(read(3, 40), number), Nodes.mul(read(3, 40), number))))
                .containsExactly(1, 1);
        Node x = read(3, 40);
        assertThat(operations(List.of(Nodes.neg(x), Nodes.exp(Nodes.reshape(x, Shape.of(40, 3))))))
                .containsExactly(1, 1);
    }

    /** What a product or a reduction needs is computed before it. */
    @Test
    void whatIsNeededInBetweenIsNotPutOff() {
        Node x = read(30, 30);
        Node first = Nodes.exp(x);
        Node product = Nodes.matmul(first, first);
        assertThat(operations(List.of(Nodes.add(product, x), Nodes.sub(product, first))))
                .containsExactly(1, 2);
        Node shifted = Nodes.slice(Nodes.concat(List.of(first, x), 0), 0, 5, 35);
        assertThat(operations(List.of(Nodes.mul(shifted, x), first))).containsExactly(1, 1);
    }

    /** The first group is needed, through others, by the one that reads the same as it does. */
    @Test
    void whatOthersInBetweenNeedIsNotPutOff() {
        Node x = read(3, 40);
        Node first = Nodes.exp(x);
        Node between = Nodes.neg(Nodes.transpose(first));
        Node last = Nodes.mul(x, Nodes.transpose(Nodes.abs(between)));
        assertThat(operations(List.of(first, last))).hasSizeGreaterThan(1);
    }

    @Test
    void windowsAndWhatSurroundsThemAreOneLoop() {
        Assumptions.assumeTrue(Simd.lanes(/* wide= */ false) > 0);
        Node x = read(4, 3, 8, 20);
        Node rows = Nodes.reduce(Op.Reduction.MAX, Nodes.reshape(Composed.relu(x), Shape.of(4, 3, 4, 2, 20)), 3);
        Node y = Nodes.reduce(Op.Reduction.MAX, Nodes.reshape(rows, Shape.of(4, 3, 4, 10, 2)), 4);
        Node dx =
                Reverse.vjp(List.of(y), List.of(read(4, 3, 4, 10)), List.of(x)).getFirst();
        assertThat(operations(new Rewriter().rewrite(List.of(y)))).containsExactly(7);
        assertThat(operations(new Rewriter().rewrite(List.of(y, dx)))).hasSize(1);
    }
}
