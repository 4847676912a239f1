package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Models as trees of records: finding, making, copying and sealing parameters. */
class ModelsTest {
    /** A layer of a user, with a layer inside. */
    record Residual(Layer body, double scale) implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.add(body.apply(x, pass.at("body")).mul(scale));
        }
    }

    /** A layer that is not a record and says what it is made of. */
    static final class Handmade implements Layer {
        private final Parameter gain;

        Handmade(Parameter gain) {
            this.gain = gain;
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.mul(gain.tensor());
        }

        @Override
        public SequencedMap<String, Object> parts() {
            SequencedMap<String, Object> parts = new LinkedHashMap<>();
            parts.put("gain", gain);
            return parts;
        }

        @Override
        public Layer withParts(SequencedMap<String, Object> parts) {
            return new Handmade((Parameter) parts.firstEntry().getValue());
        }
    }

    private static Sequential net() {
        return Sequential.of(
                Dense.of(3, 4),
                Activation.tanh(),
                new Residual(Sequential.of(Dense.of(4, 4), Activation.relu()), 0.5),
                Dropout.of(0.1),
                Dense.of(4, 2).withoutBias());
    }

    @Test
    void parametersAreNamedByTheirPath() {
        assertThat(Models.parameters(net()).keySet())
                .containsExactly(
                        "layers.0.weights",
                        "layers.0.bias",
                        "layers.2.body.layers.0.weights",
                        "layers.2.body.layers.0.bias",
                        "layers.4.weights");
        assertThat(Models.count(net())).isEqualTo(3 * 4 + 4 + 4 * 4 + 4 + 4 * 2);
    }

    @Test
    void aRecipeSaysThatItIsOne() {
        assertThat(Models.isInitialized(net())).isFalse();
        assertThatThrownBy(() -> net().apply(Tensor.zeros(1, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recipe")
                .hasMessageContaining("float32[3, 4]")
                .hasMessageContaining("init(Key.of(seed))");
        assertThat(Models.isInitialized(net().init(Key.of(1)))).isTrue();
    }

    @Test
    void valuesDependOnKeyAndPathAlone() {
        Map<String, NDArray> once = Models.values(net().init(Key.of(1)));
        Map<String, NDArray> again = Models.values(net().init(Key.of(1)));
        Map<String, NDArray> other = Models.values(net().init(Key.of(2)));
        once.forEach((path, value) -> {
            assertThat(value.sameBits(again.getOrDefault(path, value))).isTrue();
            boolean bias = path.endsWith("bias");
            assertThat(value.sameBits(other.getOrDefault(path, value))).isEqualTo(bias);
        });
        NDArray alone = Models.values(
                        Sequential.of(Dense.of(3, 4), Activation.tanh()).init(Key.of(1)))
                .firstEntry()
                .getValue();
        assertThat(alone.sameBits(once.getOrDefault("layers.0.weights", alone))).isTrue();
    }

    @Test
    void initKeepsValuesThatAreThere() {
        Dense given = Dense.of(2, 2).init(Key.of(7));
        Sequential net = Sequential.of(given, Dense.of(2, 1)).init(Key.of(1));
        assertThat(Models.parameters(net).get("layers.0.weights").variable())
                .isSameAs(given.weights().variable());
    }

    @Test
    void autoFollowsTheActivation() {
        // Uniform Xavier: |w| <= sqrt(6/(in+out)); Kaiming: normal with variance 2/in.
        int width = 400;
        Sequential net = Sequential.of(
                        Dense.of(width, width),
                        Dropout.of(0.5),
                        Activation.relu(),
                        Dense.of(width, width),
                        Activation.tanh(),
                        Dense.of(width, width))
                .init(Key.of(3));
        Map<String, NDArray> values = Models.values(net);
        double n = (double) width * width;
        double rectified = variance(values.get("layers.0.weights"));
        // The variance of a sample variance of normal numbers is 2/n, of uniform ones 4/5/n; four deviations are
        // allowed.
        assertThat(rectified).isCloseTo(2.0 / width, within(2.0 / width * 4 * Math.sqrt(2 / n)));
        for (String path : List.of("layers.3.weights", "layers.5.weights")) {
            NDArray value = values.get(path);
            assertThat(variance(value)).isCloseTo(1.0 / width, within(1.0 / width * 4 * Math.sqrt(0.8 / n)));
            assertThat(Tensor.of(value).abs().max(0, 1).item()).isLessThanOrEqualTo((float) Math.sqrt(3.0 / width));
        }
        assertThat(values.get("layers.0.bias").floats()).containsOnly(0);
    }

    private static double variance(NDArray value) {
        return Tensor.of(value).cast(DType.FLOAT64).square().mean().item();
    }

    @Test
    void anInitialiserCanBeChosen() {
        Dense dense = Dense.of(3, 2).withInitializer(Initializer.constant(0.25)).init(Key.of(1));
        assertThat(dense.weights().variable().value().floats()).containsOnly(0.25f);
        Dense wide = Dense.of(DType.FLOAT64, 500, 300)
                .withInitializer(Initializer.lecunNormal())
                .init(Key.of(1));
        assertThat(wide.weights().type()).isEqualTo(TensorType.of(DType.FLOAT64, 500, 300));
        assertThat(variance(wide.weights().variable().value()))
                .isCloseTo(1.0 / 500, within(1.0 / 500 * 4 * Math.sqrt(2 / 150000.0)));
    }

    @Test
    void kaimingKeepsTheScaleThroughRectifiers() {
        // INVENTORY O11: with variance 2/m the signal neither grows nor fades; 1/m at the first layer would keep it
        // exactly.
        List<Layer> layers = new ArrayList<>();
        int width = 1024;
        for (int i = 0; i < 10; i++) {
            layers.add(Dense.of(width, width).withoutBias());
            layers.add(Activation.relu());
        }
        Sequential net = new Sequential(layers).init(Key.of(5));
        double out = net.apply(Key.of(6).normal(64, width)).square().mean().item();
        assertThat(out).isBetween(0.5, 2.0);
    }

    @Test
    void aCopyIsIndependentAndSealingForbidsChanges() {
        Sequential net = net().init(Key.of(1));
        Sequential copy = Models.copy(net);
        Models.parameters(copy).get("layers.0.bias").variable().set(NDArray.of(1f, 2f, 3f, 4f));
        assertThat(Models.parameters(net)
                        .get("layers.0.bias")
                        .variable()
                        .value()
                        .floats())
                .containsOnly(0);
        Models.seal(copy);
        assertThatThrownBy(() ->
                        Models.parameters(copy).get("layers.0.bias").variable().set(NDArray.of(0f, 0f, 0f, 0f)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sealed");
    }

    @Test
    void aSharedParameterIsOne() {
        Dense tied = Dense.of(3, 3);
        Sequential net = Sequential.of(tied, Activation.tanh(), tied).init(Key.of(1));
        assertThat(Models.parameters(net).keySet()).containsExactly("layers.0.weights", "layers.0.bias");
        Sequential copy = Models.copy(net);
        assertThat(((Dense) copy.layers().get(0)).weights())
                .isSameAs(((Dense) copy.layers().get(2)).weights());
    }

    @Test
    void differencesAreAllListed() {
        Map<String, NDArray> values = new LinkedHashMap<>(Models.values(net().init(Key.of(1))));
        values.remove("layers.0.bias");
        values.put("layers.4.weights", NDArray.of(1f));
        values.put("extra", NDArray.of(1f));
        assertThatThrownBy(() -> Models.withValues(net(), values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'layers.0.bias' float32[4] is missing")
                .hasMessageContaining("'layers.4.weights' is float32[4, 2] in the model and float32[1] in the values")
                .hasMessageContaining("'extra' is not in the model");
    }

    @Test
    void aLayerThatIsNotARecordDescribesItself() {
        Handmade layer =
                new Handmade(Parameter.weight(TensorType.of(DType.FLOAT32, 2), Fan.of(1, 1), Initializer.constant(3)));
        Sequential net = Sequential.of(layer).init(Key.of(1));
        assertThat(Models.parameters(net).keySet()).containsExactly("layers.0.gain");
        assertThat(net.apply(Tensor.ones(1, 2)).value().floats()).containsExactly(3, 3);
        Layer mute = (x, _) -> x;
        assertThatThrownBy(() -> Models.parameters(Sequential.of(mute)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("override parts()");
    }

    @Test
    void denseComputesItsFormulaAndNamesWrongShapes() {
        Dense dense = new Dense(
                Dense.of(2, 3).weights().with(new hillock.graph.Variable("w", NDArray.of(new float[][] {
                    {1, 2, 3}, {4, 5, 6}
                }))),
                Optional.of(Dense.of(2, 3)
                        .bias()
                        .orElseThrow()
                        .with(new hillock.graph.Variable("b", NDArray.of(10f, 20f, 30f)))));
        assertThat(dense.apply(Tensor.of(new float[][] {{1, 0}, {1, 1}}))
                        .value()
                        .floats())
                .containsExactly(11, 22, 33, 15, 27, 39);
        assertThatThrownBy(() -> dense.apply(Tensor.zeros(4, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense(2, 3) takes [samples, 2], not float32[4, 3]");
        assertThatThrownBy(() -> dense.apply(Tensor.of(1f, 2f))).hasMessageContaining("reshape(1, -1)");
        assertThatThrownBy(() -> dense.apply(Tensor.zeros(4, 2, 1))).hasMessageContaining("Flatten");
        assertThatThrownBy(() -> dense.apply(Tensor.of(new double[][] {{1, 2}})))
                .hasMessageContaining("float64");
    }
}
