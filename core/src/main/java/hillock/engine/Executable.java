package hillock.engine;

import hillock.array.NDArray;
import hillock.graph.Program;
import java.util.List;

/**
 * A planned program, safe for use by many threads. Storage for intermediate values is bounded by the number of
 * processors; further callers wait.
 */
public final class Executable {
    private final Program program;

    Executable(Program program) {
        this.program = program;
    }

    /** The program. */
    public Program program() {
        return program;
    }

    /** The outputs for given inputs, both in the program's order. Updates, if any, are published. */
    public List<NDArray> call(NDArray... inputs) {
        throw new IllegalStateException("coming with the executor: " + inputs.length);
    }

    /** A run with storage of its own, for one thread at a time. */
    public Run newRun() {
        return new Run(program);
    }
}
