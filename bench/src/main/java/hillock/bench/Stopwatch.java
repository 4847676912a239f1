package hillock.bench;

import java.util.Arrays;

/**
 * How everything here is timed: calls go on until three windows in a row took the same time to 5 % (compilers work in
 * the background), but for 2.5 seconds at least and 8 at most; then come eleven batches of 0.12 seconds or one call,
 * fewer if that would take longer than four seconds.
 */
final class Stopwatch {
    private static final double WINDOW = 0.25;
    private static final double LEAST_WARMUP = 2.5;
    private static final double MOST_WARMUP = 8;
    private static final int BATCHES = 11;
    private static final double BATCH = 0.12;
    private static final double MOST_MEASURED = 4;

    /**
     * The seconds of one call.
     *
     * @param median of the batches
     * @param best the fastest batch, which others at work on the machine disturbed least
     */
    record Timing(double median, double best) {}

    private Stopwatch() {}

    static Timing time(Runnable call) {
        double fastest = warmUp(call);
        int calls = (int) Math.clamp(BATCH / fastest, 1, 1 << 24);
        int batches = (int) Math.clamp(MOST_MEASURED / (calls * fastest), 3, BATCHES);
        double[] times = new double[batches];
        for (int i = 0; i < batches; i++) {
            times[i] = batch(call, calls);
        }
        Arrays.sort(times);
        return new Timing(times[batches / 2], times[0]);
    }

    private static double warmUp(Runnable call) {
        double[] windows = new double[3];
        double spent = 0;
        for (int i = 0; spent < MOST_WARMUP; i++) {
            long start = System.nanoTime();
            windows[i % 3] = window(call);
            spent += (System.nanoTime() - start) * 1e-9;
            double slowest = Arrays.stream(windows).max().orElseThrow();
            double fastest = Arrays.stream(windows).min().orElseThrow();
            if (spent >= LEAST_WARMUP && i >= 2 && slowest <= 1.05 * fastest) {
                break;
            }
        }
        // A window that was never filled, because calls are very long, holds 0.
        return Arrays.stream(windows).filter(w -> w > 0).min().orElseThrow();
    }

    /** The seconds of a call within one window. */
    private static double window(Runnable call) {
        long start = System.nanoTime();
        double elapsed;
        long calls = 0;
        int stride = 1;
        do {
            for (int i = 0; i < stride; i++) {
                call.run();
            }
            calls += stride;
            elapsed = (System.nanoTime() - start) * 1e-9;
            // The clock is looked at rarely once calls are known to be short.
            stride = (int) Math.clamp(calls / Math.max(elapsed, 1e-9) * 0.01, 1, 1 << 20);
        } while (elapsed < WINDOW);
        return elapsed / calls;
    }

    private static double batch(Runnable call, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return (System.nanoTime() - start) * 1e-9 / calls;
    }
}
