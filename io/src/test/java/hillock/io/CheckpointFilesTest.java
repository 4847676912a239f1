package hillock.io;

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
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Schedule;
import hillock.train.Trainer;
import hillock.train.TrainingResult;
import hillock.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of training on the disk. */
class CheckpointFilesTest {
    private static final Dataset POINTS = Xor.quadrants(50, 1);

    @TempDir
    private Path folder;

    private static Trainer<Sequential> trainer() {
        Sequential net = Sequential.of(Dense.of(2, 8), Activation.tanh(), Dropout.of(0.3), Dense.of(8, 1));
        return Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(Schedule.cosine(0.05)))
                .seed(3)
                .batchSize(16)
                .validation(Xor.quadrants(20, 2));
    }

    private static void assertSame(TrainingState actual, TrainingState expected) {
        Map<String, NDArray> wanted = expected.arrays();
        assertThat(actual.arrays().keySet()).isEqualTo(wanted.keySet());
        actual.arrays()
                .forEach((name, value) ->
                        assertThat(value.sameBits(wanted.get(name))).as(name).isTrue());
        assertThat(actual.texts()).isEqualTo(expected.texts());
    }

    @Test
    void trainingGoesOnFromTheDiskToTheSameBits() throws IOException {
        CheckpointFiles files = CheckpointFiles.in(folder.resolve("made/when/needed"));
        TrainingResult<Sequential> whole = trainer().fit(POINTS, Epochs.of(4));
        TrainingResult<Sequential> part = trainer()
                .checkpoints(files, 1)
                .onBatch(report -> {
                    if (report.step() == 10) {
                        Thread.currentThread().interrupt();
                    }
                })
                .fit(POINTS, Epochs.of(4));
        assertThat(Thread.interrupted()).isTrue();
        TrainingState state = files.load().orElseThrow();
        assertSame(state, part.state());
        assertThat(state.step()).isEqualTo(10);
        TrainingResult<Sequential> rest = trainer().resume(state).fit(POINTS, Epochs.of(4));
        assertSame(rest.state(), whole.state());
        assertThat(rest.history()).isEqualTo(whole.history());
        Map<String, NDArray> weights = Models.values(whole.model());
        Models.values(rest.model())
                .forEach((path, value) ->
                        assertThat(value.sameBits(weights.get(path))).isTrue());
        try (Stream<Path> left = Files.list(files.folder())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("last.safetensors", "best.safetensors");
        }
    }

    @Test
    void notesAreKeptBesideTheState() throws IOException {
        Map<String, String> notes = Map.of("epoch", "not the number of the epoch", "who", "ich, na\u00efv");
        TrainingResult<Sequential> result = trainer()
                .checkpoints(CheckpointFiles.in(folder).withNotes(notes))
                .fit(POINTS, Epochs.of(2));
        CheckpointFiles.Noted noted = CheckpointFiles.in(folder).loadNoted().orElseThrow();
        assertThat(noted.notes()).isEqualTo(notes);
        assertSame(noted.state(), result.state());
    }

    @Test
    void theBestStateIsKeptToo() throws IOException {
        CheckpointFiles files = CheckpointFiles.in(folder);
        assertThat(files.load()).isEmpty();
        assertThat(files.loadBest()).isEmpty();
        TrainingResult<Sequential> result = trainer().checkpoints(files).fit(POINTS, Epochs.of(6));
        assertThat(files.load().orElseThrow().epoch()).isEqualTo(6);
        TrainingState best = files.loadBest().orElseThrow();
        assertThat(best.epoch()).isEqualTo(result.bestEpoch().orElseThrow());
        assertThat(best.best().orElseThrow().epoch()).isEqualTo(best.epoch());
    }

    @Test
    void whatIsNotACheckpointIsNamed() throws IOException {
        CheckpointFiles files = CheckpointFiles.in(folder);
        Path last = folder.resolve("last.safetensors");
        Files.write(last, new byte[] {1, 2});
        assertThatThrownBy(files::load).isInstanceOf(FormatException.class).hasMessageContaining("last.safetensors");
        Safetensors.write(last, new LinkedHashMap<>(Map.of("w", NDArray.of(1f))), Map.of());
        assertThatThrownBy(files::load).isInstanceOf(FormatException.class).hasMessageContaining("not a checkpoint");
        TrainingState state = trainer().fit(POINTS, Epochs.of(1)).state();
        files.save(state, false);
        Safetensors whole = Safetensors.read(last);
        Map<String, String> texts = new LinkedHashMap<>(whole.metadata());
        texts.remove("epoch");
        Safetensors.write(last, whole.tensors(), texts);
        assertThatThrownBy(files::load)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("last.safetensors")
                .hasMessageContaining("lacks 'epoch'");
    }

    @Test
    void aFolderThatCannotBeUsedIsFoundOutBeforeTraining() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> trainer()
                        .checkpoints(CheckpointFiles.in(file))
                        .onBatch(_ -> {
                            throw new AssertionError("training has started");
                        })
                        .fit(POINTS, Epochs.of(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a folder");
    }
}
