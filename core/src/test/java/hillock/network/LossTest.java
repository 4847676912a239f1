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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses against their closed forms, and at extremes. */
class LossTest {
    private static Tensor gradient(Loss loss, Tensor outputs, Tensor targets) {
        return Differentiate.gradient(loss.of(outputs, targets), outputs).getFirst();
    }

    @Test
    void categoricalCrossEntropyOfTheNotes() {
        // INVENTORY L11: y = (0.2, 0.1, 0.4, 0.3); class 3 (from 1) costs .916291, class 1 costs 1.609438.
        Tensor logits = Tensor.of(new double[][] {{0.2, 0.1, 0.4, 0.3}, {0.2, 0.1, 0.4, 0.3}})
                .log();
        NDArray losses = Loss.crossEntropy().perSample(logits, Tensor.of(2, 0)).value();
        assertThat(losses.getDouble(0)).isCloseTo(0.916291, within(5e-7));
        assertThat(losses.getDouble(1)).isCloseTo(1.609438, within(5e-7));
        assertThat(Loss.crossEntropy().of(logits, Tensor.of(2, 0)).item())
                .isCloseTo((0.916291 + 1.609438) / 2, within(5e-7));
        assertThat(Loss.crossEntropy(Reduction.SUM).of(logits, Tensor.of(2, 0)).item())
                .isCloseTo(0.916291 + 1.609438, within(1e-6));
    }

    @Test
    void oneHotTargetsAreClasses() {
        Tensor logits = Key.of(1).normal(TensorType.of(DType.FLOAT64, 5, 4));
        Tensor classes = Tensor.of(3, 0, 1, 1, 2);
        Tensor oneHot = Tensor.of(new double[][] {
            {0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0},
        });
        Loss loss = Loss.crossEntropy();
        assertThat(loss.of(logits, classes)
                        .value()
                        .sameBits(loss.of(logits, oneHot).value()))
                .isTrue();
        double[] sparse = gradient(loss, logits, classes).value().doubles();
        double[] dense = gradient(loss, logits, oneHot).value().doubles();
        // L18: the derivative by a logit is softmax - target, here over 5 samples.
        double[] expected = logits.softmax(-1).sub(oneHot).div(5).value().doubles();
        assertThat(sparse).containsExactly(expected, within(1e-15));
        assertThat(dense).containsExactly(expected, within(1e-15));
    }

    @Test
    void bernoulliCrossEntropyOfTheNotes() {
        // INVENTORY L07: y = .301 with t = 1 costs 1.2006.
        Tensor logit = Tensor.of(new double[][] {{Math.log(0.301 / 0.699)}});
        assertThat(Loss.binaryCrossEntropy().of(logit, Tensor.of(1)).item()).isCloseTo(1.2006, within(5e-5));
    }

    @Test
    void bernoulliCrossEntropyIsItsDefinitionForModerateLogits() {
        // INVENTORY L13: equal to -(t ln y + (1 - t) ln(1 - y)) to 1e-15 relative, derivative y - t (L18).
        for (double z = -6; z <= 6; z += 0.37) {
            for (double t : new double[] {0, 0.25, 1}) {
                double y = 1 / (1 + Math.exp(-z));
                double expected = t * Math.log1p(Math.exp(-z)) + (1 - t) * Math.log1p(Math.exp(z));
                Tensor logit = Tensor.of(new double[][] {{z}});
                Tensor target = Tensor.of(new double[][] {{t}});
                Loss loss = Loss.binaryCrossEntropy();
                assertThat(loss.of(logit, target).item()).isCloseTo(expected, within(2e-15));
                assertThat(gradient(loss, logit, target).item()).isCloseTo(y - t, within(1e-15));
                Tensor curvature = Differentiate.gradient(
                                v -> gradient(loss, v, target).sum())
                        .at(logit);
                assertThat(curvature.item()).isCloseTo(y * (1 - y), within(1e-15));
            }
        }
    }

