package hillock.io;

import hillock.train.Checkpoints;
import hillock.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * States of training in a folder: the last one in {@code last.safetensors}, the one with the lowest validation loss in
 * {@code best.safetensors}. A file is replaced in one step, so a process killed at any moment leaves the state before
 * or the state after, each whole.
 */
public final class CheckpointFiles implements Checkpoints {
    private static final String LAST = "last.safetensors";
    private static final String BEST = "best.safetensors";
    private static final String KIND = "hillock.kind";
    private static final String CHECKPOINT = "checkpoint";

    private static final String NOTE = "note.";

    private final Path folder;
    private final SortedMap<String, String> notes;

    private CheckpointFiles(Path folder, Map<String, String> notes) {
        this.folder = folder;
        this.notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    }

    /** The states in a folder, which is made when training starts if it is not there. */
    public static CheckpointFiles in(Path folder) {
        return new CheckpointFiles(folder, Map.of());
    }

    /**
     * The same folder, with texts that are kept beside every state, such as the settings of whoever trains.
     *
     * @param others the texts by name
     */
    public CheckpointFiles withNotes(Map<String, String> others) {
        return new CheckpointFiles(folder, others);
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Makes the folder if need be, and makes sure that files can be written into it.
     *
     * @throws java.nio.file.FileSystemException naming the folder and the reason if they cannot
     */
    @Override
    public void check() throws IOException {
        AtomicFile.makeFolder(folder);
        AtomicFile.checkWritable(folder.resolve(LAST));
        AtomicFile.checkWritable(folder.resolve(BEST));
    }

    @Override
    public void save(TrainingState state, boolean best) throws IOException {
        SequencedMap<String, String> texts = new LinkedHashMap<>(state.texts());
        texts.put(KIND, CHECKPOINT);
        notes.forEach((name, text) -> texts.put(NOTE + name, text));
        // The best one first: whoever finds it in the last one then finds it in its own file too.
        if (best) {
            Safetensors.write(folder.resolve(BEST), state.arrays(), texts);
        }
        Safetensors.write(folder.resolve(LAST), state.arrays(), texts);
    }

    /**
     * The state kept last; empty if the folder holds none.
     *
     * @throws FormatException if the file is damaged or not a checkpoint
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
     * The state kept last with the texts beside it; empty if the folder holds none.
     *
     * @throws FormatException if the file is damaged or not a checkpoint
     */
    public Optional<Noted> loadNoted() throws IOException {
        return load(folder.resolve(LAST));
    }

    /**
     * The state with the lowest validation loss; empty if the folder holds none.
     *
     * @throws FormatException if the file is damaged or not a checkpoint
     */
    public Optional<TrainingState> loadBest() throws IOException {
        return load(folder.resolve(BEST)).map(Noted::state);
    }

    private static Optional<Noted> load(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * A state in a file of its own, such as {@code best.safetensors}, with the texts beside it.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws FormatException if the file is damaged or not a checkpoint
     */
    public static Noted read(Path file) throws IOException {
        Safetensors content = Safetensors.read(file);
        if (!CHECKPOINT.equals(content.metadata().get(KIND))) {
            throw new FormatException(file, "this is a safetensors file, but not a checkpoint of Hillock");
        }
        SortedMap<String, String> found = new TreeMap<>();
        content.metadata().forEach((name, text) -> {
            if (name.startsWith(NOTE)) {
                found.put(name.substring(NOTE.length()), text);
            }
        });
        try {
            return new Noted(TrainingState.of(content.tensors(), content.metadata()), found);
        } catch (IllegalArgumentException e) {
            FormatException damaged = new FormatException(file, String.valueOf(e.getMessage()));
            damaged.initCause(e);
            throw damaged;
        }
    }
}
