package hillock.io;

import hillock.train.Checkpoints;
import hillock.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

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

    private final Path folder;

    private CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    /** The states in a folder, which is made when training starts if it is not there. */
    public static CheckpointFiles in(Path folder) {
        return new CheckpointFiles(folder);
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
        return load(folder.resolve(LAST));
    }

    /**
     * The state with the lowest validation loss; empty if the folder holds none.
     *
     * @throws FormatException if the file is damaged or not a checkpoint
     */
    public Optional<TrainingState> loadBest() throws IOException {
        return load(folder.resolve(BEST));
    }

    private static Optional<TrainingState> load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Safetensors content = Safetensors.read(file);
        if (!CHECKPOINT.equals(content.metadata().get(KIND))) {
            throw new FormatException(file, "this is a safetensors file, but not a checkpoint of Hillock");
        }
        try {
            return Optional.of(TrainingState.of(content.tensors(), content.metadata()));
        } catch (IllegalArgumentException e) {
            FormatException damaged = new FormatException(file, String.valueOf(e.getMessage()));
            damaged.initCause(e);
            throw damaged;
        }
    }
}
