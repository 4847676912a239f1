package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.engine.Engine;
import org.junit.jupiter.api.Test;

/** What a program may be made of. */
class ProgramTest {
    private final Node x = Nodes.input("x", TensorType.of(DType.FLOAT32));

    @Test
    void anInputIsDeclaredOnce() {
        assertThatThrownBy(() -> Program.builder().input(x).input(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("x", "float32[]", "is declared twice", "name each once");
        Node other = Nodes.input("x", x.tensorType());
        assertThat(Program.builder().input(x).input(other).build().inputs())
                .as("names are labels")
                .hasSize(2);
    }

    @Test
    void inputsThatAreReadAreDeclared() {
        assertThatThrownBy(() -> Program.builder().output("y", Nodes.neg(x)).build())
                .hasMessageContaining("without declaring it; add .input(...)");
    }

    @Test
    void aRunTakesValuesByTheNodesThatReadThem() {
        var run = Engine.standard()
                .prepare(Program.builder().input(x).output("y", Nodes.neg(x)).build())
                .newRun();
        run.set(x, NDArray.of(Shape.SCALAR, 3f)).step();
        assertThat(run.scalar("y")).isEqualTo(-3);
        assertThatThrownBy(() -> run.set(Nodes.neg(x), NDArray.of(Shape.SCALAR, 3f)))
                .hasMessageContaining("is not an input; make one with Nodes.input");
    }
}
