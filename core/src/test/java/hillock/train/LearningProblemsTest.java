package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.ClassCode;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Reduction;
import hillock.network.Sequential;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning problems, losses and targets as the notes have them: the rows L of the inventory. */
class LearningProblemsTest {
    private static final Tensor TWO_LOGITS = Tensor.of(new double[][] {{0.3, -1.2}, {2, 0.1}, {-0.7, 0.4}});
    private static final Tensor TWO_TARGETS = Tensor.of(new double[][] {{1, 0}, {1, 1}, {0, 1}});

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    @Test
    void everyTaskHasItsHeadAndItsMetric() {
        // L04, L21: linear outputs with squares, the logistic function with Bernoulli, softmax with categorical.
        Task numbers = Task.regression(List.of("y"));
        Task two = Task.binary("no", "yes");
        Task three = Task.classes(3);
        assertThat(Heads.loss(numbers)).isEqualTo(Loss.squaredError(1));
        assertThat(Heads.loss(two)).isEqualTo(Loss.binaryCrossEntropy());
        assertThat(Heads.loss(three)).isEqualTo(Loss.crossEntropy());
        for (Task task : List.of(numbers, two, three)) {
            assertThat(Heads.mismatch(task, Heads.loss(task))).isEmpty();
        }
        for (Loss loss : List.of(Loss.absoluteError(), Loss.huber(1))) {
            assertThat(Heads.mismatch(numbers, loss)).isEmpty();
        }
        for (Task task : List.of(two, three)) {
            assertThat(Heads.mismatch(task, Loss.hinge())).isEmpty();
        }
        assertThat(Heads.mismatch(numbers, Loss.crossEntropy()).orElseThrow())
                .contains("cross_entropy does not suit", "numbers", "squared_error");
        assertThat(Heads.mismatch(two, Loss.crossEntropy()).orElseThrow()).contains("binary_cross_entropy");
        assertThat(Heads.mismatch(three, Loss.squaredError(1)).orElseThrow()).contains("squared_error(1.0)");
        assertThat(Heads.mismatch(three, Loss.kullbackLeibler())).isPresent();
        assertThat(Heads.mismatch(three, Loss.crossEntropy().withClassWeights(1, 2, 3)))
                .isEmpty();
        assertThat(Heads.mismatch(three, Loss.crossEntropy().withClassWeights(1, 2))
                        .orElseThrow())
                .contains("2 class weights for 3 classes", "[0, 1, 2]");
    }

    @Test
    void trainingReportsTheMeanLossOfTheSamples() {
        // L05: without steps to speak of, the loss of an epoch is the mean over all samples, the last batch included.
        Dataset data = Dataset.of(
                Key.of(1).normal(TensorType.of(DType.FLOAT64, 11, 2)).value(),
                Key.of(2).normal(TensorType.of(DType.FLOAT64, 11, 1)).value(),
                Task.regression(List.of("y")));
        Dense net = Dense.of(DType.FLOAT64, 2, 1).init(Key.of(3));
        double[] outputs = net.apply(Tensor.of(data.all().features())).value().doubles();
        double sum = 0;
        for (int i = 0; i < 11; i++) {
            sum += Math.pow(outputs[i] - data.all().targets().getDouble(i), 2);
        }
        var result = Trainer.of(net, Loss.squaredError(1), Sgd.of(1e-18))
                .batchSize(4)
                .fit(data, Epochs.of(1));
        assertThat(result.history().getFirst().loss()).isCloseTo(sum / 11, within(1e-14));
        assertThat(Evaluation.of(net, Loss.squaredError(1), data).loss()).isCloseTo(sum / 11, within(1e-14));
    }

