package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that are cut into thousands of parts, by one thread and by more than there are processors. */
@Timeout(120)
class ManyPartsTest {
    private static Node waves(int... shape) {
        float[] values = new float[TensorType.of(DType.FLOAT32, shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.7);
        }
        return Nodes.read(new Variable("v", NDArray.wrap(TensorType.of(DType.FLOAT32, shape), values)));
    }

    /** A band of one row a block. */
    private static Node distances() {
        Shape shape = Shape.of(4100, 25_000);
        Node difference = Nodes.sub(Nodes.broadcast(waves(4100, 1), shape), Nodes.broadcast(waves(1, 25_000), shape));
        return Nodes.sum(Nodes.mul(difference, difference), 1);
    }

    private static Node depthwise() {
        List<Integer> ones = List.of(1, 1);
        return Node.of(new Op.Conv(ones, ones, 512), waves(8, 512, 6, 6), waves(512, 1, 3, 3));
    }

    @Test
    void bitsAreThoseOfOneThread() {
        Map<Node, Integer> threads =
                Map.of(distances(), 2, depthwise(), 3, Nodes.matmul(waves(2048, 64), waves(64, 4096)), 40);
        threads.forEach((node, most) -> {
            NDArray one =
                    Engine.standard().withThreads(1).evaluate(List.of(node)).getFirst();
            NDArray many =
                    Engine.standard().withThreads(most).evaluate(List.of(node)).getFirst();
            assertThat(many.sameBits(one)).as("%s, %d threads", node.op(), most).isTrue();
        });
    }
}
