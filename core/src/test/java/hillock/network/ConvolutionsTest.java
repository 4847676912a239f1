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
import hillock.graph.IndexRangeException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolution, pooling, normalisation, embedding, residuals: shapes, texts, small closed forms, and errors. */
class ConvolutionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv1d(2, 4, 3)",
                "conv2d(1, 16, 3, padding=same)",
                "conv2d(4, 6, 3x5, stride=2x1, padding=1x2, dilation=2, groups=2, unbiased, float64)",
                "max_pool1d(2)",
                "max_pool2d(3, stride=2, padding=1)",
                "max_pool2d(3x2, stride=3, padding=same, dilation=2x1)",
                "avg_pool1d(4, stride=2)",
                "avg_pool2d(3, padding=1, uncounted)",
                "batch_norm(16)",
                "batch_norm(16, momentum=0.3, epsilon=0.001, plain, float64)",
                "layer_norm(8)",
                "layer_norm(3x3, epsilon=0.001, plain)",
                "embedding(100, 8)",
                "embedding(100, 8, float64)",
                "reshape(1, 28, 28)",
                "residual(sequential(conv2d(2, 2, 3, padding=same), relu), projection=conv2d(2, 2, 1))",
                "residual(dense(2, 2))",
            })
    void textIsReadAsItIsWritten(String text) {
        assertThat(Architecture.parse(text).describe()).isEqualTo(text);
        assertThat(Models.init(Architecture.parse(text), Key.of(1)).describe()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv2d",
                "conv2d(1, 2)",
                "conv2d(1, 2, 0)",
                "conv2d(1, 2, 3x3x3)",
                "conv2d(1, 2, 3, stride=0)",
                "conv2d(1, 2, 3, stride=1x2x3)",
                "conv2d(1, 2, 3, padding=-1)",
                "conv2d(1, 2, 3, padding=valid)",
                "conv2d(3, 2, 3, groups=2)",
                "conv2d(2, 3, 3, groups=2)",
                "conv2d(99999, 99999, 3)",
                "conv2d(1, 1, 99999)",
                "conv2d(1, 1, 2147483647x2147483647x1)",
                "max_pool2d(2, padding=2)",
                "max_pool1d(x)",
                "batch_norm(0)",
                "batch_norm(3, momentum=2)",
                "batch_norm(3, epsilon=0)",
                "layer_norm(3x0)",
                "embedding(3)",
                "reshape(0)",
                "residual",
                "residual(relu, relu, relu)",
            })
    void textOfNoLayerIsRefused(String text) {
        assertThatThrownBy(() -> Models.init(Architecture.parse(text), Key.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            conv1d(2, 4, 3)                                        | 5, 2, 9     | 5, 4, 7
            conv1d(2, 4, 3, stride=2, padding=1)                   | 1, 2, 9     | 1, 4, 5
            conv2d(1, 8, 3, padding=same)                          | 2, 1, 7, 5  | 2, 8, 7, 5
            conv2d(1, 8, 4x3, padding=same, stride=2, dilation=1x2) | 2, 1, 7, 6  | 2, 8, 4, 3
            conv2d(1, 8, 3, dilation=3)                            | 1, 1, 7, 9  | 1, 8, 1, 3
            max_pool2d(2)                                          | 1, 3, 28, 5 | 1, 3, 14, 2
            max_pool2d(3, stride=2, padding=1)                     | 1, 3, 28, 5 | 1, 3, 14, 3
            avg_pool1d(3, stride=1)                                | 1, 3, 3     | 1, 3, 1
            reshape(1, 28, 28)                                     | 3, 784      | 3, 1, 28, 28
            batch_norm(4)                                          | 3, 4        | 3, 4
            layer_norm(4)                                          | 3, 2, 4     | 3, 2, 4
            """)
    void shapesAreThoseOfTheFormula(String text, String from, String to) {
        Layer layer = Models.init(Architecture.parse(text), Key.of(1));
        Tensor x = Tensor.zeros(extents(from));
        assertThat(layer.apply(x).shape()).isEqualTo(Shape.of(extents(to)));
    }

    private static int[] extents(String text) {
        return Stream.of(text.split(", ")).mapToInt(Integer::parseInt).toArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            conv2d(1, 8, 3)     | 5, 28, 28    | Reshape.of(1, 28, 28)
            conv2d(1, 8, 3)     | 5, 784       | put reshape(1, height, width) before it
            conv2d(3, 8, 3)     | 5, 28, 28, 3 | right after the samples
            conv2d(3, 8, 5)     | 1, 3, 4, 9   | 5 neighbours along axis 2
            conv2d(3, 8, 5)     | 1, 2, 9, 9   | [samples, 3, height, width]
            max_pool2d(2)       | 1, 4, 4      | [samples, channels, height, width]
            max_pool2d(2)       | 1, 4, 4, 0   | 2 neighbours along axis 3
            batch_norm(3)       | 4, 2         | [samples, 3]
            batch_norm(3)       | 1, 3         | more than one sample
            layer_norm(3x2)     | 4, 3         | last axes are [3, 2]
            reshape(2, 3)       | 4, 5         | samples of 6 numbers
            residual(dense(3, 2)) | 4, 3       | withProjection
            embedding(3, 2)     | 4, 3         | cast(DType.INT32)
            """)
    void operandsThatDoNotFitAreNamedWithTheWayOut(String text, String shape, String message) {
        Layer layer = Models.init(Architecture.parse(text), Key.of(1));
        assertThatThrownBy(() -> layer.apply(Tensor.zeros(extents(shape)), Pass.training(Key.of(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anElementTypeThatIsNotTheLayersIsNamed() {
        Conv conv = Conv.of1d(1, 1, 1).init(Key.of(1));
        assertThatThrownBy(() -> conv.apply(Tensor.zeros(1, 1, 1).cast(DType.FLOAT64)))
                .hasMessageContaining("holds float32 and was given float64[1, 1, 1]")
                .hasMessageContaining("make the layer with DType.FLOAT64");
    }

    @Test
    void everyWithKeepsTheRest() {
        Conv conv = Conv.of2d(4, 6, 3)
                .withoutBias()
                .withStride(2)
                .withPadding(1, 2)
                .withDilation(2)
                .withInitializer(Initializer.ones())
                .withGroups(2);
        assertThat(conv.describe()).isEqualTo("conv2d(4, 6, 3, stride=2, padding=1x2, dilation=2, groups=2, unbiased)");
        assertThat(conv.weights().fan()).isEqualTo(Fan.of(2 * 9, 3 * 9));
        assertThat(conv.init(Key.of(1)).weights().tensor().sum().item()).isEqualTo(6 * 2 * 9);
    }

    @Test
    void aRectifierAfterBatchNormalisationSetsTheScaleOfTheWeightsBefore() {
        Sequential net = Sequential.of(Conv.of2d(8, 64, 3), BatchNorm.of(64), Activation.relu(), Conv.of2d(64, 1, 1))
                .init(Key.of(1));
        double square = ((Conv) net.layers().getFirst())
                .weights()
                .tensor()
                .square()
                .mean()
                .item();
        // Kaiming: 2 / (8 * 9), of 4608 numbers, so within 4 * sqrt(2 / 4608) = 8 %.
        assertThat(square).isCloseTo(2.0 / 72, within(0.08 * 2 / 72));
    }

    @Test
    void paddingIsNeverTheGreatest() {
        Tensor x = Tensor.full(-5, 1, 1, 2, 2);
        Tensor y = MaxPool.of2d(3).withStride(1).withPadding(1).apply(x);
        assertThat(y.value().floats()).containsOnly(-5f);
    }

    @Test
    void equalGreatestElementsShareTheDerivative() {
        Tensor x = Tensor.ones(1, 1, 2, 2);
        Tensor slope = Differentiate.gradient(MaxPool.of2d(2).apply(x).sum(), x).getFirst();
        assertThat(slope.value().floats()).containsOnly(0.25f);
    }

    @Test
    void meansLeaveThePaddingOutWhenAsked() {
        Tensor x = Tensor.of(3f, 5f, 7f, 9f).reshape(1, 1, 4);
        AvgPool pool = AvgPool.of1d(3).withStride(1).withPadding(1);
        assertThat(pool.apply(x).value().floats()).containsExactly(new float[] {8 / 3f, 5, 7, 16 / 3f}, within(1e-6f));
        assertThat(pool.withoutCountingPadding().apply(x).value().floats())
                .containsExactly(new float[] {4, 5, 7, 8}, within(1e-6f));
    }

    static Stream<Layer> norms() {
        return Stream.of(BatchNorm.of(DType.FLOAT64, 2), LayerNorm.of(TensorType.of(DType.FLOAT64, 2, 50)));
    }

    @ParameterizedTest
    @MethodSource("norms")
    void normalisationGivesMeanZeroAndVarianceOne(Layer layer) {
        Tensor x =
                Key.of(4).normal(TensorType.of(DType.FLOAT64, 6, 2, 50)).mul(3).add(100);
        Tensor y = Models.init(layer, Key.of(1)).apply(x, Pass.training(Key.of(1)));
        assertThat(y.mean().item()).isCloseTo(0, within(1e-12));
        // Epsilon takes 1e-5 / 9 of the variance.
        assertThat(y.square().mean().item()).isCloseTo(1, within(2e-6));
    }

    @Test
    void aChannelThatDoesNotVaryBecomesZeroNotNaN() {
        BatchNorm norm = BatchNorm.of(1).init(Key.of(1));
        Tensor x = Tensor.full(7, 5, 1);
        Tensor y = norm.apply(x, Pass.training(Key.of(1)));
        assertThat(y.value().floats()).containsOnly(0f);
        assertThat(Differentiate.gradient(y.sum(), x).getFirst().value().floats())
                .containsOnly(0f);
    }

    @Test
    void runningStatisticsFollowTheBatches() {
        BatchNorm norm = BatchNorm.of(DType.FLOAT64, 1).withMomentum(0.25).init(Key.of(1));
        Pass pass = Pass.training(Key.of(1));
        var _ = norm.apply(Tensor.of(1.0, 2.0, 6.0).reshape(3, 1), pass);
        // mean 3; squares of deviations 4 + 1 + 9 = 14, so 7 with n - 1; from 0 and 1.
        assertThat(pass.updates().get(norm.mean().variable()).item()).isEqualTo(0.75);
        assertThat(pass.updates().get(norm.variance().variable()).item()).isCloseTo(0.75 + 7 * 0.25, within(1e-12));
        assertThatThrownBy(() -> norm.apply(Tensor.of(1.0, 2.0).reshape(2, 1), pass))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two places");
    }

    @Test
    void anIndexOutsideTheTableIsAnError() {
        Embedding table = Embedding.of(3, 2).init(Key.of(1));
        Tensor rows = table.apply(Tensor.of(NDArray.of(Shape.of(2, 2), 0, 2, 2, 1)));
        assertThat(rows.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(rows.slice(0, 0, 1).slice(1, 1, 2).reshape(2).value().floats())
                .isEqualTo(table.weights()
                        .tensor()
                        .slice(0, 2, 3)
                        .reshape(2)
                        .value()
                        .floats());
        assertThatThrownBy(() -> table.apply(Tensor.of(3)).value()).isInstanceOf(IndexRangeException.class);
    }
}
