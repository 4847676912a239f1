package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.engine.Engine;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which steps belong to a band. */
class BandMembersTest {
    private final Random random = new Random(2);

    private Node read(int... shape) {
        Shape extents = Shape.of(shape);
        float[] values = new float[extents.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nodes.read(new Variable("v", NDArray.of(extents, values)));
    }

    /** A bias that is itself a sum could be cut into rows, but is needed whole behind the product. */
    @Test
    void whatIsNeededWholeIsDoneBefore() {
        Node product = Nodes.matmul(read(64, 300), read(300, 128));
        Node bias = Nodes.add(read(128), read(128));
        Node sum = Nodes.add(product, Nodes.broadcast(bias, Shape.of(64, 128)));
        List<NDArray> expected = new Interpreter().evaluate(List.of(sum));
        assertThat(Engine.standard()
                        .withThreads(2)
                        .evaluate(List.of(sum))
                        .getFirst()
                        .sameBits(expected.getFirst()))
                .isTrue();
        List<Step> steps = Planner.plan(List.of(sum), List.of()).all();
        assertThat(steps).hasSize(2);
        assertThat(steps.getFirst()).isInstanceOf(Step.Fused.class);
        Band band = (Band) steps.getLast();
        assertThat(band.steps().getFirst()).isInstanceOf(Step.Product.class);
        assertThat(band.steps().getLast()).isInstanceOf(Step.Fused.class);
        assertThat(band.locals()).hasSize(1);
    }
}
