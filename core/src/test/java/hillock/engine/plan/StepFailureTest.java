package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.ComputationException;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step that throws: here because an array is bound that is shorter than its type says. */
class StepFailureTest {
    private static RuntimeException told(Node output, Object... arrays) {
        Plan plan = Planner.plan(List.of(output), List.of());
        Frame frame = plan.newFrame(2);
        for (int i = 0; i < arrays.length; i++) {
            plan.bind(frame, i, arrays[i]);
        }
        StepFailure failure = catchThrowableOfType(StepFailure.class, () -> plan.run(frame));
        return failure.told("in the program made at Main.java:3");
    }

    @Test
    void theOperationTheShapesAndThePlaceAreNamed() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 7, 30));
        Node y = Nodes.input("y", TensorType.of(DType.FLOAT32, 30, 5));
        assertThat(told(Nodes.matmul(x, y), new float[7 * 30], new float[3]))
                .isInstanceOf(ComputationException.class)
                .hasMessageStartingWith("matmul(float32[7, 30], float32[30, 5]) -> (float32[7, 5]) failed with "
                        + "java.lang.ArrayIndexOutOfBoundsException")
                .hasMessageContaining("in the program made at Main.java:3")
                .hasMessageContaining("-Dhillock.debug=lines")
                .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void whatFailsOnAHelpingThreadIsToldToo() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 512, 512));
        Node y = Nodes.input("y", TensorType.of(DType.FLOAT32, 512, 512));
        assertThat(told(Nodes.matmul(x, y), new float[512], new float[512 * 512]))
                .isInstanceOf(ComputationException.class)
                .hasMessageStartingWith("matmul(float32[512, 512], float32[512, 512])");
    }

    @Test
    void groupsNameWhatTheyAreMadeOf() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 1000));
        Node y = Nodes.unary(Op.Unary.TANH, Nodes.add(Nodes.mul(x, x), x));
        assertThat(told(y, new Object[] {new float[5]})).hasMessageStartingWith("mul add tanh(float32[1000]) -> ");
    }

    @Test
    void ofABandTheStepIsNamed() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 64, 1000));
        Node greatest = Nodes.reduce(Op.Reduction.MAX, x, 1);
        Node y = Nodes.unary(
                Op.Unary.EXP,
                Nodes.sub(
                        x,
                        Nodes.broadcast(
                                Nodes.reshape(greatest, Shape.of(64, 1)),
                                x.tensorType().shape())));
        assertThat(told(y, new Object[] {new float[100]}))
                .isInstanceOf(ComputationException.class)
                .hasMessageStartingWith("reduce_max(float32[64, 1000]) -> (float32[64]) failed with");
    }
}
