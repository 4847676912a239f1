package hillock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What surprises people about formulas that are evaluated later, each with the value one might expect and the value
 * there is. DESIGN 4.5: a variable in a formula means its content when an evaluation starts.
 */
class TensorFootgunsTest {
    private static Variable holding(double value) {
        return new Variable("w", NDArray.of(Shape.SCALAR, value));
    }

    private static NDArray scalar(double value) {
        return NDArray.of(Shape.SCALAR, value);
    }

    @Test
    void aFormulaIsNotAValueOfThePast() {
        Variable w = holding(3);
        Tensor y = Tensor.read(w).mul(2);
        w.set(scalar(5));
        assertThat(y.item()).as("not 6, what it would have been when written").isEqualTo(10);
    }

    @Test
    void aRememberedValueIsNotStale() {
        Variable w = holding(3);
        Tensor y = Tensor.read(w).mul(2);
        assertThat(y.item()).isEqualTo(6);
        assertThat(y.value()).as("remembered while nothing changes").isSameAs(y.value());
        w.set(scalar(5));
        assertThat(y.item()).as("not the 6 that was looked at").isEqualTo(10);
    }

    @Test
    void settingTheSameContentAgainIsAChange() {
        Variable w = holding(3);
        Tensor y = Tensor.read(w).mul(2);
        NDArray first = y.value();
        w.set(scalar(3));
        assertThat(y.value()).isNotSameAs(first);
        assertThat(y.item()).isEqualTo(6);
    }

    @Test
    void evaluatedFreezes() {
        Variable w = holding(3);
        Tensor frozen = Tensor.read(w).mul(2).evaluated();
        w.set(scalar(5));
        assertThat(frozen.item()).isEqualTo(6);
        assertThat(frozen.add(Tensor.read(w)).item()).as("6 frozen + 5 of now").isEqualTo(11);
    }

    @Test
    void evaluatedCutsTheGraphInALoop() {
        Tensor x = Tensor.scalar(1.0);
        for (int i = 0; i < 50; i++) {
            x = x.mul(1.5).sub(0.25).evaluated();
        }
        assertThat(hillock.graph.Walk.topological(x.node())).hasSize(1);
    }

    @Test
    void evaluatedHasNoDerivative() {
        Tensor x = Tensor.scalar(3.0);
        Tensor throughValue = x.square().evaluated().mul(x);
        assertThat(Differentiate.gradient(throughValue, x).getFirst().item())
                .as("9, not 27: the frozen part is a constant")
                .isEqualTo(9);
    }

    @Test
    void twoEvaluationsMaySeeTwoStatesAndOneSeesOne() {
        Variable w = holding(1);
        Tensor a = Tensor.read(w).mul(10);
        Tensor b = Tensor.read(w).mul(10);
        NDArray first = a.value();
        w.set(scalar(2));
        assertThat(b.value().item() - first.item()).as("apart: two states").isEqualTo(10);
        List<NDArray> together = Tensor.evaluate(a, b);
        assertThat(together.get(0).sameBits(together.get(1)))
                .as("together: one state")
                .isTrue();
    }

    @Test
    void evaluatingTogetherGivesWhatEvaluatingApartGives() {
        Tensor x = Tensor.of(0.3f, 1.7f, -2.5f);
        Tensor shared = x.exp().sum();
        Tensor a = x.exp().div(shared);
        Tensor b = shared.log();
        List<NDArray> together = Tensor.evaluate(a, b);
        assertThat(together.get(0).sameBits(a.value())).isTrue();
        assertThat(together.get(1).sameBits(b.value())).isTrue();
    }

    @Test
    void updatesOfAProgramAreSimultaneous() {
        Variable a = new Variable("a", scalar(1));
        Variable b = new Variable("b", scalar(2));
        Program swap = Program.builder()
                .update(a, Tensor.read(b).node())
                .update(b, Tensor.read(a).node())
                .output("a", Tensor.read(a).node())
                .build();
        Run run = Engine.standard().prepare(swap).newRun();
        assertThat(run.step()).isTrue();
        assertThat(run.scalar("a")).as("outputs read the old state too").isEqualTo(1);
        assertThat(a.value().item()).as("not 2 and 2").isEqualTo(2);
        assertThat(b.value().item()).isEqualTo(1);
    }

    @Test
    void aVariableUpdatedInBetweenIsSeenByTheNextEvaluationOnly() {
        Variable w = holding(1);
        Tensor y = Tensor.read(w).mul(3);
        Program step = Program.builder()
                .update(w, Tensor.read(w).add(1).node())
                .output("y", y.node())
                .build();
        Run run = Engine.standard().prepare(step).newRun();
        run.step();
        assertThat(run.scalar("y")).isEqualTo(3);
        assertThat(y.item()).isEqualTo(6);
        run.step();
        assertThat(run.scalar("y")).isEqualTo(6);
    }

    @Test
    void onlyOneProgramMayUpdateAVariable() {
        Variable w = holding(1);
        Program.builder().update(w, Tensor.read(w).add(1).node()).build();
        assertThatThrownBy(() -> Program.builder()
                        .update(w, Tensor.read(w).sub(1).node())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already updated by another program");
    }
}
