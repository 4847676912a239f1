package hillock.engine.plan;

import hillock.graph.Op;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sequence of steps over buffers, made once for a set of expressions and run many times. Immutable; each concurrent
 * run has a {@link Frame} of its own.
 */
public final class Plan {
    private final List<Step> steps;
    private final List<Buffer> buffers;
    private final List<Op.Leaf> leaves;
    private final List<Buffer> bound;
    private final List<View> results;
    private final List<Buffer> updates;
    private final List<Plan> bodies;
    private final int[] physical;

    Plan(
            List<Step> steps,
            List<Buffer> buffers,
            List<Op.Leaf> leaves,
            List<Buffer> bound,
            List<View> results,
            List<Buffer> updates,
            List<Plan> bodies) {
        this.steps = steps;
        this.buffers = buffers;
        this.leaves = leaves;
        this.bound = bound;
        this.results = results;
        this.updates = updates;
        this.bodies = bodies;
        this.physical = Memory.assign(steps, buffers);
    }

    /** What is bound before each run, in the order of {@link #bind}. */
    public List<Op.Leaf> leaves() {
        return leaves;
    }

    /** The variables read, in the order of {@link #bind}. */
    public List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        for (Op.Leaf leaf : leaves) {
            if (leaf instanceof Op.Read read) {
                variables.add(read.variable());
            }
        }
        return variables;
    }

    List<Buffer> bound() {
        return bound;
    }

    List<View> results() {
        return results;
    }

    /** Storage for one run at a time. */
    public Frame newFrame(Workers workers) {
        return newFrame(workers, false);
    }

    /**
     * Storage for one run at a time.
     *
     * @param eager whether kernels are made at once, not where they pay
     */
    public Frame newFrame(Workers workers, boolean eager) {
        Object[] arrays = new Object[buffers.size()];
        Map<Integer, Object> shared = new HashMap<>();
        for (Buffer buffer : buffers) {
            arrays[buffer.id] = switch (buffer.kind) {
                case CONSTANT -> buffer.data;
                case BOUND, UPDATE, LOCAL -> null;
                case KEPT -> buffer.dtype.newArray(buffer.size);
                case TEMPORARY -> shared.computeIfAbsent(physical[buffer.id], _ -> buffer.dtype.newArray(buffer.size));
            };
        }
        return new Frame(
                arrays,
                bodies.stream().map(body -> body.newFrame(workers, eager)).toArray(Frame[]::new),
                workers,
                eager);
    }

    /** Gives leaf {@code index} its array for the next run. It is read only. */
    public void bind(Frame frame, int index, Object array) {
        frame.bind(bound.get(index), array);
    }

    /** Gives update {@code index} the array its result is written to in the next run. */
    public void bindUpdate(Frame frame, int index, Object array) {
        frame.bind(updates.get(index), array);
    }

    /** Computes everything. */
    public void run(Frame frame) {
        for (Step step : steps) {
            step.run(frame);
        }
    }

    /** The array that holds result {@code index} in row-major order after a run; it is overwritten by the next. */
    public Object result(Frame frame, int index) {
        return frame.array(results.get(index));
    }
}
