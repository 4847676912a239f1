package hillock.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the interpreter does as a whole: walks, variables, inputs, traces. */
class InterpreterTest {
    private final Interpreter interpreter = new Interpreter();

    @Test
    void computesAChainOfAHundredThousandNodes() {
        Node node = Nodes.constant(NDArray.of(0f, 1f));
        Node one = Nodes.constant(NDArray.of(1f, 1f));
        for (int i = 0; i < 100_000; i++) {
            node = Nodes.add(node, one);
        }
        assertThat(interpreter.evaluate(node).floats()).containsExactly(100_000, 100_001);
        assertThat(interpreter.trace(List.of(node), Map.of())).hasSize(100_002);
    }

    @Test
    void computesASharedNodeOnce() {
        Node node = Nodes.scalar(DType.FLOAT64, 1);
        for (int i = 0; i < 60; i++) {
            node = Nodes.add(node, node);
        }
        assertThat(interpreter.evaluate(node).item()).isEqualTo(0x1p60);
    }

    @Test
    void readsAVariableWhenTheEvaluationStarts() {
        Variable w = new Variable("w", NDArray.of(1f));
        Node y = Nodes.mul(Nodes.read(w), 2);
        NDArray before = interpreter.evaluate(y);
        w.set(NDArray.of(5f));
        w.set(NDArray.of(6f));
        w.set(NDArray.of(7f));
        assertThat(interpreter.evaluate(y).floats()).containsExactly(14);
        assertThat(before.floats()).containsExactly(2);
    }

    @Test
    void givesACopyOfAVariable() {
        Variable w = new Variable("w", NDArray.of(1f));
        NDArray before = interpreter.evaluate(Nodes.read(w));
        w.set(NDArray.of(2f));
        w.set(NDArray.of(3f));
        assertThat(before.floats()).containsExactly(1);
    }

    @Test
    void releasesTheVariablesItReads() {
        Variable w = new Variable("w", NDArray.of(1f));
        Variable.Block block = Variable.hold(List.of(w)).getFirst();
        block.release();
        interpreter.evaluate(Nodes.read(w));
        w.set(NDArray.of(2f));
        // Only a block that nobody holds is written to again.
        assertThat(w.prepare().data()).isSameAs(block.data());
    }

    @Test
    void bindsInputs() {
        Symbol x = new Symbol("x", TensorType.of(DType.FLOAT32, 2));
        Node y = Nodes.neg(Node.of(new Op.Input(x)));
        assertThat(interpreter
                        .evaluate(List.of(y), Map.of(x, NDArray.of(1f, 2f)))
                        .getFirst()
                        .floats())
                .containsExactly(-1, -2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> interpreter.evaluate(y))
                .withMessage("The expression depends on the input 'x: float32[2]', which has no value here; give one, "
                        + "or use a Variable.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> interpreter.evaluate(List.of(y), Map.of(x, NDArray.of(1f))))
                .withMessage("The input 'x: float32[2]' was given a value of type float32[1].");
    }

    @Test
    void refusesTuples() {
        Node x = Nodes.constant(NDArray.of(1f));
        Node pair = Nodes.call("pair", List.of(x), p -> List.of(p.getFirst(), p.getFirst()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> interpreter.evaluate(pair))
                .withMessageContaining("is a tuple and not a tensor; evaluate its parts");
        assertThat(interpreter.trace(List.of(pair), Map.of())).containsOnlyKeys(x);
    }

    @Test
    void tracesEveryTensorInOrder() {
        Node x = Nodes.constant(NDArray.of(1f, 2f));
        Node y = Nodes.neg(x);
        Node z = Nodes.mul(y, x);
        assertThat(interpreter.trace(List.of(z, y), Map.of()).entrySet().stream()
                        .map(entry -> Map.entry(entry.getKey(), entry.getValue().floats()[1])))
                .containsExactly(Map.entry(x, 2f), Map.entry(y, -2f), Map.entry(z, -4f));
    }
}
