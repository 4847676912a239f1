package hillock.engine;

import hillock.array.NDArray;
import hillock.graph.Program;
import hillock.graph.Symbol;

/** A program being run again and again by one thread, with storage of its own. */
public final class Run {
    private final Program program;

    Run(Program program) {
        this.program = program;
    }

    /** Gives an input its value for the following steps, by reference: it must not change until replaced. */
    public Run set(Symbol input, NDArray value) {
        throw new IllegalStateException("coming with the executor: " + input + value);
    }

    /**
     * Runs the program once.
     *
     * @return whether the updates were published; false if the guard was not finite
     */
    public boolean step() {
        throw new IllegalStateException("coming with the executor: " + program);
    }

    /** A copy of an output of the last step. */
    public NDArray get(String output) {
        throw new IllegalStateException("coming with the executor: " + output);
    }

    /** An output of the last step that has one element. */
    public double scalar(String output) {
        return get(output).item();
    }
}
