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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention against its formula written out, what masks hide, and the places of positions. */
class AttentionTest {
    private static final TensorType OPERAND = TensorType.of(DType.FLOAT64, 2, 3, 4);

    private static MultiHeadAttention filled(MultiHeadAttention recipe) {
        return Models.map(
                recipe,
                (path, parameter) -> parameter.with(new Variable(
                        path, Key.of(4).fold(path).normal(parameter.type()).value())));
    }

    private static Tensor normal(int seed, TensorType type) {
        return Key.of(seed).normal(type).evaluated();
    }

    /** {@code softmax(q k^T / sqrt d) v} of one sample and head, numbers one by one. */
    @Test
    void computesItsFormula() {
        int width = 4;
        int size = 2;
        MultiHeadAttention layer = filled(MultiHeadAttention.of(DType.FLOAT64, width, width / size));
        NDArray query = normal(1, OPERAND).value();
        NDArray memory = normal(2, TensorType.of(DType.FLOAT64, 2, 5, width)).value();
        double[] outputs =
                layer.attend(Tensor.of(query), Tensor.of(memory)).value().doubles();
        NDArray w = Models.values(layer).get("projection.weights");
        NDArray b = Models.values(layer).get("projection.bias");
        for (int sample = 0; sample < 2; sample++) {
            for (int place = 0; place < 3; place++) {
                double[] joined = new double[width];
                for (int head = 0; head < width / size; head++) {
                    double[] weights = new double[5];
                    double total = 0;
                    for (int key = 0; key < 5; key++) {
                        double score = 0;
                        for (int i = head * size; i < (head + 1) * size; i++) {
                            score += projected(query, sample, place, w, b, i)
                                    * projected(memory, sample, key, w, b, width + i);
                        }
                        weights[key] = Math.exp(score / Math.sqrt(size));
                        total += weights[key];
                    }
                    for (int i = head * size; i < (head + 1) * size; i++) {
                        for (int key = 0; key < 5; key++) {
                            joined[i] += weights[key] / total * projected(memory, sample, key, w, b, 2 * width + i);
                        }
                    }
                }
                double[] expected = layer.output()
                        .apply(Tensor.of(new double[][] {joined}))
                        .value()
                        .doubles();
                for (int i = 0; i < width; i++) {
                    assertThat(outputs[(sample * 3 + place) * width + i]).isCloseTo(expected[i], within(1e-12));
                }
            }
        }
    }

    private static double projected(NDArray x, int sample, int place, NDArray w, NDArray b, int column) {
        int width = x.shape().dimension(2);
        double sum = b.getDouble(column);
        for (int i = 0; i < width; i++) {
            sum += x.getDouble((sample * x.shape().dimension(1) + place) * width + i)
                    * w.getDouble(i * w.shape().dimension(1) + column);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention(4, 2, float64)",
                "attention(4, 1, dropout=0.3, causal, float64, unbiased)",
                "learnt_positions(5, 4, float64)",
                "sequential(sinusoidal_positions, attention(4, 4, causal, float64))"
            })
    void derivativesAreRight(String text) {
        LayerGradients.assertRight(Architecture.parse(text), OPERAND);
    }

    @Test
    void derivativesOfCrossAttentionWithAMaskAreRight() {
        Tensor allowed = Tensor.of(NDArray.of(1, 1, 0, 1, 0, 0, 0, 0, 1, 1))
                .reshape(2, 1, 1, 5)
                .equal(Tensor.of(1));
        LayerGradients.assertRight(
                MultiHeadAttention.of(DType.FLOAT64, 4, 2),
                (layer, given) -> layer.attend(
                                given.get(0), given.get(1), given.get(2), Optional.of(allowed), Pass.inference())
                        .outputs(),
                normal(1, OPERAND).value(),
                normal(2, TensorType.of(DType.FLOAT64, 2, 5, 4)).value(),
                normal(3, TensorType.of(DType.FLOAT64, 2, 5, 4)).value());
    }

    /** What comes later changes nothing, to the bit. */
    @Test
    void causalAttentionDoesNotSeeWhatComes() {
        MultiHeadAttention layer =
                filled(MultiHeadAttention.of(DType.FLOAT64, 4, 2).withCausalMask());
        Tensor x = normal(1, OPERAND);
        Tensor other = Tensor.concat(1, x.slice(1, 0, 2), x.slice(1, 2, 3).mul(-7));
        NDArray early = layer.apply(x).slice(1, 0, 2).value();
        assertThat(layer.apply(other).slice(1, 0, 2).value().sameBits(early)).isTrue();
        assertThat(layer.apply(other).slice(1, 2, 3).value())
                .isNotEqualTo(layer.apply(x).slice(1, 2, 3).value());
    }

    /** A query that may see nothing gathers nothing, and teaches nothing, without NaN. */
    @Test
    void aRowThatSeesNothingIsZero() {
        MultiHeadAttention layer =
                filled(MultiHeadAttention.of(DType.FLOAT32, 4, 2).withoutBias());
        Tensor x = Key.of(1).normal(1, 3, 4).evaluated();
        Tensor nothing = Tensor.zeros(1, 1, 3, 3).equal(Tensor.ones(1, 1, 3, 3));
        MultiHeadAttention.Result result = layer.attend(x, x, x, Optional.of(nothing), Pass.inference());
        assertThat(result.weights().value().floats()).containsOnly(0f);
        assertThat(result.outputs().value().floats()).containsOnly(0f);
        Tensor slope = Differentiate.gradient(result.outputs().sum(), x).getFirst();
        assertThat(slope.value().floats()).containsOnly(0f);
    }

