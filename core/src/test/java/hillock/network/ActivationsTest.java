package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations: what they say of their curves, options, learnt and random slopes, numbers of the lecture notes. */
class ActivationsTest {
    static Stream<Activation> curves() {
        List<Activation> rowwise =
                List.of(Activation.Simple.SOFTMAX, Activation.Simple.LOG_SOFTMAX, Activation.Simple.ONE_HOT);
        return Stream.concat(
                Stream.of(Activation.Simple.values()).filter(a -> !rowwise.contains(a)),
                Stream.of(
                        Activation.leakyRelu(),
                        RandomizedRelu.of(),
                        Activation.elu(),
                        new Elu(2.5),
                        Activation.softplus(),
                        new Relu(0.5),
                        new Step(0.5),
                        new Step(1, Surrogate.straightThrough()),
                        new Sign(1, Surrogate.fastSigmoid()),
                        new Sign(-1, Surrogate.triangle()),
                        new Sign(0),
                        new Sign(1)));
    }

    /** On a grid of 1/2000 over [-60, 60] and at +-1e6, in float64. */
    @ParameterizedTest
    @MethodSource("curves")
    void traitsAreThoseOfTheCurve(Activation activation) {
        ActivationTraits traits = activation.traits().orElseThrow();
        double[] xs = new double[240_003];
        for (int i = 0; i < 240_001; i++) {
            xs[i + 1] = (i - 120_000) / 2000.0;
        }
        xs[0] = -1e6;
        xs[240_002] = 1e6;
        Tensor x = Tensor.of(xs);
        Tensor y = activation.apply(x);
        double[] ys = y.value().doubles();
        double[] slopes = Differentiate.gradient(y.sum(), x).getFirst().value().doubles();
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double steepest = 0;
        boolean odd = true;
        boolean rising = true;
        for (int i = 0; i < xs.length; i++) {
            least = Math.min(least, ys[i]);
            greatest = Math.max(greatest, ys[i]);
            steepest = Math.max(steepest, Math.abs(slopes[i]));
            odd &= Math.abs(ys[i] + ys[xs.length - 1 - i]) <= 1e-12;
            rising &= i == 0 || ys[i] >= ys[i - 1];
        }
        assertThat(odd).as("zero-centred").isEqualTo(traits.zeroCentred());
        assertThat(rising).as("monotone").isEqualTo(traits.monotone());
        // The bound is kept, and is not loose: the grid comes within a thousandth of it.
        assertThat(steepest).isBetween(traits.slope() * 0.999, traits.slope() * (1 + 1e-12));
        if (Double.isInfinite(traits.low())) {
            assertThat(least).isLessThanOrEqualTo(-1e4);
        } else {
            assertThat(least).isBetween(traits.low() - 1e-15, traits.low() + 1e-4);
        }
        if (Double.isInfinite(traits.high())) {
            assertThat(greatest).isGreaterThanOrEqualTo(1e6);
        } else {
            assertThat(greatest).isBetween(traits.high() - 1e-4, traits.high() + 1e-15);
        }
    }

