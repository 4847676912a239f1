package hillock.train;

import java.io.IOException;
import java.util.Optional;

/** A place where the state of training is kept, to go on after the process has ended. */
public interface Checkpoints {
    /**
     * Checks, before training starts, that states can be kept.
     *
     * @throws IOException if not, saying why
     */
    default void check() throws IOException {}

    /**
     * Keeps a state. What was kept before must survive if this fails half-way.
     *
     * @param best whether this is the state with the lowest validation loss so far
     */
    void save(TrainingState state, boolean best) throws IOException;

    /** The state kept last, if there is one. */
    Optional<TrainingState> load() throws IOException;
}
