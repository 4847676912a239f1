package hillock.engine.emit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a plan's scalar form. Until much has been computed without it there is none; then it is made on a thread
 * of its own, so nobody waits. HotSpot compiles it while it is in use: even before that it is no slower than the steps
 * it stands for. Whether there is one changes no number.
 */
public final class ScalarSlot {
    /** How many steps are run without a scalar form first: a millisecond or two of them. */
    private static final long COLD = 10_000;

    private final Supplier<Optional<ScalarCode>> source;
    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable Scalars made;
    private boolean tried;

    /**
     * An empty place.
     *
     * @param source the code, or none if there is none; asked once
     */
    public ScalarSlot(Supplier<Optional<ScalarCode>> source) {
        this.source = source;
    }

    /** The scalar form, if it is ready; otherwise the steps about to be run without it are counted. */
    public @Nullable Scalars get(int steps) {
        Scalars scalars = made;
        if (scalars != null) {
            return scalars;
        }
        long before = done.get();
        if (before < COLD && done.getAndAdd(steps) < COLD && before + steps >= COLD) {
            KernelSlot.later(this::now);
        }
        return null;
    }

    /** Whether there is a scalar form yet. */
    public boolean isMade() {
        return made != null;
    }

    /** The scalar form, made now if there is none, or null if the plan has none. */
    public synchronized @Nullable Scalars now() {
        if (!tried) {
            tried = true;
            made = source.get().map(Scalars::emit).orElse(null);
        }
        return made;
    }
}
