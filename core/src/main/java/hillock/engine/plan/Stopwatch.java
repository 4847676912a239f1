package hillock.engine.plan;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * The times of a plan and of its steps, over and over on one frame.
 *
 * @param warmUp the runs before those that count
 * @param seconds the median time of one run
 * @param steps the median time of each step of the plan, in seconds; none if it runs as one method, without steps
 * @param runs of how many runs
 */
public record Stopwatch(WarmUp warmUp, double seconds, double[] steps, int runs) {
    private static final int MOST_RUNS = 201;
    private static final int LEAST_RUNS = 5;

    /** Fewer runs than these are enough if they take longer. */
    private static final double LONG_SECONDS = 5;

    /**
     * Measures.
     *
     * @param frame with everything bound
     * @param patience how long to wait for the times to settle
     * @param watched how long to measure, in seconds; at least a few runs are measured
     * @param elapsed told now and then how many seconds the plan has been running
     */
    public static Stopwatch of(
            Plan plan, Frame frame, WarmUp.Patience patience, double watched, DoubleConsumer elapsed) {
        WarmUp warmUp = WarmUp.of(plan, frame, patience, elapsed);
        int count = plan.isScalar() ? 0 : plan.size();
        long[][] times = new long[count + 1][MOST_RUNS];
        long[] each = new long[count];
        int runs = 0;
        long begin = System.nanoTime();
        double seconds = 0;
        while (seconds < watched && runs < MOST_RUNS || seconds < LONG_SECONDS && runs < LEAST_RUNS) {
            long before = System.nanoTime();
            plan.run(frame);
            times[count][runs] = System.nanoTime() - before;
            if (count > 0) {
                plan.run(frame, each);
            }
            for (int i = 0; i < count; i++) {
                times[i][runs] = each[i];
            }
            runs++;
            seconds = (System.nanoTime() - begin) * 1e-9;
        }
        double[] medians = new double[count];
        for (int i = 0; i < count; i++) {
            medians[i] = median(times[i], runs);
        }
        return new Stopwatch(warmUp, median(times[count], runs), medians, runs);
    }

    /** The median of the first so many times in nanoseconds, in seconds. */
    static double median(long[] times, int runs) {
        long[] sorted = Arrays.copyOf(times, runs);
        Arrays.sort(sorted);
        return sorted[runs / 2] * 1e-9;
    }
}