    @Test
    void crossEntropyIsTheNegativeLogarithmOfTheLikelihood() {
        // L08, L09, L17: the product of y^t (1 - y)^(1 - t), and its mean logarithm over N samples.
        double likelihood = 1;
        double[] z = TWO_LOGITS.value().doubles();
        double[] t = TWO_TARGETS.value().doubles();
        for (int i = 0; i < z.length; i++) {
            double y = sigmoid(z[i]);
            likelihood *= Math.pow(y, t[i]) * Math.pow(1 - y, 1 - t[i]);
        }
        assertThat(Math.exp(-Loss.binaryCrossEntropy(Reduction.SUM)
                        .of(TWO_LOGITS, TWO_TARGETS)
                        .item()))
                .isCloseTo(likelihood, within(1e-15));
        assertThat(Loss.binaryCrossEntropy().of(TWO_LOGITS, TWO_TARGETS).item())
                .isCloseTo(-Math.log(likelihood) / 3, within(1e-14));
        // L10, L12: the product of y_k^t_k is the probability of the class.
        Tensor logits = Tensor.of(new double[][] {{0.2, 1, -0.4}, {3, 0, 0.5}});
        Tensor oneHot = Tensor.of(new double[][] {{0, 0, 1}, {1, 0, 0}});
        double[] y = logits.softmax(-1).value().doubles();
        assertThat(Math.exp(-Loss.crossEntropy(Reduction.SUM).of(logits, oneHot).item()))
                .isCloseTo(y[2] * y[3], within(1e-15));
        // L14: ln sum e^z - sum r z.
        double logSum = Math.log(Math.exp(0.2) + Math.exp(1) + Math.exp(-0.4));
        assertThat(Loss.crossEntropy().perSample(logits, oneHot).value().getDouble(0))
                .isCloseTo(logSum + 0.4, within(1e-15));
    }

