package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Xor;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Dropout;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping and going on: the same bits as without stopping. */
class ResumeTest {
    private static final Dataset POINTS = Xor.quadrants(50, 1);
    private static final Dataset OTHERS = Xor.quadrants(20, 2);
    private static final int EPOCHS = 4;

    /** Keeps states in memory, in the form in which a file would hold them. */
    private static final class Kept implements Checkpoints {
        private final List<Map<String, NDArray>> arrays = new ArrayList<>();
        private final List<Map<String, String>> texts = new ArrayList<>();
        private final List<Boolean> best = new ArrayList<>();

        @Override
        public void save(TrainingState state, boolean improved) {
            arrays.add(new LinkedHashMap<>(state.arrays()));
            texts.add(new LinkedHashMap<>(state.texts()));
            best.add(improved);
        }

        @Override
        public Optional<TrainingState> load() {
            return arrays.isEmpty() ? Optional.empty() : Optional.of(state(arrays.size() - 1));
        }

        TrainingState state(int index) {
            return TrainingState.of(arrays.get(index), texts.get(index));
        }
    }

    private static Trainer<Sequential> trainer(Optimizer optimizer) {
        Sequential net = Sequential.of(Dense.of(2, 8), Activation.tanh(), Dropout.of(0.3), Dense.of(8, 1));
        return Trainer.of(net, Loss.binaryCrossEntropy(), optimizer)
                .seed(3)
                .batchSize(16)
                .validation(OTHERS);
    }

    private static void assertSame(TrainingState actual, TrainingState expected) {
        Map<String, NDArray> wanted = expected.arrays();
        Map<String, NDArray> found = actual.arrays();
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        found.forEach((name, value) ->
                assertThat(value.sameBits(wanted.get(name))).as(name).isTrue());
        assertThat(actual.texts()).isEqualTo(expected.texts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "adam"})
    void everyStateLeadsToTheSameEnd(String name) {
        Optimizer optimizer = switch (name) {
            case "sgd" -> Sgd.of(0.05);
            case "momentum" -> Momentum.of(Schedule.cosine(0.05).warmUp(3), 0.9);
            default -> Adam.of(Schedule.cosine(0.01));
        };
        Kept kept = new Kept();
        var whole = trainer(optimizer).checkpoints(kept, 1).fit(POINTS, Epochs.of(EPOCHS));
        // The state at the start; and of four batches an epoch, three states within and one at the end.
        assertThat(kept.arrays).hasSize(1 + 4 * EPOCHS);
        for (int i = 0; i < kept.arrays.size(); i++) {
            TrainingState state = kept.state(i);
            assertThat(state.step()).isEqualTo(i);
            var rest = trainer(optimizer).resume(state).fit(POINTS, Epochs.of(EPOCHS));
            assertSame(rest.state(), whole.state());
            assertThat(rest.history()).isEqualTo(whole.history());
            assertThat(rest.steps()).isEqualTo(16);
            Map<String, NDArray> expected = Models.values(whole.model());
            Models.values(rest.model())
                    .forEach((path, value) ->
                            assertThat(value.sameBits(expected.get(path))).isTrue());
        }
    }

    @Test
    void anInterruptedTrainingGoesOn() {
        Kept kept = new Kept();
        var whole = trainer(Adam.of(0.01)).fit(POINTS, Epochs.of(EPOCHS));
        var part = trainer(Adam.of(0.01))
                .checkpoints(kept)
                .onBatch(report -> {
                    if (report.step() == 7) {
                        Thread.currentThread().interrupt();
                    }
                })
                .fit(POINTS, Epochs.of(EPOCHS));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(part.interrupted()).isTrue();
        assertThat(kept.arrays)
                .as("at the start, after epoch 1, at the interruption")
                .hasSize(3);
        var rest = trainer(Adam.of(0.01)).resume(kept.load().orElseThrow()).fit(POINTS, Epochs.of(EPOCHS));
        assertSame(rest.state(), whole.state());
    }

    @Test
    void earlyStoppingGoesOnToo() {
        Kept kept = new Kept();
        Trainer<Sequential> trainer = trainer(Adam.of(0.3)).earlyStopping(3);
        var whole = trainer.checkpoints(kept).fit(POINTS, Epochs.of(200));
        assertThat(whole.stoppedEarly()).isTrue();
        assertThat(kept.best).hasSize(1 + whole.history().size()).contains(true, false);
        for (int i = 0; i < kept.arrays.size(); i++) {
            var rest = trainer.resume(kept.state(i)).fit(POINTS, Epochs.of(200));
            assertSame(rest.state(), whole.state());
            assertThat(rest.bestEpoch()).isEqualTo(whole.bestEpoch());
            Map<String, NDArray> expected = Models.values(whole.model());
            Models.values(rest.model())
                    .forEach((path, value) ->
                            assertThat(value.sameBits(expected.get(path))).isTrue());
        }
    }

