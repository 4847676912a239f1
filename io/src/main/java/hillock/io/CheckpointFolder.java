package hillock.io;

import hillock.train.Checkpoints;
import hillock.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of training kept in a folder, as {@code checkpoint.safetensors}. The file is replaced as a whole, so that a
 * process killed at any moment leaves a state from which training goes on to the same bits.
 *
 * <pre>{@code
 * var folder = CheckpointFolder.of(Path.of("run1"));
 * trainer.checkpoints(folder).fit(data, Epochs.of(10));
 * trainer.resume(folder.load().orElseThrow()).fit(data, Epochs.of(10));
 * }</pre>
 */
public final class CheckpointFolder implements Checkpoints {
    private static final String FILE = "checkpoint.safetensors";
    private static final String NOTE = "note.";

    private final Path folder;
    private final SortedMap<String, String> notes;

    private CheckpointFolder(Path folder, Map<String, String> notes) {
        this.folder = folder;
        this.notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    }

    /** The folder, which is made when the first state is to be kept. */
    public static CheckpointFolder of(Path folder) {
        return new CheckpointFolder(folder, Map.of());
    }

    /** The same folder, with texts that are kept beside every state. */
    public CheckpointFolder withNotes(Map<String, String> others) {
        return new CheckpointFolder(folder, others);
    }

    /** The file that holds the state. */
    public Path file() {
        return folder.resolve(FILE);
    }

    @Override
    public void check() throws IOException {
        AtomicFile.makeFolder(folder);
        AtomicFile.checkWritable(file());
    }

    @Override
    public void save(TrainingState state, boolean best) throws IOException {
        Map<String, String> texts = new TreeMap<>(state.texts());
        notes.forEach((name, text) -> texts.put(NOTE + name, text));
        Safetensors.write(file(), state.arrays(), texts);
    }

    /**
     * The state kept last, if there is one.
     *
     * @throws FormatException if the folder does not exist, or the file in it is damaged or no checkpoint
     */
    @Override
    public Optional<TrainingState> load() throws IOException {
        return loadNoted().map(Noted::state);
    }

    /**
     * A state and the texts that were kept beside it.
     *
     * @param state the state
     * @param notes the texts by name
     */
    public record Noted(TrainingState state, SortedMap<String, String> notes) {}

    /**
     * The state kept last with its texts, if there is one.
     *
     * @throws FormatException if the folder does not exist, or the file in it is damaged or no checkpoint
     */
    public Optional<Noted> loadNoted() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FormatException(
                    folder, Files.exists(folder) ? "this is not a folder of checkpoints" : "there is no such folder");
        }
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        Safetensors content = Safetensors.read(file());
        SortedMap<String, String> found = new TreeMap<>();
        content.metadata().forEach((name, text) -> {
            if (name.startsWith(NOTE)) {
                found.put(name.substring(NOTE.length()), text);
            }
        });
        try {
            return Optional.of(new Noted(TrainingState.of(content.tensors(), content.metadata()), found));
        } catch (IllegalArgumentException e) {
            FormatException problem = new FormatException(file(), String.valueOf(e.getMessage()));
            problem.initCause(e);
            throw problem;
        }
    }
}
