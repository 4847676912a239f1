package hillock.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What happens when the user presses Ctrl-C or the system asks this process to end: work that can stop in good order
 * does so, other work is dropped, and the process ends with {@link ExitCode#INTERRUPTED}.
 */
final class Interruption {
    /** How long a stop in good order may take: a step and the writing of a checkpoint. */
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> tidy = new AtomicReference<>();
    private volatile boolean requested;

    /** Makes this the answer to Ctrl-C, SIGTERM and SIGHUP in this process. */
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "hillock-interruption"));
    }

    /** Whether the process has been asked to end. */
    boolean isRequested() {
        return requested;
    }

    /** From now on the work can stop in good order: {@code stop} is called, from another thread, to ask for it. */
    void stopBy(Runnable action) {
        stop.set(action);
        if (requested) {
            action.run();
        }
    }

    /** From now on {@code tidy} is called before the process ends in the middle of something. */
    void tidyBy(Runnable action) {
        tidy.set(action);
    }

    /** Says that all work is done and the process is about to end by itself. */
    void finish() {
        finished.countDown();
    }

    private void interrupt() {
        // Every end of the process comes here; the usual one has nothing left to do.
        if (finished.getCount() == 0) {
            return;
        }
        requested = true;
        Runnable stopping = stop.get();
        if (stopping != null) {
            stopping.run();
            try {
                if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("hillock: did not stop in time, what was running is dropped");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Runnable tidying = tidy.get();
        if (tidying != null) {
            tidying.run();
        }
        System.out.flush();
        System.err.flush();
        // Not exit, which would wait for this very hook, and would keep the code of the signal.
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
}