    @Test
    void dropoutActsInTrainingOnly() {
        MultiHeadAttention layer =
                filled(MultiHeadAttention.of(DType.FLOAT64, 4, 2).withDropout(0.5));
        Tensor x = normal(1, OPERAND);
        NDArray trained = layer.apply(x, Pass.training(Key.of(1))).value();
        assertThat(layer.apply(x, Pass.training(Key.of(1))).value().sameBits(trained))
                .isTrue();
        assertThat(layer.apply(x, Pass.training(Key.of(2))).value().sameBits(trained))
                .isFalse();
        NDArray plain =
                filled(MultiHeadAttention.of(DType.FLOAT64, 4, 2)).apply(x).value();
        assertThat(layer.apply(x).value().sameBits(plain)).isTrue();
    }

    /** One product for queries, keys and values gives the bits of three. */
    @Test
    void selfAttentionIsAttentionToOneself() {
        MultiHeadAttention layer = filled(MultiHeadAttention.of(DType.FLOAT64, 4, 2));
        Tensor x = normal(1, OPERAND);
        Tensor copy = Tensor.of(x.value());
        assertThat(layer.attend(x, copy).value().sameBits(layer.apply(x).value()))
                .isTrue();
    }

    /** A dense layer after axes of time computes each row as it does alone, to the bit. */
    @Test
    void denseTakesEveryPosition() {
        Dense layer = Dense.of(DType.FLOAT64, 4, 3).init(Key.of(2));
        Tensor x = normal(1, OPERAND);
        Tensor whole = layer.apply(x);
        assertThat(whole.shape()).isEqualTo(Shape.of(2, 3, 3));
        assertThat(whole.slice(0, 1, 2)
                        .reshape(3, 3)
                        .value()
                        .sameBits(layer.apply(x.slice(0, 1, 2).reshape(3, 4)).value()))
                .isTrue();
    }

    /** Numbers of the formula at positions 0, 1 and 2 of width 4: sines and cosines of p and p / 100. */
    @Test
    void sinusoidsAreThoseOfTheFormula() {
        double[] waves = SinusoidalPositions.of()
                .apply(Tensor.of(NDArray.zeros(TensorType.of(DType.FLOAT64, 1, 3, 4))))
                .value()
                .doubles();
        for (int p = 0; p < 3; p++) {
            double[] expected = {Math.sin(p), Math.cos(p), Math.sin(p / 100.0), Math.cos(p / 100.0)};
            for (int i = 0; i < 4; i++) {
                assertThat(waves[p * 4 + i]).isCloseTo(expected[i], within(1e-15));
            }
        }
    }

    @Test
    void learntPositionsAreTheFirstRows() {
        LearntPositions layer = LearntPositions.of(7, 4).init(Key.of(1));
        float[] table = layer.table().tensor().value().floats();
        float[] added = layer.apply(Tensor.zeros(1, 2, 4)).value().floats();
        for (int i = 0; i < 8; i++) {
            assertThat(added[i]).isEqualTo(table[i]);
        }
        assertThatThrownBy(() -> layer.apply(Tensor.zeros(1, 8, 4)))
                .hasMessageContaining("up to 7")
                .hasMessageContaining("float32[1, 8, 4]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention(8, 2)",
                "attention(8, 2, dropout=0.1)",
                "attention(8, 2, causal, float64, unbiased)",
                "sinusoidal_positions",
                "learnt_positions(10, 8)",
                "learnt_positions(10, 8, float64)"
            })
    void textIsReadAsItIsWritten(String text) {
        assertThat(Architecture.parse(text).describe()).isEqualTo(text);
    }

    @Test
    void mistakesAreNamed() {
        MultiHeadAttention layer = MultiHeadAttention.of(4, 2).init(Key.of(1));
        assertThatThrownBy(() -> MultiHeadAttention.of(4, 3)).hasMessageContaining("3 does not go into 4");
        assertThatThrownBy(() -> layer.apply(Tensor.ones(2, 4)))
                .hasMessageContaining("attention(4, 2) takes queries [samples, positions, 4], not float32[2, 4]");
        assertThatThrownBy(() -> layer.apply(normal(1, OPERAND))).hasMessageContaining("float64");
        Tensor x = Tensor.ones(2, 3, 4);
        assertThatThrownBy(() -> layer.attend(x, Tensor.ones(1, 3, 4)))
                .hasMessageContaining("keys [2, positions, 4], not float32[1, 3, 4]");
        assertThatThrownBy(() -> layer.attend(x, x, Tensor.ones(2, 5, 4), Optional.empty(), Pass.inference()))
                .hasMessageContaining("values [2, 3, 4]");
        assertThatThrownBy(() -> layer.attend(x, x, x, Optional.of(x), Pass.inference()))
                .hasMessageContaining("bool");
        assertThatThrownBy(() -> new MultiHeadAttention(Dense.of(4, 4), Dense.of(4, 4), 2, false, Dropout.of(0)))
                .hasMessageContaining("dense(4, 4)");
        assertThatThrownBy(() -> SinusoidalPositions.of().apply(Tensor.ones(2, 3)))
                .hasMessageContaining("[samples, positions, width]");
        assertThat(List.of(layer.width(), layer.heads())).containsExactly(4, 2);
    }
}
