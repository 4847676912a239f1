package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.data.Xor;
import hillock.network.Activation;
import hillock.network.BatchNorm;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ways in which training comes to an end. */
class StopTest {
    private static final Dataset POINTS = Xor.quadrants(50, 1);

    private static final Dataset FEW = Xor.quadrants(12, 5);
    private static final Dataset OTHERS = Xor.quadrants(40, 6);
    /** Three batches of an evaluation. */
    private static final Dataset MANY = Xor.quadrants(600, 2);

    /** A dataset that does something before samples are copied. */
    private record Watched(Dataset data, Runnable before) implements Dataset {
        @Override
        public int size() {
            return data.size();
        }

        @Override
        public TensorType sampleType() {
            return data.sampleType();
        }

        @Override
        public TensorType targetType() {
            return data.targetType();
        }

        @Override
        public Task task() {
            return data.task();
        }

        @Override
        public List<String> featureNames() {
            return data.featureNames();
        }

        @Override
        public void copy(int[] rows, int from, Batch into) {
            before.run();
            data.copy(rows, from, into);
        }

        @Override
        public Dataset select(int... rows) {
            return new Watched(data.select(rows), before);
        }

        @Override
        public long fingerprint() {
            return data.fingerprint();
        }
    }

    /** Keeps the last state in memory. */
    private static final class Memory implements Checkpoints {
        private Optional<TrainingState> last = Optional.empty();

        @Override
        public void save(TrainingState state, boolean best) {
            last = Optional.of(state);
        }

        @Override
        public Optional<TrainingState> load() {
            return last;
        }
    }