    @Test
    void squaresHaveTheFactorsOfTheNotes() {
        // L15: sum of squares over the outputs; L06: half of it; L16, L20: 1/(2n) of the sum over n samples.
        Tensor outputs = Tensor.of(new double[][] {{1, 2}, {0, -1}, {3, 3}});
        Tensor targets = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 2}});
        double squares = 1 + 4 + 4 + 4 + 1;
        assertThat(Loss.squaredError(1, Reduction.SUM).of(outputs, targets).item())
                .isEqualTo(squares);
        assertThat(Loss.squaredError(0.5, Reduction.SUM).of(outputs, targets).item())
                .isEqualTo(squares / 2);
        assertThat(Loss.squaredError(0.5).of(outputs, targets).item()).isCloseTo(squares / 6, within(1e-15));
    }

    @Test
    void costOfALogisticNetworkWithPenaltyIsThatOfTheNotes() {
        // L19 on a network 2-2-2: J = -1/m sum sum [t ln h + (1 - t) ln(1 - h)] + lambda/(2m) sum w^2, biases excluded.
        Sequential net = Sequential.of(
                        Dense.of(DType.FLOAT64, 2, 2), Activation.sigmoid(), Dense.of(DType.FLOAT64, 2, 2))
                .init(Key.of(1));
        SequencedMap<String, Parameter> parameters = Models.parameters(net);
        double[][] values = {{0.5, -0.3, 0.8, 0.1}, {0.2, -0.1}, {-0.6, 0.4, 0.7, 0.9}, {0.05, -0.2}};
        int[] sizes = parameters.values().stream()
                .mapToInt(parameter -> parameter.type().size())
                .toArray();
        List<String> paths = List.copyOf(parameters.keySet());
        for (int p = 0; p < values.length; p++) {
            Parameter parameter = parameters.get(paths.get(p));
            double[] own = Arrays.copyOf(values[sizes[p] == 4 ? p / 2 * 2 : p / 2 * 2 + 1], sizes[p]);
            parameter.variable().set(NDArray.of(parameter.type().shape(), own));
        }
        double[][] inputs = {{1, 0}, {0.5, -1}, {-0.2, 0.3}};
        double lambda = 0.6;
        double rate = 0.25;
        Dataset data = Dataset.of(NDArray.of(inputs), TWO_TARGETS.value(), Task.regression(List.of("first", "second")));
        var result = Trainer.of(net, Loss.binaryCrossEntropy(), new WeightPenalty(Sgd.of(rate), lambda / inputs.length))
                .batchSize(3)
                .shuffle(false)
                .fit(data, Epochs.of(1));
        assertThat(result.history().getFirst().loss()).isCloseTo(cost(values, inputs, 0), within(1e-14));
        // The step is -rate times the gradient of J, here by central differences of the loops below.
        SequencedMap<String, Parameter> after = Models.parameters(result.model());
        for (int p = 0; p < values.length; p++) {
            int place = sizes[p] == 4 ? p / 2 * 2 : p / 2 * 2 + 1;
            double[] found = after.get(paths.get(p)).variable().value().doubles();
            for (int i = 0; i < found.length; i++) {
                double origin = values[place][i];
                values[place][i] = origin + 1e-6;
                double above = cost(values, inputs, lambda);
                values[place][i] = origin - 1e-6;
                double below = cost(values, inputs, lambda);
                values[place][i] = origin;
                assertThat(found[i]).isCloseTo(origin - rate * (above - below) / 2e-6, within(1e-9));
            }
        }
    }

    /** J by loops; the values are weights [in, out] and biases of two layers. */
    private static double cost(double[][] values, double[][] inputs, double lambda) {
        double sum = 0;
        double[] targets = TWO_TARGETS.value().doubles();
        for (int m = 0; m < inputs.length; m++) {
            double[] layer = inputs[m];
            for (int l = 0; l < 4; l += 2) {
                double[] next = new double[2];
                for (int k = 0; k < 2; k++) {
                    double z = values[l + 1][k] + layer[0] * values[l][k] + layer[1] * values[l][2 + k];
                    next[k] = sigmoid(z);
                }
                layer = next;
            }
            for (int k = 0; k < 2; k++) {
                double t = targets[2 * m + k];
                sum -= t * Math.log(layer[k]) + (1 - t) * Math.log(1 - layer[k]);
            }
        }
        double squares = 0;
        for (int l = 0; l < 4; l += 2) {
            for (double w : values[l]) {
                squares += w * w;
            }
        }
        return sum / inputs.length + lambda / (2 * inputs.length) * squares;
    }

    @Test
    void predictionsAreTheGreatestOfProbabilities() {
        // L22, L25: K values in [0, 1] whose sum is 1, and the greatest is the prediction; for two classes a threshold.
        Sequential identity = Sequential.of(Activation.named("identity"));
        NDArray logits =
                Key.of(4).normal(TensorType.of(DType.FLOAT64, 20, 4)).mul(5).value();
        Predictor predictor = Predictor.of(identity, Task.classes(List.of("cat", "dog", "horse", "car")));
        List<Prediction> predictions = predictor.predict(logits);
        for (int row = 0; row < 20; row++) {
            List<Double> values = predictions.get(row).values();
            assertThat(values).allMatch(p -> p >= 0 && p <= 1);
            assertThat(values.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-14));
            int best = 0;
            for (int k = 1; k < 4; k++) {
                best = logits.getDouble(row * 4 + k) > logits.getDouble(row * 4 + best) ? k : best;
            }
            assertThat(predictions.get(row).index()).isEqualTo(best);
        }
        Predictor yesNo = Predictor.of(identity, Task.binary("no", "yes"));
        assertThat(yesNo.predict(NDArray.of(new double[][] {{-0.1}, {0.1}})))
                .extracting(Prediction::label)
                .containsExactly("no", "yes");
        NDArray steps = NDArray.of(Shape.of(1, 5, 4), new double[20]);
        assertThat(predictor.probabilities(steps).shape()).isEqualTo(Shape.of(1, 5, 4));
        assertThatThrownBy(() -> predictor.predict(steps)).hasMessageContaining("several predictions");
    }

    @ParameterizedTest
    @EnumSource
    void codesOfClassesAreReadBack(ClassCode code) {
        // L23, L24
        int count = code == ClassCode.ONE_NEURON ? 2 : 4;
        int[] classes = count == 2 ? new int[] {1, 0, 0, 1} : new int[] {0, 1, 2, 3, 3};
        NDArray codes = code.encode(count, classes);
        assertThat(code.decode(codes)).containsExactly(classes);
        float[] first = Arrays.copyOf(codes.floats(), codes.shape().dimension(1));
        switch (code) {
            case ONE_NEURON -> assertThat(first).containsExactly(1);
            case ONE_HOT -> assertThat(first).containsExactly(1, 0, 0, 0);
            case ONE_COLD -> assertThat(first).containsExactly(0, 1, 1, 1);
        }
        assertThatThrownBy(() -> code.encode(count, 0, count)).hasMessageContaining("row 1");
        assertThatThrownBy(() -> ClassCode.ONE_NEURON.encode(3, 0)).hasMessageContaining("ONE_HOT");
    }

    @Test
    void twoNeuronsAreTheOneHotCodeOfTwoClasses() {
        assertThat(ClassCode.ONE_HOT.encode(2, 0, 1).floats()).containsExactly(1, 0, 0, 1);
        assertThat(ClassCode.ONE_HOT.decode(NDArray.of(new double[][] {{0.2, 0.9}, {0.6, 0.6}})))
                .containsExactly(1, 0);
    }
}
