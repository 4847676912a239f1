package hillock.engine.emit;

import hillock.engine.simd.Workshop;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a plan's scalar form. Until much has been computed without it there is none; then it is made on a thread
 * of its own, so nobody waits. HotSpot compiles it while it is in use: even before that it is no slower than the steps
 * it stands for. Whether there is one changes no number.
 */
public final class ScalarSlot {
    /** How long is computed without a scalar form first: about as long as it takes to make one. */
    private static final long COLD_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    /** And how often: the first runs of a program are long because what they use has to be loaded. */
    private static final int COLD_RUNS = 16;

    private final Supplier<Optional<ScalarCode>> source;
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Threads may lose some of these, which does no harm. */
    private int runs;

    private long nanos;
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

    /** The scalar form, if it is ready. */
    public @Nullable Scalars get() {
        return made;
    }

    /** Whether runs without the scalar form are still to be told of. */
    public boolean isCold() {
        return !asked.get();
    }

    /** Takes note of a run without the scalar form; when there were enough of them, it is made. */
    public void ran(long nanoseconds) {
        runs++;
        nanos += nanoseconds;
        if (runs >= COLD_RUNS && nanos >= COLD_NANOS && asked.compareAndSet(false, true)) {
            Workshop.later(this::now);
        }
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
