package hillock.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** One side of a comparison at work in a JVM of its own: it measures one workload and prints what it found. */
public final class Side {
    /** How many outcomes are compared, one after each of the first calls. */
    public static final int COMPARED = 5;

    private Side() {}

    /** Measures figures one after the other, so that the arrays of one are free before the next is made ready. */
    public static void measure(List<Figure> figures, Function<Figure, Task> ready) {
        for (Figure figure : figures) {
            Task task = ready.apply(figure);
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
}
