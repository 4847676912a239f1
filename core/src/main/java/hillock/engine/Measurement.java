package hillock.engine;

import hillock.engine.plan.Stopwatch;
import hillock.engine.plan.WarmUp;
import java.util.List;

/**
 * The times of a program that was run until its runs no longer became faster, and then watched.
 *
 * @param seconds the median time of one run
 * @param runs of how many runs
 * @param warmUp the runs before, in spans of time; HotSpot compiles meanwhile
 * @param settled whether the last of these agree; otherwise patience ended, and runs may become faster still
 * @param threads with how many threads at most
 */
public record Measurement(double seconds, int runs, List<Lap> warmUp, boolean settled, int threads) {
    /** Copies the list. */
    public Measurement {
        warmUp = List.copyOf(warmUp);
    }

    /**
     * A span of time.
     *
     * @param runs how many runs it had
     * @param seconds how long it took
     */
    public record Lap(long runs, double seconds) {}

    static Measurement of(Stopwatch watch, int threads) {
        List<Lap> laps = watch.warmUp().laps().stream()
                .map((WarmUp.Lap lap) -> new Lap(lap.runs(), lap.seconds()))
                .toList();
        return new Measurement(
                watch.seconds(), watch.runs(), laps, watch.warmUp().settled(), threads);
    }

    /** How many runs the warm-up had. */
    public long warmUpRuns() {
        return warmUp.stream().mapToLong(Lap::runs).sum();
    }

    /** How long the warm-up took, in seconds. */
    public double warmUpSeconds() {
        return warmUp.stream().mapToDouble(Lap::seconds).sum();
    }

    /**
     * How long so many runs take from the first one on, in seconds: as long as the first ones took, then the median.
     */
    public double secondsOf(long count) {
        double time = 0;
        long left = count;
        for (Lap lap : warmUp) {
            if (left <= lap.runs()) {
                return time + lap.seconds() * left / lap.runs();
            }
            time += lap.seconds();
            left -= lap.runs();
        }
        return time + left * seconds;
    }
}