    private static Trainer<Sequential> trainer() {
        Sequential net = Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 1));
        return Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(0.01))
                .batchSize(16)
                .seed(1);
    }

    /** Interrupts the present thread from another one. */
    private static Runnable interruptFromOutside() {
        Thread target = Thread.currentThread();
        return () -> {
            Thread other = Thread.ofPlatform().start(target::interrupt);
            while (other.isAlive()) {
                Thread.onSpinWait(); // Joining would be broken off by the interrupt.
            }
        };
    }

    private static void assertSame(TrainingResult<?> actual, TrainingResult<?> expected) {
        assertThat(actual.history()).isEqualTo(expected.history());
        Map<String, NDArray> wanted = Models.values(expected.model());
        Models.values(actual.model())
                .forEach((path, value) ->
                        assertThat(value.sameBits(wanted.get(path))).as(path).isTrue());
    }

    @AfterEach
    void theFlagIsNotPassedOn() {
        Thread.interrupted();
    }

    @Test
    void anotherThreadStopsTrainingAfterTheStep() {
        Runnable interrupt = interruptFromOutside();
        var result = trainer()
                .onBatch(report -> {
                    if (report.step() == 6) {
                        interrupt.run();
                    }
                })
                .fit(POINTS, Epochs.of(100));
        assertThat(Thread.interrupted()).as("the caller sees the interruption").isTrue();
        assertThat(result.reason()).isEqualTo(StopReason.INTERRUPTED);
        assertThat(result.steps()).isEqualTo(6);
    }

    @Test
    void anotherThreadStopsAValidationAndTrainingGoesOnFromThere() {
        int[] copies = {0};
        Runnable interrupt = interruptFromOutside();
        Dataset watched = new Watched(MANY, () -> {
            // Three copies for a validation: the second one of the second epoch.
            if (++copies[0] == 5) {
                interrupt.run();
            }
        });
        Memory memory = new Memory();
        var part = trainer().validation(watched).checkpoints(memory).fit(POINTS, Epochs.of(4));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(part.reason()).isEqualTo(StopReason.INTERRUPTED);
        assertThat(copies[0]).as("the third batch is not evaluated").isEqualTo(5);
        assertThat(part.history()).hasSize(1);
        assertThat(part.steps()).isEqualTo(8);
        var whole = trainer().validation(MANY).fit(POINTS, Epochs.of(4));
        var rest =
                trainer().validation(MANY).resume(memory.load().orElseThrow()).fit(POINTS, Epochs.of(4));
        assertSame(rest, whole);
    }

    @Test
    void theTimeLimitStopsAfterTheStepAtHandAndTrainingCanGoOn() {
        Memory memory = new Memory();
        var part = trainer().timeLimit(Duration.ofNanos(1)).checkpoints(memory).fit(POINTS, Epochs.of(4));
        assertThat(part.reason()).isEqualTo(StopReason.TIME_LIMIT);
        assertThat(part.steps()).isEqualTo(1);
        assertThat(part.history()).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
        var whole = trainer().timeLimit(Duration.ofDays(100_000_000)).fit(POINTS, Epochs.of(4));
        assertThat(whole.reason()).isEqualTo(StopReason.FINISHED);
        var rest = trainer().resume(memory.load().orElseThrow()).fit(POINTS, Epochs.of(4));
        assertSame(rest, whole);
        assertThatThrownBy(() -> trainer().timeLimit(Duration.ZERO)).hasMessageContaining("needs some time");
    }

    /** Twelve points and a large net: the validation loss falls, then rises for good. */
    private static Trainer<Sequential> overfitting() {
        Sequential large = Sequential.of(Dense.of(2, 64), Activation.tanh(), Dense.of(64, 1));
        return Trainer.of(large, Loss.binaryCrossEntropy(), Adam.of(0.05))
                .seed(1)
                .validation(OTHERS);
    }

    private static void assertBestIsGivenBack(TrainingResult<Sequential> result) {
        int best = result.bestEpoch().orElseThrow();
        assertThat(best).isLessThan(result.history().size());
        assertThat(Evaluation.of(result.model(), Loss.binaryCrossEntropy(), OTHERS)
                        .loss())
                .isEqualTo(result.history().get(best - 1).validationLoss().orElseThrow());
    }

    @Test
    void theTimeLimitGivesTheBestNetworkBack() {
        var before = overfitting().fit(FEW, Epochs.automatic());
        var result = overfitting()
                .earlyStopping(400)
                .resume(before.state())
                .timeLimit(Duration.ofNanos(1))
                .fit(FEW, Epochs.of(500));
        assertThat(result.reason()).isEqualTo(StopReason.TIME_LIMIT);
        assertThat(result.steps()).isEqualTo(before.steps() + 1);
        assertBestIsGivenBack(result);
    }

    @Test
    void automaticEpochsStopByThemselves() {
        var result = overfitting().fit(FEW, Epochs.automatic());
        assertThat(result.reason()).isEqualTo(StopReason.EARLY_STOPPING);
        int best = result.bestEpoch().orElseThrow();
        assertThat(result.history()).hasSize(best + 15).hasSizeLessThan(500);
        assertBestIsGivenBack(result);
        // What is said to the trainer comes first.
        assertThat(overfitting().earlyStopping(3).fit(FEW, Epochs.automatic()).history())
                .hasSizeLessThan(best + 15);
        assertThatThrownBy(() -> trainer().fit(POINTS, Epochs.automatic())).hasMessageContaining("validation data");
    }

    @Test
    void aValidationLossThatIsNeverANumberIsNeverTheBest() {
        NDArray features = OTHERS.all().features();
        float[] numbers = features.floats().clone();
        Arrays.fill(numbers, Float.NaN);
        Dataset nowhere = Dataset.of(NDArray.wrap(features.type(), numbers), OTHERS.targets(), OTHERS.task());
        var result = trainer().validation(nowhere).earlyStopping(3).fit(FEW, Epochs.of(50));
        assertThat(result.reason()).isEqualTo(StopReason.EARLY_STOPPING);
        assertThat(result.history()).hasSize(3);
        assertThat(result.bestEpoch()).isEmpty();
    }

    @Test
    void aLastBatchThatCannotBeTakenIsFoundOutBeforeTheFirstStep() {
        Sequential net = Sequential.of(Dense.of(2, 4), BatchNorm.of(DType.FLOAT32, 4), Dense.of(4, 1));
        List<Long> steps = new ArrayList<>();
        Trainer<Sequential> trainer =
                Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(0.01)).onBatch(report -> steps.add(report.step()));
        assertThatThrownBy(() -> trainer.batchSize(16).fit(Xor.quadrants(33, 1), Epochs.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("last batch of an epoch has 1 of the 33 samples")
                .hasMessageContaining("which has no variance");
        assertThat(steps).isEmpty();
        trainer.batchSize(11).fit(Xor.quadrants(33, 1), Epochs.of(1));
        assertThat(steps).containsExactly(1L, 2L, 3L);
    }
}
