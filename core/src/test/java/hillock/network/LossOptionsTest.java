package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.ExpressionException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses with options against plain loops over PyTorch's definitions in double, at extremes, and as texts. */
class LossOptionsTest {
    private static final int SAMPLES = 7;
    private static final int CLASSES = 4;
    private static final Tensor LOGITS =
            Key.of(5).normal(TensorType.of(DType.FLOAT64, SAMPLES, CLASSES)).mul(3);
    private static final int[] TARGETS = {3, 0, 1, 1, 2, 3, 0};
    private static final double[] WEIGHTS = {0.5, 2, 1, 0.25};

    private static double[] gradient(Loss loss, Tensor outputs, Tensor targets) {
        return Differentiate.gradient(loss.of(outputs, targets), outputs)
                .getFirst()
                .value()
                .doubles();
    }

    private static double[][] rows(Tensor matrix) {
        double[] flat = matrix.value().doubles();
        int width = matrix.shape().dimension(1);
        double[][] rows = new double[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static double[] logSoftmax(double[] z) {
        double sum = 0;
        for (double value : z) {
            sum += Math.exp(value);
        }
        double log = Math.log(sum);
        return Arrays.stream(z).map(value -> value - log).toArray();
    }

    /**
     * torch.nn.functional.cross_entropy(logits, classes, weight, label_smoothing): (1 - e) times the weighted negative
     * log-likelihood plus e / K times the weighted sum over the classes, over the weights of the targets.
     */
    private static double pytorchCrossEntropy(double[][] logits, int[] targets, double[] weights, double smoothing) {
        double likelihood = 0;
        double spread = 0;
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            double[] logs = logSoftmax(logits[i]);
            likelihood -= weights[targets[i]] * logs[targets[i]];
            for (int k = 0; k < logs.length; k++) {
                spread -= weights[k] * logs[k];
            }
            total += weights[targets[i]];
        }
        return ((1 - smoothing) * likelihood + smoothing / weights.length * spread) / total;
    }

    private static Tensor oneHot(int[] targets, int classes) {
        double[][] rows = new double[targets.length][classes];
        for (int i = 0; i < targets.length; i++) {
            rows[i][targets[i]] = 1;
        }
        return Tensor.of(rows);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5})
    void crossEntropyWithSmoothingAndWeightsIsPyTorchs(double smoothing) {
        double[][] z = rows(LOGITS);
        CategoricalCrossEntropy smooth = Loss.crossEntropy().withSmoothing(smoothing);
        double[] ones = {1, 1, 1, 1};
        for (Tensor targets : List.of(Tensor.of(TARGETS), oneHot(TARGETS, CLASSES))) {
            assertThat(smooth.of(LOGITS, targets).item())
                    .isCloseTo(pytorchCrossEntropy(z, TARGETS, ones, smoothing), within(1e-14));
            Loss weighted = smooth.withClassWeights(WEIGHTS);
            assertThat(weighted.of(LOGITS, targets).item())
                    .isCloseTo(pytorchCrossEntropy(z, TARGETS, WEIGHTS, smoothing), within(1e-14));
            double sum = smooth.withClassWeights(WEIGHTS)
                    .withReduction(Reduction.SUM)
                    .of(LOGITS, targets)
                    .item();
            double[] each = weighted.perSample(LOGITS, targets).value().doubles();
            assertThat(Arrays.stream(each).sum()).isCloseTo(sum, within(1e-13));
            assertThat(sum / (0.5 * 2 + 2 * 2 + 1 + 0.25 * 2))
                    .isCloseTo(pytorchCrossEntropy(z, TARGETS, WEIGHTS, smoothing), within(1e-14));
        }
    }

    @Test
    void aCommonFactorOfClassWeightsChangesNothing() {
        Tensor targets = Tensor.of(TARGETS);
        double once = Loss.crossEntropy()
                .withClassWeights(WEIGHTS)
                .of(LOGITS, targets)
                .item();
        double twice = Loss.crossEntropy()
                .withClassWeights(1, 4, 2, 0.5)
                .of(LOGITS, targets)
                .item();
        assertThat(twice).isCloseTo(once, within(1e-15));
    }

