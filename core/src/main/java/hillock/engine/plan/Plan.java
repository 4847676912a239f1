package hillock.engine.plan;

import hillock.engine.emit.ScalarSlot;
import hillock.engine.emit.Scalars;
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
    private final ScalarSlot scalars;

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
        this.scalars = new ScalarSlot(() -> Scalarizer.code(steps, buffers));
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
        for (Buffer buffer : buffers) {
            arrays[buffer.id] = switch (buffer.kind) {
                case CONSTANT -> buffer.data;
                case BOUND, UPDATE, TEMPORARY, LOCAL -> null;
                case KEPT -> buffer.dtype.newArray(buffer.size);
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
        Scalars made = frame.eager ? null : frame.scalar ? scalars.now() : scalars.get(steps.size());
        if (made != null) {
            made.program().run(frame.arrays, frame.memory(made));
            return;
        }
        if (!frame.furnished) {
            furnish(frame);
        }
        for (Step step : steps) {
            step.run(frame);
        }
    }

    /** Whether it runs as straight-line code over single elements by now. */
    public boolean isScalar() {
        return scalars.isMade();
    }

    /** Gives a frame its temporaries, which the scalar form does without. */
    private void furnish(Frame frame) {
        Map<Integer, Object> shared = new HashMap<>();
        for (Buffer buffer : buffers) {
            if (buffer.kind == Buffer.Kind.TEMPORARY) {
                frame.arrays[buffer.id] =
                        shared.computeIfAbsent(physical[buffer.id], _ -> buffer.dtype.newArray(buffer.size));
            }
        }
        frame.furnished = true;
    }

    /** The array that holds result {@code index} in row-major order after a run; it is overwritten by the next. */
    public Object result(Frame frame, int index) {
        return frame.array(results.get(index));
    }
}
