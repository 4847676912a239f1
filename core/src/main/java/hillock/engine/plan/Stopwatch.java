package hillock.engine.plan;

import java.util.Arrays;

/**
 * The times of a plan and of its steps, over and over on one frame.
 *
 * @param seconds the median time of one run
 * @param steps the median time of each step of the plan, in seconds
 * @param runs of how many runs
 */
public record Stopwatch(double seconds, double[] steps, int runs) {
    private static final int MOST_RUNS = 201;
    private static final int LEAST_RUNS = 5;
    private static final int MOST_WINDOWS = 16;

    /**
     * Measures.
     *
     * @param frame with everything bound
     * @param warm how long to run before at least, in seconds
     * @param watched how long to measure, in seconds; at least a few runs are measured
     */
    public static Stopwatch of(Plan plan, Frame frame, double warm, double watched) {
        warmUp(plan, frame, warm);
        int count = plan.size();
        long[][] times = new long[count + 1][MOST_RUNS];
        long[] each = new long[count];
        int runs = 0;
        long begin = System.nanoTime();
        while (runs < LEAST_RUNS || runs < MOST_RUNS && System.nanoTime() - begin < watched * 1e9) {
            long before = System.nanoTime();
            plan.run(frame);
            times[count][runs] = System.nanoTime() - before;
            plan.run(frame, each);
            for (int i = 0; i < count; i++) {
                times[i][runs] = each[i];
            }
            runs++;
        }
        double[] medians = new double[count];
        for (int i = 0; i < count; i++) {
            medians[i] = median(times[i], runs);
        }
        return new Stopwatch(median(times[count], runs), medians, runs);
    }

    /** Runs for a while, and on as long as runs become faster: HotSpot compiles at its leisure. */
    private static void warmUp(Plan plan, Frame frame, double seconds) {
        long best = Long.MAX_VALUE;
        int idle = 0;
        for (int window = 0; window < MOST_WINDOWS && idle < 2; window++) {
            long before = best;
            long begin = System.nanoTime();
            long now = begin;
            do {
                long start = now;
                plan.run(frame);
                now = System.nanoTime();
                best = Math.min(best, now - start);
            } while (now - begin < seconds / 2 * 1e9);
            idle = best > 0.9 * before ? idle + 1 : 0;
        }
    }

    private static double median(long[] times, int runs) {
        long[] sorted = Arrays.copyOf(times, runs);
        Arrays.sort(sorted);
        return sorted[runs / 2] * 1e-9;
    }
}