    @Test
    void bernoulliWithOptionsIsTheCategoricalOneOfTwoLogits() {
        Tensor z = Key.of(6).normal(TensorType.of(DType.FLOAT64, SAMPLES, 1)).mul(3);
        Tensor pair = Tensor.concat(1, z.mul(0), z);
        Tensor targets = Tensor.of(1, 0, 1, 1, 0, 0, 0);
        Loss binary = Loss.binaryCrossEntropy().withSmoothing(0.2).withClassWeights(0.7, 3);
        Loss categorical = Loss.crossEntropy().withSmoothing(0.2).withClassWeights(0.7, 3);
        assertThat(binary.of(z, targets).item())
                .isCloseTo(categorical.of(pair, targets).item(), within(1e-14));
        assertThat(binary.perSample(z, targets).value().doubles())
                .containsExactly(categorical.perSample(pair, targets).value().doubles(), within(1e-14));
        // Without weights: torch.nn.BCEWithLogitsLoss of the smoothed targets.
        double expected = 0;
        double[] scores = z.value().doubles();
        for (int i = 0; i < SAMPLES; i++) {
            double y = targets.value().ints()[i] * 0.8 + 0.1;
            expected += y * Math.log1p(Math.exp(-scores[i])) + (1 - y) * Math.log1p(Math.exp(scores[i]));
        }
        assertThat(Loss.binaryCrossEntropy().withSmoothing(0.2).of(z, targets).item())
                .isCloseTo(expected / SAMPLES, within(1e-14));
    }

    @Test
    void distancesAreTheirDefinitions() {
        Tensor outputs = Tensor.of(new double[][] {{0.5, -3}, {2, 2}, {-0.25, 1}});
        Tensor targets = Tensor.of(new double[][] {{0, 0}, {2, 0}, {0, 0}});
        assertThat(Loss.absoluteError().perSample(outputs, targets).value().doubles())
                .containsExactly(3.5, 2, 1.25);
        // torch.nn.HuberLoss(delta): d^2 / 2 up to delta, then delta (|d| - delta / 2).
        assertThat(Loss.huber(1).perSample(outputs, targets).value().doubles())
                .containsExactly(0.125 + 2.5, 1.5, 0.03125 + 0.5);
        assertThat(Loss.huber(2).perSample(outputs, targets).value().doubles())
                .containsExactly(0.125 + 4, 2, 0.03125 + 0.5);
        assertThat(gradient(Loss.huber(1).withReduction(Reduction.SUM), outputs, targets))
                .containsExactly(0.5, -1, 0, 1, -0.25, 1);
        assertThat(gradient(Loss.absoluteError().withReduction(Reduction.SUM), outputs, targets))
                .containsExactly(1, -1, 0, 1, -1, 1);
        // The curvature is 1 in the middle, also at a distance of 0, and 0 outside.
        Tensor curvature = Differentiate.gradient(v -> Differentiate.gradient(
                                Loss.huber(1).withReduction(Reduction.SUM).of(v, targets), v)
                        .getFirst()
                        .sum())
                .at(outputs);
        assertThat(curvature.value().doubles()).containsExactly(1, 0, 1, 0, 1, 0.5);
    }

    @Test
    void hingeOfTwoClassesTakesBothCodes() {
        Tensor scores = Tensor.of(new double[][] {{0.3}, {-2}, {2}, {1}});
        double[] expected = {0.7, 0, 3, 0};
        for (Tensor targets : List.of(
                Tensor.of(1, 0, 0, 1), Tensor.of(1, -1, -1, 1), Tensor.of(new double[][] {{1}, {-1}, {-1}, {1}}))) {
            assertThat(Loss.hinge().perSample(scores, targets).value().doubles())
                    .containsExactly(expected, within(1e-15));
        }
        assertThat(gradient(Loss.hinge().withReduction(Reduction.SUM), scores, Tensor.of(1, 0, 0, 1)))
                .containsExactly(new double[] {-1, 0, 1, 0}, within(0.0));
    }