    @Test
    void moreEpochsMayFollow() {
        var whole = trainer(Adam.of(0.01)).fit(POINTS, Epochs.of(EPOCHS));
        var half = trainer(Adam.of(0.01)).fit(POINTS, Epochs.of(2));
        var rest = trainer(Adam.of(0.01)).resume(half.state()).fit(POINTS, Epochs.of(EPOCHS));
        assertSame(rest.state(), whole.state());
        var nothing = trainer(Adam.of(0.01)).resume(whole.state()).fit(POINTS, Epochs.of(EPOCHS));
        assertThat(nothing.samples()).isZero();
        assertSame(nothing.state(), whole.state());
    }

    @Test
    void otherSettingsAreRefusedAllAtOnce() {
        TrainingState state = trainer(Adam.of(0.01)).fit(POINTS, Epochs.of(1)).state();
        Sequential wider = Sequential.of(Dense.of(2, 9), Activation.tanh(), Dropout.of(0.3), Dense.of(9, 1));
        assertThatThrownBy(() -> Trainer.of(wider, Loss.binaryCrossEntropy(), Adam.of(0.02))
                        .seed(4)
                        .batchSize(8)
                        .resume(state)
                        .fit(Xor.quadrants(40, 1), Epochs.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("network was sequential(dense(2, 8)")
                .hasMessageContaining("and is sequential(dense(2, 9)")
                .hasMessageContaining("optimizer was adam(constant(0.01)")
                .hasMessageContaining("seed was 3 and is 4")
                .hasMessageContaining("batch_size was 16 and is 8")
                .hasMessageContaining("data was 50 samples")
                .hasMessageContaining("validation was 20 samples")
                .hasMessageContaining(
                        "'layers.0.weights' is float32[2, 9] in the model and float32[2, 8] in the values");
    }

    @Test
    void malformedStatesAreRefused() {
        TrainingState state = trainer(Adam.of(0.01)).fit(POINTS, Epochs.of(1)).state();
        for (String missing :
                List.of("progress.history", "progress.loss_sum", "progress.weight_sum", "optimizer.step")) {
            Map<String, NDArray> arrays = new HashMap<>(state.arrays());
            arrays.remove(missing);
            assertThatThrownBy(() -> TrainingState.of(arrays, state.texts()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(missing);
        }
        for (String bad : List.of("", "x", "-1", "99999999999")) {
            Map<String, String> texts = new HashMap<>(state.texts());
            texts.put("epoch", bad);
            assertThatThrownBy(() -> TrainingState.of(state.arrays(), texts))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'epoch'");
        }
        Map<String, String> ahead = new HashMap<>(state.texts());
        ahead.put("epoch", "3");
        TrainingState contradiction = TrainingState.of(state.arrays(), ahead);
        assertThatThrownBy(() -> trainer(Adam.of(0.01)).resume(contradiction).fit(POINTS, Epochs.of(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contradicts itself");
    }

    @Test
    void aBestNetworkOfAnotherShapeIsRefusedBeforeTraining() {
        TrainingState state =
                trainer(Adam.of(0.01)).validation(0.2).fit(POINTS, Epochs.of(1)).state();
        Map<String, NDArray> arrays = new HashMap<>(state.arrays());
        String path = arrays.keySet().stream()
                .filter(name -> name.startsWith("best.layers.0"))
                .findFirst()
                .orElseThrow();
        arrays.put(path, NDArray.of(1f));
        TrainingState damaged = TrainingState.of(arrays, state.texts());
        boolean[] started = {false};
        assertThatThrownBy(() -> trainer(Adam.of(0.01))
                        .validation(0.2)
                        .earlyStopping(5)
                        .onBatch(_ -> started[0] = true)
                        .resume(damaged)
                        .fit(POINTS, Epochs.of(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path.substring("best.".length()));
        assertThat(started[0]).isFalse();
    }

    @Test
    void aPlaceThatCannotKeepStatesIsFoundOutBeforehand() {
        Checkpoints full = new Checkpoints() {
            @Override
            public void check() throws IOException {
                throw new IOException("no room in /full");
            }

            @Override
            public void save(TrainingState state, boolean best) {
                throw new AssertionError("training has started");
            }

            @Override
            public Optional<TrainingState> load() {
                return Optional.empty();
            }
        };
        assertThatThrownBy(() -> trainer(Adam.of(0.01)).checkpoints(full).fit(POINTS, Epochs.of(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no room in /full");
    }
}
