package hillock.engine.simd;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread on which emitted code is made, and called until HotSpot has compiled it: that takes a tenth of a second,
 * in which vectors are objects and a hundred times slower than plain loops.
 */
public final class Workshop {
    /** After so many calls HotSpot has been asked to compile; then it takes waiting, and a few calls more. */
    private static final int ENOUGH_CALLS = 1500;

    private static final int CALLS_BETWEEN_PAUSES = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int FAST_CALLS = 50;

    private static final ThreadPoolExecutor THREAD = thread();

    private Workshop() {}

    /** One call of what is warmed up. */
    public interface Call {
        /**
         * Calls it.
         *
         * @param number the number of the call
         * @return whether its time counts
         */
        boolean run(int number);
    }

    private static ThreadPoolExecutor thread() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "hillock-kernels");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Does something on this thread, after what was given to it before. */
    public static void later(Runnable task) {
        THREAD.execute(task);
    }

    /**
     * Calls something until it is fast.
     *
     * @param mostNanos what a fast call takes at most
     * @param mostCalls how many calls it has for that: calls, not seconds, because on a busy machine HotSpot's own
     *     threads wait for long
     * @return the nanoseconds of the fastest call, or 0 if there were not enough fast ones
     */
    public static long warmUp(Call call, double mostNanos, int mostCalls) {
        long best = Long.MAX_VALUE;
        int fast = 0;
        for (int number = 0; number < mostCalls; number++) {
            long before = System.nanoTime();
            boolean counts = call.run(number);
            long nanos = System.nanoTime() - before;
            if (nanos >= mostNanos) {
                if (number > ENOUGH_CALLS && number % CALLS_BETWEEN_PAUSES == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } else if (counts) {
                best = Math.min(best, nanos);
                // Not in a row: on a busy machine any call may be interrupted.
                fast++;
                if (fast == FAST_CALLS) {
                    return Math.max(1, best);
                }
            }
        }
        return 0;
    }
}
