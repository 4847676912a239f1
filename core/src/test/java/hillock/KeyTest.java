package hillock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Variable;
import org.junit.jupiter.api.Test;

/** Keys on the host and as formulas. */
class KeyTest {
    @Test
    void hostAndFormulaGiveTheSameBits() {
        for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 0x0123456789ABCDEFL}) {
            Key known = Key.of(seed);
            Key formula = Key.of(Key.of(seed).tensor());
            assertThat(formula.isKnown()).isFalse();
            assertThat(formula.fold(7)
                            .tensor()
                            .value()
                            .sameBits(known.fold(7).tensor().value()))
                    .isTrue();
            assertThat(formula.fold("layers.0.weights").fold(3).tensor().value())
                    .matches(value -> value.sameBits(
                            known.fold("layers.0.weights").fold(3).tensor().value()));
            Tensor number = Tensor.of(NDArray.of(Shape.SCALAR, 7));
            assertThat(known.fold(number).isKnown()).isFalse();
            assertThat(known.fold(number)
                            .tensor()
                            .value()
                            .sameBits(known.fold(7).tensor().value()))
                    .isTrue();
        }
    }

    @Test
    void wordsAreThoseOfTheTensor() {
        Key key = Key.of(42).fold("dropout").fold(5);
        int[] words = key.tensor().value().ints();
        assertThat(key.words()).isEqualTo((words[0] & 0xFFFFFFFFL) | (long) words[1] << 32);
    }

    @Test
    void differentFoldsGiveDifferentNumbers() {
        Key key = Key.of(1);
        NDArray first = key.fold(0).uniform(100).value();
        assertThat(first.sameBits(key.fold(0).uniform(100).value())).isTrue();
        assertThat(first.sameBits(key.fold(1).uniform(100).value())).isFalse();
        assertThat(first.sameBits(key.fold("0").uniform(100).value())).isFalse();
        assertThat(first.sameBits(key.uniform(100).value())).isFalse();
    }

    @Test
    void aFoldedVariableFollowsItsContent() {
        Variable step = new Variable("step", NDArray.of(Shape.SCALAR, 0));
        Tensor mask = Key.of(1).fold(Tensor.read(step)).bernoulli(0.5, Shape.of(64));
        NDArray first = mask.value();
        step.set(NDArray.of(Shape.SCALAR, 1));
        assertThat(mask.value().sameBits(first)).isFalse();
        step.set(NDArray.of(Shape.SCALAR, 0));
        assertThat(mask.value().sameBits(first)).isTrue();
    }

    @Test
    void momentsAreThoseOfTheDistributions() {
        int n = 100_000;
        Tensor normal = Key.of(3).normal(TensorType.of(DType.FLOAT64, n));
        // Standard errors: of the mean 1/sqrt(n) = 0.0032, of the variance sqrt(2/n) = 0.0045; four of them are
        // allowed.
        assertThat(normal.mean().item()).isBetween(-0.0127, 0.0127);
        assertThat(normal.square().mean().item()).isBetween(1 - 0.018, 1 + 0.018);
        Tensor held = Key.of(4).bernoulli(0.2, Shape.of(n)).cast(DType.FLOAT64);
        assertThat(held.mean().item()).isBetween(0.2 - 0.0051, 0.2 + 0.0051);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> Key.of(1).fold(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Key.of(Tensor.of(1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int32[3]");
        assertThatThrownBy(() -> Key.of(Tensor.of(1, 2)).words()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Key.of(1).bernoulli(1.5, Shape.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }
}
