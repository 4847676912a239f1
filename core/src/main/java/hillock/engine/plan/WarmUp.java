package hillock.engine.plan;

import hillock.engine.simd.Workshop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleConsumer;

/**
 * The runs of a plan until they no longer become faster. HotSpot compiles at its leisure, and so does the thread that
 * makes kernels: a plan of small steps may stand still for a second before the next of its methods is compiled.
 *
 * @param laps the runs, in spans of time
 * @param settled whether the last spans agree and nothing waited to be made meanwhile; otherwise patience has ended
 */
public record WarmUp(List<Lap> laps, boolean settled) {
    /** Spans agree if the slowest median is above the fastest by no more than this. */
    private static final double AGREEMENT = 1.05;

    /** And this, in seconds: the clock shows no less. */
    private static final double CLOCK = 20e-9;

    private static final int MOST_TIMES = 1 << 16;

    /** Copies the list. */
    public WarmUp {
        laps = List.copyOf(laps);
    }

    /**
     * A span of time.
     *
     * @param runs how many runs it had
     * @param seconds how long it took
     * @param median the median time of a run, in seconds
     * @param quiet whether nothing waited to be made
     */
    public record Lap(long runs, double seconds, double median, boolean quiet) {}

    /**
     * How long to wait for times to settle.
     *
     * @param lapSeconds how long a span is
     * @param agreeing how many spans in a row have to agree
     * @param mostSeconds after how long patience ends
     * @param mostRuns after how many runs it ends
     */
    public record Patience(double lapSeconds, int agreeing, double mostSeconds, long mostRuns) {
        /** Patience for any number of runs. */
        public Patience(double lapSeconds, int agreeing, double mostSeconds) {
            this(lapSeconds, agreeing, mostSeconds, Long.MAX_VALUE);
        }

        /** The same for no more than so many runs. */
        public Patience within(long runs) {
            return new Patience(lapSeconds, agreeing, mostSeconds, Math.min(runs, mostRuns));
        }
    }

    /** Runs a plan, on a frame with everything bound, and tells after each span how long it has been running. */
    static WarmUp of(Plan plan, Frame frame, Patience patience, DoubleConsumer elapsed) {
        List<Lap> laps = new ArrayList<>();
        double seconds = 0;
        long left = patience.mostRuns();
        while (!hasSettled(laps, patience.agreeing()) && seconds < patience.mostSeconds() && left > 0) {
            Lap lap = lap(plan, frame, patience.lapSeconds(), left);
            laps.add(lap);
            seconds += lap.seconds();
            left -= lap.runs();
            elapsed.accept(seconds);
        }
        return new WarmUp(laps, hasSettled(laps, patience.agreeing()));
    }

    static boolean hasSettled(List<Lap> laps, int agreeing) {
        if (laps.size() < agreeing) {
            return false;
        }
        List<Lap> last = laps.subList(laps.size() - agreeing, laps.size());
        double fastest = last.stream().mapToDouble(Lap::median).min().orElseThrow();
        double slowest = last.stream().mapToDouble(Lap::median).max().orElseThrow();
        return last.stream().allMatch(Lap::quiet) && slowest <= AGREEMENT * fastest + CLOCK;
    }

    private static Lap lap(Plan plan, Frame frame, double seconds, long mostRuns) {
        // The thread does one thing after the other: what was to be made before this has been made when this is done.
        CountDownLatch waiting = new CountDownLatch(1);
        Workshop.later(waiting::countDown);
        long[] times = new long[64];
        int runs = 0;
        long begin = System.nanoTime();
        long now = begin;
        do {
            long start = now;
            plan.run(frame);
            now = System.nanoTime();
            if (runs == times.length && runs < MOST_TIMES) {
                times = Arrays.copyOf(times, 2 * runs);
            }
            times[runs % times.length] = now - start;
            runs++;
        } while (now - begin < seconds * 1e9 && runs < mostRuns);
        double median = Stopwatch.median(times, Math.min(runs, times.length));
        return new Lap(runs, (now - begin) * 1e-9, median, waiting.getCount() == 0);
    }

    /** How many runs there were. */
    public long runs() {
        return laps.stream().mapToLong(Lap::runs).sum();
    }

    /** How long they took together. */
    public double seconds() {
        return laps.stream().mapToDouble(Lap::seconds).sum();
    }
}
