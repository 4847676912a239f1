package hillock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.explain.Explain;
import org.junit.jupiter.api.Test;

/** The fluent face: what it prints, what it refuses. */
class TensorTest {
    @Test
    void aFormulaIsEvaluatedWhenLookedAt() {
        Tensor x = Tensor.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor w = Tensor.of(new float[][] {{1}, {1}});
        assertThat(x.matmul(w).sub(1.5).sigmoid())
                .hasToString("[[0.18242551]\n [0.37754068]\n [0.37754068]\n [0.62245935]]");
        assertThat(x.sum().item()).isEqualTo(4);
        assertThat(x.sum(0).value().floats()).containsExactly(2, 2);
        assertThat(x.mean().item()).isEqualTo(0.5);
        assertThat(x.reshape(2, -1).shape().toArray()).containsExactly(2, 4);
        assertThat(x.argMax(0).value().ints()).containsExactly(2, 1);
    }

    @Test
    void explainTakesATensor() {
        Tensor x = Tensor.scalar(3.0);
        assertThat(Explain.of(x.mul(x)).toString()).contains("9");
    }

    @Test
    void errorsNameTypesAndTheFix() {
        assertThatThrownBy(() -> Tensor.of(2, 3).mean())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int32[2]")
                .hasMessageContaining("cast");
        Tensor x = Tensor.zeros(2, 3);
        assertThatThrownBy(() -> x.matmul(Tensor.zeros(2, 3)))
                .hasMessageContaining("float32[2, 3]")
                .hasMessageContaining("transpose");
        assertThatThrownBy(() -> x.add(Tensor.zeros(2)))
                .hasMessageContaining("'add'")
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[2]");
        assertThatThrownBy(() -> x.add(Tensor.arange(3))).hasMessageContaining("cast");
        assertThatThrownBy(() -> Tensor.arange(3).div(2)).hasMessageContaining("cast");
        assertThatThrownBy(() -> Tensor.arange(3).add(0.5))
                .hasMessageContaining("0.5")
                .hasMessageContaining("int32[3]");
        assertThat(Tensor.arange(3).add(2)).hasToString("[2 3 4]");
        assertThatThrownBy(() -> x.reshape(4, -1)).hasMessageContaining("[4, -1]");
        assertThatThrownBy(() -> x.sum(2)).hasMessageContaining("Axis 2");
        assertThatThrownBy(x::item).hasMessageContaining("exactly one element");
        assertThatThrownBy(() -> x.cast(DType.BOOL).sum()).hasMessageContaining("cast");
    }
}
