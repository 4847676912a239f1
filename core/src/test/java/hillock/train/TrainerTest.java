package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Spiral;
import hillock.data.Task;
import hillock.data.Xor;
import hillock.engine.Engine;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Dropout;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Reduction;
import hillock.network.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Training, from the settings to the result. */
class TrainerTest {
    private static final Dataset POINTS = Xor.quadrants(50, 1);

    private static Sequential small() {
        return Sequential.of(Dense.of(2, 8), Activation.tanh(), Dropout.of(0.2), Dense.of(8, 1));
    }

    private static Trainer<Sequential> trainer() {
        return Trainer.of(small(), Loss.binaryCrossEntropy(), Adam.of(0.01))
                .batchSize(16)
                .seed(1);
    }

    private static void assertSameBits(Layer a, Layer b) {
        Map<String, NDArray> values = Models.values(b);
        Models.values(a)
                .forEach((path, value) ->
                        assertThat(value.sameBits(values.get(path))).as(path).isTrue());
    }

    @Test
    void learnsXor() {
        // INVENTORY H10: XOR to a loss below 1e-3.
        Sequential net = Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 1));
        var result = Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(0.05))
                .seed(1)
                .batchSize(4)
                .fit(Xor.table(), Epochs.of(1000));
        Evaluation evaluation = Evaluation.of(result.model(), Loss.binaryCrossEntropy(), Xor.table());
        assertThat(evaluation.loss()).isLessThan(1e-3);
        assertThat(evaluation.accuracy()).hasValue(1);
        assertThat(result.history().getLast().loss()).isLessThan(1e-3);
        assertThat(result.steps()).isEqualTo(1000);
    }

    @Test
    void learnsTheSpiral() {
        // INVENTORY V12: 2-20-20-2 tanh reaches at least 99 % on fresh points of the noise-free spiral.
        Sequential net = Sequential.perceptron(Shape.of(2), List.of(20, 20), Activation.tanh(), 0, 2);
        var result = Trainer.of(net, Loss.crossEntropy(), Adam.of(Schedule.cosine(0.01)))
                .seed(1)
                .fit(Spiral.playground(250, 0, 1), Epochs.of(300));
        Evaluation test = Evaluation.of(result.model(), Loss.crossEntropy(), Spiral.playgroundFresh(1000, 0, 1));
        assertThat(test.accuracy().orElseThrow()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void learnsALine() {
        float[] x = new float[100];
        float[] y = new float[100];
        for (int i = 0; i < 100; i++) {
            x[i] = i / 50f - 1;
            y[i] = 3 * x[i] - 0.5f;
        }
        Dataset line = Dataset.of(
                NDArray.of(Shape.of(100, 1), x), NDArray.of(Shape.of(100, 1), y), Task.regression(List.of("y")));
        var result = Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Momentum.of(0.05, 0.9))
                .seed(2)
                .fit(line, Epochs.of(200));
        Evaluation evaluation = Evaluation.of(result.model(), Loss.squaredError(1), line);
        assertThat(evaluation.rmse().orElseThrow()).isLessThan(1e-4);
        assertThat(evaluation.loss()).isCloseTo(Math.pow(evaluation.score(), 2), within(1e-12));
        assertThat(result.predictor().predict(2f).values().getFirst()).isCloseTo(5.5, within(1e-3));
    }

    @Test
    void theGivenNetworkIsLeftUntouchedAndTheResultIsSealed() {
        Sequential net = small().init(Key.of(3));
        Map<String, NDArray> before = Models.values(net);
        var result = Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(0.01)).fit(POINTS, Epochs.of(2));
        Models.values(net)
                .forEach((path, value) ->
                        assertThat(value.sameBits(before.get(path))).isTrue());
        assertThat(Models.values(result.model()).get("layers.0.weights").sameBits(before.get("layers.0.weights")))
                .isFalse();
        assertThat(Models.parameters(result.model()).values())
                .allMatch(parameter -> parameter.variable().isSealed());
        assertThat(Models.parameters(net).values())
                .noneMatch(parameter -> parameter.variable().isSealed());
    }

    @Test
    void settingsDecideTheBitsAndThreadsDoNot() {
        var one = trainer().engine(Engine.standard().withThreads(1)).fit(POINTS, Epochs.of(3));
        var three = trainer().engine(Engine.standard().withThreads(3)).fit(POINTS, Epochs.of(3));
        assertSameBits(one.model(), three.model());
        var other = trainer().seed(2).fit(POINTS, Epochs.of(3));
        assertThat(Models.values(other.model())
                        .get("layers.0.weights")
                        .sameBits(Models.values(one.model()).get("layers.0.weights")))
                .isFalse();
    }

    @Test
    void noSampleIsDroppedAndTheLastBatchIsWhole() {
        List<BatchReport> batches = new ArrayList<>();
        trainer().onBatch(batches::add).fit(POINTS, Epochs.of(2));
        assertThat(batches).extracting(BatchReport::samples).containsExactly(16, 16, 16, 2, 16, 16, 16, 2);
        assertThat(batches).extracting(BatchReport::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(batches).extracting(BatchReport::batch).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        assertThat(batches).allMatch(report -> report.batches() == 4 && report.epochs() == 2);
    }

    @Test
    void incrementalMiniBatchAndFullBatchTakeTheirNumberOfSteps() {
        assertThat(trainer().incremental().fit(POINTS, Epochs.of(3)).steps()).isEqualTo(3 * 50);
        assertThat(trainer().batchSize(20).fit(POINTS, Epochs.of(3)).steps()).isEqualTo(3 * 3);
        // INVENTORY O04: one update per epoch.
        var whole = trainer().fullBatch().fit(POINTS, Epochs.of(3));
        assertThat(whole.steps()).isEqualTo(3);
        assertSameBits(trainer().batchSize(1000).fit(POINTS, Epochs.of(3)).model(), whole.model());
    }

    @Test
    void theLossOfAnEpochIsTheMeanOverSamples() {
        for (Reduction reduction : Reduction.values()) {
            List<BatchReport> batches = new ArrayList<>();
            var result = Trainer.of(small(), Loss.binaryCrossEntropy(reduction), Sgd.of(0.01))
                    .batchSize(16)
                    .onBatch(batches::add)
                    .fit(POINTS, Epochs.of(1));
            double sum = 0;
            for (BatchReport report : batches) {
                sum += report.loss() * report.samples();
            }
            assertThat(result.history().getFirst().loss()).isCloseTo(sum / 50, within(1e-9));
            assertThat(result.history().getFirst().loss()).isBetween(0.3, 1.5);
        }
    }

    @Test
    void oneStepOfDescentIsItsFormula() {
        // One full batch without shuffling: w - rate * dL/dw, computed here through the Tensor face.
        Dense dense = Dense.of(2, 1).init(Key.of(4));
        Dataset table = Xor.table();
        Tensor loss = Loss.binaryCrossEntropy()
                .of(
                        dense.apply(Tensor.of(table.all().features())),
                        Tensor.of(table.all().targets()));
        Tensor w = dense.weights().tensor();
        Tensor expected =
                w.sub(hillock.Differentiate.gradient(loss, w).getFirst().mul(0.5));
        var result = Trainer.of(dense, Loss.binaryCrossEntropy(), Sgd.of(0.5))
                .shuffle(false)
                .fit(table, Epochs.of(1));
        assertThat(result.model().weights().variable().value().sameBits(expected.value()))
                .isTrue();
    }

    @Test
    void listenersGetSnapshots() {
        List<Layer> snapshots = new ArrayList<>();
        List<EpochReport> reports = new ArrayList<>();
        var result = trainer()
                .onEpoch(report -> {
                    snapshots.add(report.snapshot());
                    reports.add(report);
                })
                .fit(POINTS, Epochs.of(3));
        assertThat(reports).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
        assertThat(reports).extracting(EpochReport::samples).containsOnly(50L);
        assertThat(reports).extracting(EpochReport::record).containsExactlyElementsOf(result.history());
        assertThat(Models.values(snapshots.get(0))
                        .get("layers.0.weights")
                        .sameBits(Models.values(snapshots.get(1)).get("layers.0.weights")))
                .isFalse();
        assertSameBits(snapshots.get(2), result.model());
        assertThat(Models.parameters(snapshots.get(0)).values())
                .allMatch(parameter -> parameter.variable().isSealed());
    }

    @Test
    void validationDataAreEvaluatedAndNotTrainedOn() {
        List<BatchReport> batches = new ArrayList<>();
        var result = trainer().validation(0.2).onBatch(batches::add).fit(POINTS, Epochs.of(2));
        assertThat(batches.stream().mapToInt(BatchReport::samples).sum()).isEqualTo(2 * 40);
        assertThat(result.history())
                .allMatch(row -> row.validationLoss().isPresent()
                        && row.validationScore().isPresent());
        var given = trainer().validation(Xor.quadrants(30, 9)).fit(POINTS, Epochs.of(2));
        Evaluation expected = Evaluation.of(given.model(), Loss.binaryCrossEntropy(), Xor.quadrants(30, 9));
        assertThat(given.history().getLast().validationLoss()).hasValue(expected.loss());
        assertThat(given.history().getLast().validationScore()).hasValue(expected.score());
    }

    @Test
    void earlyStoppingGivesTheBestNetworkBack() {
        // Six points with random labels and a large net: the validation loss falls, then rises for good.
        Dataset few = Xor.quadrants(12, 5);
        Dataset validation = Xor.quadrants(40, 6);
        Sequential large = Sequential.of(Dense.of(2, 64), Activation.tanh(), Dense.of(64, 1));
        List<Layer> snapshots = new ArrayList<>();
        var result = Trainer.of(large, Loss.binaryCrossEntropy(), Adam.of(0.05))
                .seed(1)
                .validation(validation)
                .earlyStopping(15)
                .onEpoch(report -> snapshots.add(report.snapshot()))
                .fit(few, Epochs.of(2000));
        int best = result.bestEpoch().orElseThrow();
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.history()).hasSize(best + 15);
        double lowest = result.history().stream()
                .mapToDouble(row -> row.validationLoss().orElseThrow())
                .min()
                .orElseThrow();
        assertThat(result.history().get(best - 1).validationLoss()).hasValue(lowest);
        assertSameBits(result.model(), snapshots.get(best - 1));
        assertThat(Evaluation.of(result.model(), Loss.binaryCrossEntropy(), validation)
                        .loss())
                .isEqualTo(lowest);
    }

    @Test
    void interruptionStopsAfterTheStep() {
        List<BatchReport> batches = new ArrayList<>();
        var result = trainer()
                .onBatch(report -> {
                    batches.add(report);
                    if (report.step() == 6) {
                        Thread.currentThread().interrupt();
                    }
                })
                .fit(POINTS, Epochs.of(100));
        assertThat(Thread.interrupted()).as("the caller sees the interruption").isTrue();
        assertThat(result.interrupted()).isTrue();
        assertThat(result.steps()).isEqualTo(6);
        assertThat(batches).hasSize(6);
        assertThat(result.history()).hasSize(1);
        assertThat(result.state().epoch()).isEqualTo(1);
        assertThat(result.state().batch()).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> Trainer.of(Dense.of(2, 3), Loss.crossEntropy(), Sgd.of(0.1))
                        .fit(Spiral.playground(5, 0, 1), Epochs.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("let it end with dense(2, 2), in Java Dense.of(2, 2)")
                .hasMessageContaining("[blue, orange]");
        assertThatThrownBy(() -> Trainer.of(Dense.of(3, 1), Loss.binaryCrossEntropy(), Sgd.of(0.1))
                        .fit(POINTS, Epochs.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense(3, 1) takes [samples, 3], not float32[32, 2]");
        assertThatThrownBy(() -> trainer().earlyStopping(3).fit(POINTS, Epochs.of(1)))
                .hasMessageContaining("validation data");
        assertThatThrownBy(
                        () -> trainer().validation(Spiral.playground(5, 0, 1)).fit(POINTS, Epochs.of(1)))
                .hasMessageContaining("validation data have");
        assertThatThrownBy(() -> trainer().batchSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trainer().validation(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Epochs.of(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
