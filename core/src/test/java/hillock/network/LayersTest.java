package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout, activations, passes, and the text form of networks. */
class LayersTest {
    @Test
    void dropoutKeepsTheExpectedValue() {
        Dropout dropout = Dropout.of(0.25);
        Tensor x = Tensor.ones(400, 250);
        Tensor dropped = dropout.apply(x, Pass.training(Key.of(1)));
        float[] values = dropped.value().floats();
        int zeros = 0;
        for (float value : values) {
            assertThat(value).isIn(0f, (float) (1 / 0.75));
            zeros += value == 0 ? 1 : 0;
        }
        // The standard error of a share of 1/4 among 10^5 is 0.00137; four are allowed.
        assertThat(zeros / 1e5).isCloseTo(0.25, within(0.0055));
    }

    @Test
    void dropoutDoesNothingInInference() {
        Tensor x = Tensor.ones(3, 3);
        assertThat(Dropout.of(0.9).apply(x)).isSameAs(x);
        assertThat(Dropout.of(0).apply(x, Pass.training(Key.of(1)))).isSameAs(x);
    }

    @Test
    void dropoutPassesTheGradientOfWhatIsKept() {
        Tensor x = Key.of(9).normal(50);
        Pass pass = Pass.training(Key.of(1));
        Tensor out = Dropout.of(0.5).apply(x, pass);
        float[] slope = Differentiate.gradient(out.sum(), x).getFirst().value().floats();
        float[] value = out.value().floats();
        for (int i = 0; i < slope.length; i++) {
            assertThat(slope[i]).isEqualTo(value[i] == 0 ? 0f : 2f);
        }
    }

    @Test
    void masksDifferFromLayerToLayerAndStepToStep() {
        Variable step = new Variable("step", NDArray.of(Shape.SCALAR, 0));
        Sequential net = Sequential.of(Dropout.of(0.5));
        Sequential two = Sequential.of(Dropout.of(0.5), Activation.named("identity"), Dropout.of(0.5));
        Tensor x = Tensor.ones(64);
        Tensor once = net.apply(x, Pass.training(Key.of(1), Tensor.read(step)));
        Tensor twice = two.apply(x, Pass.training(Key.of(1), Tensor.read(step)));
        NDArray first = once.value();
        assertThat(Tensor.of(first).mul(Tensor.of(first)).value().sameBits(twice.value()))
                .as("the two masks are not the same one")
                .isFalse();
        step.set(NDArray.of(Shape.SCALAR, 1));
        assertThat(once.value().sameBits(first)).isFalse();
        step.set(NDArray.of(Shape.SCALAR, 0));
        assertThat(once.value().sameBits(first)).isTrue();
    }

    @Test
    void aLayerThatAsksTwiceGetsTwoKeys() {
        Pass pass = Pass.training(Key.of(1));
        assertThat(pass.key()).isNotEqualTo(pass.key());
        assertThat(pass.at("a").key()).isNotEqualTo(pass.at("b").key());
        assertThat(Pass.training(Key.of(1)).at("a").key())
                .isEqualTo(Pass.training(Key.of(1)).at("a").key());
        assertThatThrownBy(() -> Pass.inference().key()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void statesAreLeftBehind() {
        TensorType type = TensorType.of(DType.FLOAT32, 2);
        Parameter state = Parameter.of(type, Parameter.Role.STATE, Fan.of(1, 1), Initializer.zeros())
                .with(new Variable("mean", NDArray.zeros(type)));
        Pass pass = Pass.training(Key.of(1));
        pass.at("norm").update(state, Tensor.of(1f, 2f));
        assertThat(pass.updates()).containsOnlyKeys(state.variable());
        assertThatThrownBy(() -> pass.update(state, Tensor.of(1f, 2f))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pass.update(state, Tensor.of(1f))).isInstanceOf(IllegalArgumentException.class);
        Parameter weight = Parameter.bias(type).with(new Variable("b", NDArray.zeros(type)));
        assertThatThrownBy(() -> pass.update(weight, Tensor.of(1f, 2f))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void activationsOfTheNotes() {
        Tensor x = Tensor.of(new double[][] {{0.6, 3.4, -1.2, 0.05}});
        // INVENTORY B17
        assertThat(Activation.softmax().apply(x).value().doubles())
                .containsExactly(new double[] {0.054985, 0.904203, 0.009089, 0.031723}, within(5e-7));
        assertThat(Activation.relu().apply(x).value().doubles()).containsExactly(0.6, 3.4, 0, 0.05);
        assertThat(Activation.sigmoid().apply(Tensor.scalar(1.0)).item()).isCloseTo(0.731059, within(5e-7));
        assertThat(Activation.tanh().apply(x).value().doubles()[1]).isCloseTo(Math.tanh(3.4), within(1e-15));
        assertThatThrownBy(() -> Activation.named("rellu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Did you mean 'relu'");
        assertThatThrownBy(() -> Activation.named("swish")).hasMessageContaining("relu, tanh, sigmoid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequential(dense(784, 512), relu, dropout(0.2), dense(512, 10))",
                "sequential(flatten, dense(4, 3, float64, unbiased), sequential(tanh, sigmoid, softmax, identity))",
                "dense(1, 1)",
                "sequential()",
            })
    void textIsReadAsItIsWritten(String text) {
        assertThat(Architecture.parse(text).describe()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dense",
                "dense(0, 3)",
                "dense(2.5, 3)",
                "dense(1e300, 3)",
                "dense(99999, 99999)",
                "dense(2, 3",
                "dense(2 3)",
                "dense(2, 3))",
                "dense(NaN, 3)",
                "dropout(1)",
                "dropout(x)",
                "relu(3)",
                "java.lang.Runtime",
                "sequential(,)",
            })
    void malformedTextIsRefused(String text) {
        assertThatThrownBy(() -> Architecture.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deepAndLongTextIsRefused() {
        assertThatThrownBy(() -> Architecture.parse("sequential(".repeat(50_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> Architecture.parse("a".repeat(2_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("characters");
    }

    @Test
    void perceptronIsBuiltFromItsWidths() {
        assertThat(Sequential.perceptron(Shape.of(28, 28), List.of(512, 64), Activation.relu(), 0.2, 10)
                        .describe())
                .isEqualTo("sequential(flatten, dense(784, 512), relu, dropout(0.2), dense(512, 64), relu, "
                        + "dropout(0.2), dense(64, 10))");
        assertThat(Sequential.perceptron(Shape.of(3), List.of(), Activation.relu(), 0, 1)
                        .describe())
                .isEqualTo("sequential(dense(3, 1))");
    }
}