    /** INVENTORY B22: the table of the documentation is that of the traits, and has every activation. */
    @Test
    void thePageSaysWhatTheTraitsSay() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "activations.md"));
        List<String> rows = lines.subList(0, lines.indexOf("## Options")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        List<String> texts = new ArrayList<>();
        for (String row : rows) {
            String text = row.substring(3, row.indexOf('`', 3));
            ActivationTraits traits = Activation.named(text).traits().orElseThrow();
            assertThat(row)
                    .isEqualTo("| `%s` | %s to %s | %s | %s | %s |"
                            .formatted(
                                    text,
                                    shown(traits.low()),
                                    shown(traits.high()),
                                    traits.zeroCentred() ? "yes" : "no",
                                    traits.monotone() ? "yes" : "no",
                                    shown(traits.slope())));
            texts.add(text);
        }
        assertThat(texts).containsAll(Activation.names());
    }

    private static String shown(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "∞" : "-∞";
        }
        return number == Math.rint(number) ? Long.toString((long) number) : String.format(Locale.ROOT, "%.4f", number);
    }

    /** INVENTORY B18; of equal ones the first. */
    @Test
    void oneHotMarksTheFirstOfTheGreatest() {
        Tensor x = Tensor.of(new double[][] {{0.6, 3.4, -1.2, 0.05}, {2, 1, 2, 2}});
        assertThat(Activation.Simple.ONE_HOT.apply(x).value().doubles()).containsExactly(0, 1, 0, 0, 1, 0, 0, 0);
    }

    /** INVENTORY B19: the softmax of two is the logistic function of their difference. */
    @Test
    void softmaxOfTwoIsTheLogisticFunction() {
        Random random = new Random(19);
        for (int i = 0; i < 50; i++) {
            double a = 5 * random.nextGaussian();
            double b = 5 * random.nextGaussian();
            double[] pair = Activation.softmax()
                    .apply(Tensor.of(new double[][] {{a, b}}))
                    .value()
                    .doubles();
            double sigmoid = Activation.sigmoid().apply(Tensor.scalar(a - b)).item();
            assertThat(pair[0]).isCloseTo(sigmoid, within(1e-15));
            assertThat(pair[1]).isCloseTo(1 - sigmoid, within(1e-15));
        }
    }

    /** INVENTORY B06: tanh x = 2 sigma(2x) - 1. */
    @Test
    void tanhIsAScaledLogisticFunction() {
        for (double x = -6; x <= 6; x += 0.37) {
            double tanh = Activation.tanh().apply(Tensor.scalar(x)).item();
            double sigmoid = Activation.sigmoid().apply(Tensor.scalar(2 * x)).item();
            assertThat(tanh).isCloseTo(2 * sigmoid - 1, within(1e-15));
        }
    }

    /**
     * INVENTORY B13: under the normal density selu has mean 0 and mean square 1, by Simpson's rule on each side of 0.
     */
    @Test
    void seluKeepsMeanAndVariance() {
        int n = 4000;
        double[] xs = new double[2 * n + 1];
        for (int i = 0; i <= 2 * n; i++) {
            xs[i] = (i - n) * 12.0 / n;
        }
        double[] ys = Activation.named("selu").apply(Tensor.of(xs)).value().doubles();
        double mean = 0;
        double square = 0;
        for (int i = 0; i <= 2 * n; i++) {
            double weight = i == 0 || i == 2 * n ? 1 : i % 2 == 1 ? 4 : 2;
            double density = Math.exp(-xs[i] * xs[i] / 2) / Math.sqrt(2 * Math.PI) * weight * 12.0 / n / 3;
            mean += density * ys[i];
            square += density * ys[i] * ys[i];
        }
        assertThat(mean).isCloseTo(0, within(1e-9));
        assertThat(square).isCloseTo(1, within(1e-9));
    }

    /** INVENTORY B11: da = sum dy min(0, x). */
    @Test
    void parametricReluLearnsItsSlopes() {
        ParametricRelu layer = (ParametricRelu)
                ParametricRelu.of(TensorType.of(DType.FLOAT64, 2)).init(Key.of(1));
        Tensor x = Tensor.of(new double[][] {{-2, 3}, {-0.5, -4}});
        Tensor y = layer.apply(x);
        assertThat(y.value().doubles()).containsExactly(-0.5, 3, -0.125, -1);
        Tensor weighted = y.mul(Tensor.of(new double[][] {{1, 10}, {2, 20}})).sum();
        List<Tensor> slopes = Differentiate.gradient(weighted, layer.slope().tensor(), x);
        assertThat(slopes.get(0).value().doubles()).containsExactly(-3, -80);
        assertThat(slopes.get(1).value().doubles()).containsExactly(0.25, 10, 0.5, 5);
    }

    /** INVENTORY B12: drawn in training, the same for the same key; the mean 11/48 in inference. */
    @Test
    void randomizedReluDrawsInTrainingOnly() {
        RandomizedRelu layer = RandomizedRelu.of();
        Tensor x = Tensor.full(-1, 100_000);
        float[] drawn = layer.apply(x, Pass.training(Key.of(3))).value().floats();
        assertThat(layer.apply(x, Pass.training(Key.of(3))).value().floats()).isEqualTo(drawn);
        assertThat(layer.apply(x, Pass.training(Key.of(4))).value().floats()).isNotEqualTo(drawn);
        double sum = 0;
        for (float value : drawn) {
            assertThat(-value).isBetween(0.125f, 0.33333334f);
            sum -= value;
        }
        // The deviation of one draw is (5/24)/sqrt 12 = 0.0601, of the mean of 10^5 1.9e-4; four are allowed.
        assertThat(sum / 1e5).isCloseTo(11.0 / 48, within(7.6e-4));
        assertThat(layer.apply(Tensor.of(-48.0, 2)).value().doubles())
                .containsExactly(new double[] {-11, 2}, within(1e-14));
    }

    @Test
    void signKeepsTheStateAtATie() {
        Tensor state = Tensor.of(-1.0, -1, 1, 1);
        assertThat(Sign.keeping(Tensor.of(3.0, 0, 0, -2), state).value().doubles())
                .containsExactly(1, -1, 1, -1);
    }

    @Test
    void eachNameIsAnActivationThatIsReadBack() {
        for (String name : Activation.names()) {
            Activation activation = Activation.named(name);
            assertThat(Architecture.parse(activation.describe())).isEqualTo(activation);
            assertThat(Architecture.parse(name)).isEqualTo(activation);
        }
    }

    @Test
    void namesCarryOptions() {
        assertThat(Activation.named("leaky_relu(0.1)")).isEqualTo(new LeakyRelu(0.1));
        assertThat(Activation.named("softplus(beta=2)")).isEqualTo(new Softplus(2, 20));
        assertThat(Activation.named("step(surrogate=fast_sigmoid)")).isEqualTo(new Step(1, Surrogate.fastSigmoid()));
        assertThatThrownBy(() -> Activation.named("softplus(gamma=2)")).hasMessageContaining("gamma");
        assertThatThrownBy(() -> Activation.named("step(surrogate=fast)")).hasMessageContaining("fast_sigmoid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaky_relu(0.2)",
                "elu(0.5)",
                "softplus(2.0, 30.0)",
                "randomized_relu(0.1, 0.2)",
                "relu(slope_at_zero=0.5)",
                "step(0.5)",
                "step(0.0, fast_sigmoid(10.0))",
                "sign(-1.0)",
                "sign(1.0, straight_through)",
                "sign(1.0, straight_through(1.0))",
                "sign(0.0, triangle(2.0))",
                "one_hot",
                "parametric_relu",
                "parametric_relu(3)",
                "parametric_relu(float64)",
                "parametric_relu(3, float64)"
            })
    void textIsReadAsItIsWritten(String text) {
        assertThat(Architecture.parse(text).describe()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relu(slope_at_zero=2)",
                "step(0.3)",
                "step(0, relu)",
                "step(0, straight_through(0))",
                "step(0, fast_sigmoid(-1))",
                "step(0, triangle(0))",
                "sign(2)",
                "elu(0)",
                "softplus(0)",
                "leaky_relu(NaN)",
                "randomized_relu(2, 1)",
                "parametric_relu(x)"
            })
    void impossibleOptionsAreRefused(String text) {
        assertThatThrownBy(() -> Architecture.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