    @Test
    void twoClassesAreOneLogit() {
        // INVENTORY L28: with two classes the categorical loss is the Bernoulli loss of the difference.
        Tensor logits = Key.of(2).normal(TensorType.of(DType.FLOAT64, 6, 2));
        Tensor classes = Tensor.of(0, 1, 1, 0, 1, 0);
        Tensor difference = logits.slice(1, 1, 2).sub(logits.slice(1, 0, 1));
        assertThat(Loss.crossEntropy().of(logits, classes).item())
                .isCloseTo(Loss.binaryCrossEntropy().of(difference, classes).item(), within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1e-30, 30, -30, 700, -700, 1e4, -1e4, 3e38, -3e38})
    void logitsOfAnySizeGiveFiniteLossesAndDerivatives(double z) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor logits = Tensor.of(new double[][] {{z}, {z}}).cast(dtype);
            Tensor targets = Tensor.of(0, 1);
            NDArray losses =
                    Loss.binaryCrossEntropy().perSample(logits, targets).value();
            NDArray slopes = gradient(Loss.binaryCrossEntropy(Reduction.SUM), logits, targets)
                    .value();
            double sigmoid = 1 / (1 + Math.exp(-z));
            double tolerance = dtype == DType.FLOAT32 ? 2e-6 : 1e-14;
            double wrong = Math.abs(z) < 1e10 ? Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) : Math.max(z, 0);
            double right = wrong - z;
            assertThat(losses.getDouble(0)).isCloseTo(wrong, within(Math.max(1, Math.abs(z)) * tolerance));
            assertThat(losses.getDouble(1)).isCloseTo(right, within(Math.max(1, Math.abs(z)) * tolerance));
            assertThat(slopes.getDouble(0)).isCloseTo(sigmoid, within(tolerance));
            assertThat(slopes.getDouble(1)).isCloseTo(sigmoid - 1, within(tolerance));

            Tensor pair = Tensor.of(new double[][] {{z, 0}, {z, 0}}).cast(dtype);
            NDArray categorical = Loss.crossEntropy().perSample(pair, targets).value();
            assertThat(categorical.getDouble(1)).isCloseTo(wrong, within(Math.max(1, Math.abs(z)) * tolerance));
            assertThat(categorical.getDouble(0)).isCloseTo(right, within(Math.max(1, Math.abs(z)) * tolerance));
            NDArray both =
                    gradient(Loss.crossEntropy(Reduction.SUM), pair, targets).value();
            assertThat(both.getDouble(0)).isCloseTo(sigmoid - 1, within(tolerance));
            assertThat(both.getDouble(2)).isCloseTo(sigmoid, within(tolerance));
        }
    }

    @Test
    void oppositeExtremesGiveNoNaN() {
        Tensor logits = Tensor.of(new float[][] {{3e38f, -3e38f}, {-3e38f, 3e38f}, {1e4f, -1e4f}});
        Tensor oneHot = Tensor.of(new float[][] {{1, 0}, {0, 1}, {1, 0}});
        for (Tensor targets : new Tensor[] {Tensor.of(0, 1, 0), oneHot}) {
            assertThat(Loss.crossEntropy().perSample(logits, targets).value().floats())
                    .containsExactly(0f, 0f, 0f);
            assertThat(gradient(Loss.crossEntropy(), logits, targets).value().floats())
                    .containsOnly(0f);
        }
    }

    @Test
    void certaintyKeepsItsAccuracy() {
        // For z = 20 and target 1 the loss is log1p(e^-20) = 2.06e-9 and the derivative -e^-20/(1+e^-20): in float32
        // both are lost if 1 is subtracted from something near 1.
        Tensor logit = Tensor.of(new float[][] {{20}});
        double tiny = Math.exp(-20);
        Loss loss = Loss.binaryCrossEntropy();
        assertThat(loss.of(logit, Tensor.of(1)).item()).isCloseTo(Math.log1p(tiny), within(tiny * 1e-6));
        assertThat(gradient(loss, logit, Tensor.of(1)).item()).isCloseTo(-tiny / (1 + tiny), within(tiny * 1e-6));
    }

    @Test
    void squaredErrorHasItsFactor() {
        Tensor outputs = Tensor.of(new double[][] {{1, 2}, {3, 5}});
        Tensor targets = Tensor.of(new double[][] {{0, 0}, {1, 1}});
        assertThat(Loss.squaredError(1).perSample(outputs, targets).value().doubles())
                .containsExactly(5, 20);
        assertThat(Loss.squaredError(0.5).of(outputs, targets).item()).isEqualTo(6.25);
        assertThat(Loss.squaredError(0.5, Reduction.SUM).of(outputs, targets).item())
                .isEqualTo(12.5);
        // L06: with factor 1/2 and the sum, the derivative is y - t.
        assertThat(gradient(Loss.squaredError(0.5, Reduction.SUM), outputs, targets)
                        .value()
                        .doubles())
                .containsExactly(1, 2, 2, 4);
    }

    @Test
    void shapesAreNotStretched() {
        Tensor outputs = Tensor.zeros(4, 1);
        assertThat(Loss.squaredError(1)
                        .perSample(outputs, Tensor.ones(4))
                        .value()
                        .floats())
                .containsExactly(1, 1, 1, 1);
        assertThatThrownBy(() -> Loss.squaredError(1).of(Tensor.zeros(4, 3), Tensor.ones(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float32[4, 3]")
                .hasMessageContaining("float32[4]");
        assertThatThrownBy(() -> Loss.binaryCrossEntropy().of(Tensor.zeros(4, 2), Tensor.of(0, 1, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Loss.crossEntropy().of(Tensor.zeros(4, 2), Tensor.of(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int32[2]");
        assertThatThrownBy(() -> Loss.squaredError(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
