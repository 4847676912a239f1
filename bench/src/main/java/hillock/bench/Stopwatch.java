package hillock.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * How everything here is timed: calls go on until three windows in a row took the same time to 5 % and HotSpot compiled
 * next to nothing meanwhile (it works in the background, and what waits for it may take the same long time for
 * seconds), but for 2.5 seconds at least and 20 at most; then come eleven batches of 0.12 seconds or one call, fewer if
 * that would take longer than four seconds.
 */
public final class Stopwatch {
    static final String PROCESSOR_PROPERTY = "bench.processor";

    private static final double WINDOW = 0.25;
    private static final double LEAST_WARMUP = 2.5;
    private static final double MOST_WARMUP = 20;

    /** The share of the time that HotSpot may compile when a warm-up ends. */
    private static final double COMPILING = 0.02;

    private static final int BATCHES = 11;
    private static final double BATCH = 0.12;
    private static final double MOST_MEASURED = 4;

    /**
     * The seconds of one call.
     *
     * @param median of the batches
     * @param best the fastest batch, which others at work on the machine disturbed least
     */
    public record Timing(double median, double best) {}

    /**
     * Whether the processor time of the calling thread is counted and not the time on the wall. With one thread all
     * work happens on it, on either side, except what the JVM compiles and collects.
     */
    private static final boolean PROCESSOR = Boolean.getBoolean(PROCESSOR_PROPERTY);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private Stopwatch() {}

    /** The time, in nanoseconds from some moment. */
    public static long now() {
        return PROCESSOR ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** The seconds of one call, after a warm-up. */
    public static Timing time(Runnable call) {
        double fastest = warmUp(call, LEAST_WARMUP);
        int calls = (int) Math.clamp(BATCH / fastest, 1, 1 << 24);
        int batches = (int) Math.clamp(MOST_MEASURED / (calls * fastest), 3, BATCHES);
        double[] times = new double[batches];
        for (int i = 0; i < batches; i++) {
            times[i] = batch(call, calls);
        }
        Arrays.sort(times);
        return new Timing(times[batches / 2], times[0]);
    }

    /**
     * Calls until the times are steady.
     *
     * @param least the seconds this takes at least
     * @return the seconds of one call at the end
     */
    public static double warmUp(Runnable call, double least) {
        double[] windows = new double[3];
        double[] compiling = new double[3];
        double spent = 0;
        for (int i = 0; spent < MOST_WARMUP; i++) {
            long start = now();
            long compiled = COMPILER.getTotalCompilationTime();
            windows[i % 3] = window(call);
            double elapsed = (now() - start) * 1e-9;
            compiling[i % 3] = (COMPILER.getTotalCompilationTime() - compiled) * 1e-3 / elapsed;
            spent += elapsed;
            double slowest = Arrays.stream(windows).max().orElseThrow();
            double fastest = Arrays.stream(windows).min().orElseThrow();
            boolean isCompiling = Arrays.stream(compiling).average().orElseThrow() > COMPILING;
            if (spent >= least && i >= 2 && slowest <= 1.05 * fastest && !isCompiling) {
                break;
            }
        }
        // A window that was never filled, because calls are very long, holds 0.
        return Arrays.stream(windows).filter(w -> w > 0).min().orElseThrow();
    }

    /** The seconds of a call within one window. */
    private static double window(Runnable call) {
        long start = now();
        double elapsed;
        long calls = 0;
        int stride = 1;
        do {
            for (int i = 0; i < stride; i++) {
                call.run();
            }
            calls += stride;
            elapsed = (now() - start) * 1e-9;
            // The clock is looked at rarely once calls are known to be short.
            stride = (int) Math.clamp(calls / Math.max(elapsed, 1e-9) * 0.01, 1, 1 << 20);
        } while (elapsed < WINDOW);
        return elapsed / calls;
    }

    /** The seconds of a call, as the mean of a batch. */
    public static double batch(Runnable call, int calls) {
        long start = now();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return (now() - start) * 1e-9 / calls;
    }
}
