package hillock.bench;

import java.util.function.DoubleSupplier;

/**
 * A workload made ready on one side.
 *
 * @param figure what it is measured for
 * @param call what is timed: {@code repeats} units of work
 * @param repeats how many units one call does
 * @param outcome a number made of what the last call computed, by which the two sides are compared
 */
public record Work(Figure figure, Runnable call, int repeats, DoubleSupplier outcome) {
    /** A work whose call is one unit of work. */
    public Work(Figure figure, Runnable call, DoubleSupplier outcome) {
        this(figure, call, 1, outcome);
    }
}
