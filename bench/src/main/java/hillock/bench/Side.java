package hillock.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** One side of a comparison at work in a JVM of its own: it measures one workload and prints what it found. */
public final class Side {
    /** How many outcomes are compared, one after each of the first calls. */
    public static final int COMPARED = 5;

    private Side() {}

    /** What one side can do. */
    @FunctionalInterface
    public interface Workloads {
        /** The tasks of a workload, made one after the other when they are asked for. */
        Iterable<Task> of(String workload);
    }

    /** Measures a workload; one line for each outcome and each time. */
    public static void measure(Workloads workloads, String workload) {
        for (Task task : workloads.of(workload)) {
            for (int i = 0; i < COMPARED; i++) {
                task.call().run();
                say("outcome", task.figure(), task.outcome().getAsDouble());
            }
            Stopwatch.Timing timing = Stopwatch.time(task.call());
            say("median", task.figure(), timing.median() / task.repeats());
            say("best", task.figure(), timing.best() / task.repeats());
        }
    }

    private static void say(String what, Figure figure, double value) {
        System.out.printf(Locale.ROOT, "%s %s %s%n", what, figure.name(), value);
    }

    /** Tasks made one after the other, so that the arrays of one are free before the next is made. */
    public static Iterable<Task> lazily(List<Supplier<Task>> makers) {
        return () -> makers.stream().map(Supplier::get).iterator();
    }
}
