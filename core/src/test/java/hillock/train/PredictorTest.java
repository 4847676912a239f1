package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Dropout;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Prediction and evaluation: right, the same bits in any company, and safe to share. */
class PredictorTest {
    private static final int INPUTS = 300;
    private static final Sequential NET =
            Models.seal(Sequential.of(Dense.of(INPUTS, 40), Activation.relu(), Dropout.of(0.5), Dense.of(40, 5))
                    .init(Key.of(1)));

    private static NDArray samples(int count) {
        return Key.of(2).normal(count, INPUTS).value();
    }

    private static NDArray row(NDArray array, int row) {
        return Tensor.of(array).slice(0, row, row + 1).value();
    }

    @Test
    void aRowHasTheSameBitsInAnyBatch() {
        NDArray samples = samples(600);
        Predictor predictor = Predictor.of(NET, Task.classes(5));
        NDArray all = predictor.outputs(samples);
        assertThat(all.shape()).isEqualTo(Shape.of(600, 5));
        for (int size : new int[] {1, 7, 256, 300}) {
            NDArray some =
                    predictor.outputs(Tensor.of(samples).slice(0, 0, size).value());
            for (int r : new int[] {0, size / 2, size - 1}) {
                assertThat(row(some, r).sameBits(row(all, r)))
                        .as("row " + r + " of " + size)
                        .isTrue();
            }
        }
        assertThat(predictor.outputs(row(samples, 599)).sameBits(row(all, 599))).isTrue();
        // Not cut into powers of two either: the formula applied to 7 rows at once.
        Tensor seven = NET.apply(Tensor.of(samples).slice(0, 0, 7));
        assertThat(seven.slice(0, 6, 7).value().sameBits(row(all, 6))).isTrue();
    }

    @Test
    void aThousandVirtualThreadsGetRightAnswers() throws Exception {
        NDArray samples = samples(1000);
        Predictor predictor = Predictor.of(NET, Task.classes(5));
        NDArray expected = predictor.probabilities(samples);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int r = i;
                answers.add(threads.submit(() -> {
                    // A batch of one to three rows, so that several programs are in use at once.
                    int size = Math.min(1 + r % 3, 1000 - r);
                    NDArray answer = predictor.probabilities(
                            Tensor.of(samples).slice(0, r, r + size).value());
                    return row(answer, size - 1).sameBits(row(expected, r + size - 1));
                }));
            }
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        }
    }

    @Test
    void predictionsAreReadByTask() {
        Sequential one = Sequential.of(Dense.of(1, 1)).init(Key.of(1));
        Models.parameters(one).get("layers.0.weights").variable().set(NDArray.of(new float[][] {{1}}));
        Prediction yes = Predictor.of(one, Task.binary("no", "yes")).predict(2f);
        double p = 1 / (1 + Math.exp(-2));
        assertThat(yes.label()).isEqualTo("yes");
        assertThat(yes.index()).isEqualTo(1);
        assertThat(yes.probability()).isCloseTo(p, within(1e-7));
        assertThat(yes.values().getFirst()).isCloseTo(1 - p, within(1e-7));
        assertThat(Predictor.of(one, Task.binary("no", "yes")).predict(-2f).label())
                .isEqualTo("no");
        assertThat(Predictor.of(one, Task.regression(List.of("y"))).predict(2f).values())
                .containsExactly(2.0);
        assertThatThrownBy(() -> Predictor.of(one, Task.classes(3)).predict(2f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Dense.of(1, 3)");
        assertThatThrownBy(() -> Predictor.of(one, Task.classes(3)).outputs(NDArray.of(1f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[samples, ...]");
    }

    @Test
    void confusionIsCounted() {
        // The network is the identity: its logits are the features.
        Sequential identity = Sequential.of(Activation.named("identity"));
        Dataset data = Dataset.of(
                NDArray.of(new float[][] {{3, 1, 0}, {0, 2, 1}, {0, 2, 1}, {5, 0, 0}, {0, 0, 1}, {1, 1, 0}}),
                NDArray.of(0, 1, 2, 2, 2, 0),
                Task.classes(List.of("cat", "dog", "horse")));
        Evaluation evaluation = Evaluation.of(identity, Loss.crossEntropy(), data);
        assertThat(evaluation.examples()).isEqualTo(6);
        // The last sample ties between the first two classes: the first is taken.
        assertThat(evaluation.accuracy()).hasValue(4 / 6.0);
        assertThat(evaluation.confused(2, 1)).isEqualTo(1);
        assertThat(evaluation.confused(2, 0)).isEqualTo(1);
        assertThat(evaluation.confused(0, 0)).isEqualTo(2);
        assertThat(evaluation.worstMistakes(1)).containsExactly(new Evaluation.Mistake("horse", "cat", 1));
        double loss = 0;
        float[] logits = data.all().features().floats();
        for (int i = 0; i < 6; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += Math.exp(logits[3 * i + k]);
            }
            loss += Math.log(sum) - logits[3 * i + data.all().targets().ints()[i]];
        }
        assertThat(evaluation.loss()).isCloseTo(loss / 6, within(1e-6));
        assertThat(evaluation.scoreName()).isEqualTo("accuracy");
    }

    @Test
    void evaluationDoesNotDependOnTheOrderOfBatches() {
        NDArray samples = samples(700);
        int[] targets = new int[700];
        for (int i = 0; i < 700; i++) {
            targets[i] = i % 5;
        }
        Dataset data = Dataset.of(samples, NDArray.of(targets), Task.classes(5));
        Evaluation whole = Evaluation.of(NET, Loss.crossEntropy(), data);
        NDArray losses = Loss.crossEntropy()
                .perSample(NET.apply(Tensor.of(samples)), Tensor.of(targets))
                .value();
        double sum = 0;
        for (int i = 0; i < 700; i++) {
            sum += losses.getDouble(i);
        }
        assertThat(whole.loss()).isEqualTo(sum / 700);
    }
}