    @Test
    void paddingCostsNothingAndDoesNotCount() {
        Tensor logits = Tensor.of(LOGITS.slice(0, 0, 6).reshape(2, 3, CLASSES).node());
        Tensor padded = Tensor.of(3, -1, 1, 1, -1, -1).reshape(2, 3);
        Tensor left = Tensor.concat(0, LOGITS.slice(0, 0, 1), LOGITS.slice(0, 2, 4));
        Tensor classes = Tensor.of(3, 1, 1);
        for (Loss loss : List.of(
                Loss.hinge(),
                Loss.crossEntropy(),
                Loss.crossEntropy().withSmoothing(0.1),
                Loss.crossEntropy().withClassWeights(WEIGHTS))) {
            assertThat(loss.of(logits, padded).item())
                    .as(loss.describe())
                    .isCloseTo(loss.of(left, classes).item(), within(1e-14));
        }
        assertThat(gradient(Loss.hinge(), LOGITS.slice(0, 0, 1), Tensor.of(-1))).containsOnly(0);
    }

    @Test
    void hingeOfSeveralClassesLooksAtTheBestOther() {
        double[][] s = rows(LOGITS);
        double[] expected = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double other = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < CLASSES; k++) {
                other = k == TARGETS[i] ? other : Math.max(other, s[i][k]);
            }
            expected[i] = Math.max(0, 2 + other - s[i][TARGETS[i]]);
        }
        Loss loss = new Hinge(2, Reduction.MEAN);
        assertThat(loss.perSample(LOGITS, Tensor.of(TARGETS)).value().doubles())
                .containsExactly(expected, within(1e-14));
        assertThat(Arrays.stream(expected).filter(value -> value > 2).count()).isPositive();
    }

    @Test
    void divergenceIsItsDefinitionFromLogitsAndFromLogProbabilities() {
        double[][] t = {{0.1, 0.2, 0.3, 0.4}, {1, 0, 0, 0}, {0.5, 0, 0.5, 0}};
        Tensor logits = LOGITS.slice(0, 0, 3);
        double[][] z = rows(logits);
        double[] expected = new double[3];
        for (int i = 0; i < 3; i++) {
            double[] logs = logSoftmax(z[i]);
            for (int k = 0; k < CLASSES; k++) {
                expected[i] += t[i][k] == 0 ? 0 : t[i][k] * (Math.log(t[i][k]) - logs[k]);
            }
        }
        Tensor targets = Tensor.of(t);
        for (Tensor outputs : List.of(logits, logits.logSoftmax(-1))) {
            assertThat(Loss.kullbackLeibler()
                            .perSample(outputs, targets)
                            .value()
                            .doubles())
                    .containsExactly(expected, within(1e-14));
        }
        // Equal distributions: nothing; and the slope is softmax - target, as of the cross-entropy.
        assertThat(Loss.kullbackLeibler().of(logits, logits.softmax(-1)).item()).isCloseTo(0, within(1e-15));
        assertThat(gradient(Loss.kullbackLeibler(), logits, targets))
                .containsExactly(gradient(Loss.crossEntropy(), logits, targets), within(1e-15));
    }

    static Stream<Loss> fromLogits() {
        return Stream.of(
                Loss.crossEntropy(),
                Loss.crossEntropy().withSmoothing(0.1),
                Loss.crossEntropy().withClassWeights(0.5, 0, 2).withSmoothing(0.1),
                Loss.kullbackLeibler(),
                Loss.hinge(),
                Loss.absoluteError(),
                Loss.huber(1),
                Loss.binaryCrossEntropy().withSmoothing(0.1),
                Loss.binaryCrossEntropy().withClassWeights(0, 2));
    }

    @ParameterizedTest
    @MethodSource("fromLogits")
    void extremesGiveFiniteLossesAndDerivatives(Loss loss) {
        double[] sizes = {0, -0.0, 1e-40, 1, -88, 104, 750, -750, 1e30, -1e30};
        double[][] table = new double[sizes.length * sizes.length][];
        for (int i = 0; i < table.length; i++) {
            table[i] = new double[] {sizes[i / sizes.length], sizes[i % sizes.length], -sizes[i % sizes.length]};
        }
        int[] classes = new int[table.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i % 3;
        }
        boolean sparse = loss instanceof Hinge || loss instanceof CategoricalCrossEntropy;
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor logits = Tensor.of(table).cast(dtype);
            Tensor targets = sparse ? Tensor.of(classes) : oneHot(classes, 3).cast(dtype);
            NDArray losses = loss.perSample(logits, targets).value();
            NDArray slopes = Differentiate.gradient(loss.of(logits, targets), logits)
                    .getFirst()
                    .value();
            for (int i = 0; i < losses.size(); i++) {
                assertThat(losses.getDouble(i)).isFinite().isGreaterThanOrEqualTo(-1e-6);
            }
            for (int i = 0; i < slopes.size(); i++) {
                assertThat(slopes.getDouble(i)).isFinite();
            }
        }
    }

    @Test
    void sampleWeightsDivideTheMean() {
        Tensor targets = Tensor.of(TARGETS);
        double[] w = {1, 0, 2, 0.5, 1, 3, 0};
        Tensor weights = Tensor.of(w);
        for (Loss loss : List.of(
                Loss.crossEntropy(), Loss.crossEntropy().withSmoothing(0.1).withClassWeights(WEIGHTS), Loss.hinge())) {
            double[] each = loss.perSample(LOGITS, targets).value().doubles();
            double sum = 0;
            double total = 0;
            for (int i = 0; i < SAMPLES; i++) {
                sum += w[i] * each[i];
                boolean classed = loss instanceof CategoricalCrossEntropy it
                        && !it.classWeights().values().isEmpty();
                total += w[i] * (classed ? WEIGHTS[TARGETS[i]] : 1);
            }
            assertThat(loss.of(LOGITS, targets, weights).item()).isCloseTo(sum / total, within(1e-14));
        }
        assertThat(Loss.crossEntropy(Reduction.SUM)
                        .of(LOGITS, targets, Tensor.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
                        .item())
                .isCloseTo(Loss.crossEntropy(Reduction.SUM).of(LOGITS, targets).item(), within(1e-13));
        Tensor nothing = Tensor.of(new double[SAMPLES]);
        assertThat(Loss.crossEntropy().of(LOGITS, targets, nothing).item()).isZero();
        assertThat(Differentiate.gradient(Loss.crossEntropy().of(LOGITS, targets, nothing), LOGITS)
                        .getFirst()
                        .value()
                        .doubles())
                .containsOnly(0);
        assertThatThrownBy(() -> Loss.crossEntropy().of(LOGITS, targets, Tensor.of(1.0, 2.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[7]")
                .hasMessageContaining("float64[2]");
    }

    @Test
    void sequencesAreMeansOverAllPositionsButPadding() {
        // Two sequences of three steps; the last step of the second is padding.
        Tensor logits = Key.of(9).normal(TensorType.of(DType.FLOAT64, 2, 3, CLASSES));
        Tensor classes = Tensor.of(0, 3, 2, 1, 1, -1).reshape(2, 3);
        Tensor five = logits.reshape(6, CLASSES).slice(0, 0, 5);
        Tensor five0 = Tensor.of(0, 3, 2, 1, 1);
        for (Loss loss : List.of(
                Loss.crossEntropy(), Loss.crossEntropy().withSmoothing(0.1).withClassWeights(WEIGHTS))) {
            assertThat(loss.of(logits, classes).item())
                    .isCloseTo(loss.of(five, five0).item(), within(1e-14));
        }
        assertThat(Loss.crossEntropy(Reduction.SUM).of(logits, classes).item())
                .isCloseTo(Loss.crossEntropy(Reduction.SUM).of(five, five0).item(), within(1e-14));
        Tensor probabilities =
                Key.of(10).normal(TensorType.of(DType.FLOAT64, 2, 3, CLASSES)).softmax(-1);
        for (Loss loss : List.of(Loss.crossEntropy(), Loss.kullbackLeibler())) {
            assertThat(loss.of(logits, probabilities).item())
                    .isCloseTo(
                            loss.of(logits.reshape(6, CLASSES), probabilities.reshape(6, CLASSES))
                                    .item(),
                            within(1e-14));
        }
        Tensor full = Tensor.of(0, 3, 2, 1, 1, 2);
        assertThat(Loss.hinge().of(logits, full.reshape(2, 3)).item())
                .isCloseTo(Loss.hinge().of(logits.reshape(6, CLASSES), full).item(), within(1e-14));
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> Loss.crossEntropy().withClassWeights(1, -0.5, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class 1")
                .hasMessageContaining("-0.5");
        assertThatThrownBy(() -> Loss.binaryCrossEntropy().withClassWeights(1, Double.NaN))
                .hasMessageContaining("class 1 is NaN");
        assertThatThrownBy(() -> Loss.crossEntropy().withClassWeights(0, 0)).hasMessageContaining("nothing");
        assertThatThrownBy(() -> Loss.crossEntropy().withClassWeights(1, 2).of(LOGITS, Tensor.of(TARGETS)))
                .hasMessageContaining("2 class weights")
                .hasMessageContaining("4 classes");
        assertThatThrownBy(() -> Loss.crossEntropy().withSmoothing(1)).hasMessageContaining("1.0");
        assertThatThrownBy(() -> Loss.huber(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> new Hinge(Double.NaN, Reduction.MEAN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Loss.crossEntropy().of(Tensor.zeros(4, 1), Tensor.of(0, 0, 0, 0)))
                .hasMessageContaining("float32[4, 1]")
                .hasMessageContaining("binary_cross_entropy");
        assertThatThrownBy(() -> Loss.kullbackLeibler().of(LOGITS, Tensor.of(TARGETS)))
                .hasMessageContaining("int32[7]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cross_entropy",
                "cross_entropy(reduction=sum)",
                "cross_entropy(smoothing=0.1)",
                "cross_entropy(smoothing=0.1, weights=each(1.0, 5.0, 2.0), reduction=sum)",
                "binary_cross_entropy",
                "binary_cross_entropy(weights=each(1.0, 5.0))",
                "squared_error(0.5)",
                "absolute_error",
                "huber(1.5)",
                "hinge(1.0)",
                "kullback_leibler(reduction=sum)"
            })
    void textsAreReadAndWritten(String text) {
        Loss loss = Loss.parse(text);
        assertThat(loss.describe()).isEqualTo(text);
        assertThat(Loss.parse(loss.describe())).isEqualTo(loss);
    }

    @Test
    void namesAloneHaveUsualOptionsAndWrongTextsShowThePlace() {
        assertThat(Loss.names().stream().map(Loss::parse))
                .containsExactly(
                        Loss.crossEntropy(),
                        Loss.binaryCrossEntropy(),
                        Loss.squaredError(1),
                        Loss.absoluteError(),
                        Loss.huber(1),
                        Loss.hinge(),
                        Loss.kullbackLeibler());
        assertThatThrownBy(() -> Loss.parse("cross_entropi"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("cross_entropy");
        assertThatThrownBy(() -> Loss.parse("cross_entropy(weights=each(1, -2))"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("class 1 is -2.0");
        assertThatThrownBy(() -> Loss.parse("cross_entropy(weights=3)")).hasMessageContaining("each(");
        assertThatThrownBy(() -> Loss.parse("huber(1, reduction=median)")).hasMessageContaining("median");
        assertThatThrownBy(() -> Loss.parse("huber(-1)")).hasMessageContaining("-1.0");
    }
}
