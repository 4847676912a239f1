package hillock.engine.plan;

import hillock.graph.ComputationException;
import hillock.graph.IndexRangeException;
import hillock.graph.ZeroDivisorException;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something thrown by a step of a plan, which does not know who runs it; {@link #told} makes words of it. */
public final class StepFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String operation;
    private final @Nullable Step step;
    private final @Nullable String line;
    private final Throwable reason;

    private StepFailure(String operation, @Nullable Step step, @Nullable String line, Throwable reason) {
        super(operation, reason, false, false);
        this.operation = operation;
        this.step = step;
        this.line = line;
        this.reason = reason;
    }

    /** The failure of a step whose line is not known. */
    StepFailure(Step step, Throwable reason) {
        this(StepFacts.describe(step), step, null, reason);
    }

    /** The failure of what is no step yet. */
    StepFailure(String operation, @Nullable String line, Throwable reason) {
        this(operation, null, line, reason);
    }

    /** The same failure with the line of the step, as far as lines are recorded. */
    StepFailure among(Map<Step, String> lines) {
        return new StepFailure(operation, step, step == null ? line : lines.get(step), reason);
    }

    /**
     * The exception for the user.
     *
     * @param place where the plan comes from, a clause such as "in the program made at Main.java:3"
     */
    public RuntimeException told(String place) {
        String where = line == null ? place : "built at " + line + ", " + place;
        return switch (reason) {
            case StepFailure inner -> inner.told("in " + operation + ", " + where);
            case IndexRangeException e -> e.with(where);
            case ZeroDivisorException e -> e.with(where);
            case hillock.array.MemoryException e -> e.with("for " + operation + " " + where);
            default -> new ComputationException(operation, where, reason);
        };
    }
}
