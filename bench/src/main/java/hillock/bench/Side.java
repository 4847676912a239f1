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
    public static void measure(List<Figure> figures, Function<Figure, Work> ready) {
        for (Figure figure : figures) {
            Work work = ready.apply(figure);
            if (figure.once()) {
                double seconds = Stopwatch.batch(work.call(), 1);
                say("median", figure, seconds);
                say("best", figure, seconds);
                continue;
            }
            for (int i = 0; i < COMPARED; i++) {
                work.call().run();
                say("outcome", work.figure(), work.outcome().getAsDouble());
            }
            Stopwatch.Timing timing = Stopwatch.time(work.call());
            say("median", work.figure(), timing.median() / work.repeats());
            say("best", work.figure(), timing.best() / work.repeats());
        }
    }

    private static void say(String what, Figure figure, double value) {
        System.out.printf(Locale.ROOT, "%s %s %s%n", what, figure.name(), value);
    }
}
