package hillock.engine.plan;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Independent parts of a computation spread over threads. Which thread does which part never matters to the result. The
 * helping threads are daemons, shared by the whole process, and end after ten idle seconds. However many callers there
 * are, there are at most {@link #MOST_HELPERS} of them: a caller that gets fewer than it asked for does more itself.
 *
 * @param threads the most threads at a time, the caller's included
 */
public record Workers(int threads) {
    /** More threads than this cannot make anything faster, and each takes memory. */
    static final int MOST_HELPERS = Math.max(64, 4 * Runtime.getRuntime().availableProcessors());

    private static final ThreadPoolExecutor HELPERS = new ThreadPoolExecutor(
            0,
            MOST_HELPERS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
                Thread thread = new Thread(task, "hillock-worker");
                thread.setDaemon(true);
                return thread;
            },
            (_, _) -> {});
    private static final long SPIN_NANOS = 30_000;

    /** One part of a computation. */
    interface Part {
        /**
         * @param worker a number below {@link Workers#threads}, different for threads working at the same time
         * @param part the number of the part
         */
        void run(int worker, int part);
    }

    /** Runs parts 0 to {@code parts - 1} and returns when all are done. */
    void run(int parts, Part body) {
        int helpers = Math.min(threads, parts) - 1;
        if (helpers <= 0) {
            for (int part = 0; part < parts; part++) {
                body.run(0, part);
            }
            return;
        }
        Job job = new Job(parts, body, Thread.currentThread());
        for (int worker = 1; worker <= helpers; worker++) {
            int number = worker;
            try {
                HELPERS.execute(() -> job.work(number));
            } catch (OutOfMemoryError e) {
                // No further thread can be made. Those there must be waited for: they write to the caller's arrays.
                break;
            }
        }
        job.work(0);
        job.await();
    }

    private static final class Job {
        private final int parts;
        private final Part body;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Job(int parts, Part body, Thread caller) {
            this.parts = parts;
            this.body = body;
            this.caller = caller;
        }

        void work(int worker) {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    body.run(worker, part);
                } catch (Throwable e) {
                    failure = e;
                }
                if (done.incrementAndGet() == parts) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void await() {
            long start = System.nanoTime();
            boolean interrupted = false;
            while (done.get() < parts) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }
}
