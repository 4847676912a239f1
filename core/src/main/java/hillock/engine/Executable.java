package hillock.engine;

import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.engine.plan.Footprint;
import hillock.engine.plan.Frame;
import hillock.engine.plan.Plan;
import hillock.engine.plan.Planner;
import hillock.engine.plan.StepFailure;
import hillock.graph.Node;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * A planned program, safe for use by many threads. Storage for intermediate values is bounded by the number of
 * processors; further callers wait. Programs with updates run one call at a time.
 */
public final class Executable {
    private final Program program;
    private final Function<Plan, Frame> frames;
    private final Plan plan;
    private final List<Variable> reads;
    private final List<Variable> updates;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Run> idle = new ConcurrentLinkedDeque<>();

    Executable(Program program, Function<Plan, Frame> frames) {
        this.program = program;
        this.frames = frames;
        List<Node> outputs = new ArrayList<>(program.outputs().sequencedValues());
        program.guard().ifPresent(outputs::add);
        List<Node> roots = new ArrayList<>(outputs);
        roots.addAll(program.updates().sequencedValues());
        List<Node> simple = new Rewriter().rewrite(roots);
        try {
            this.plan = Planner.plan(simple.subList(0, outputs.size()), simple.subList(outputs.size(), roots.size()));
        } catch (StepFailure e) {
            throw e.told(place());
        }
        Footprint footprint = plan.footprint();
        if (footprint.bytes() + footprint.updateBytes() > Heap.most()) {
            throw plan.tooLarge().with(place());
        }
        this.reads = plan.variables();
        this.updates = List.copyOf(program.updates().sequencedKeySet());
        int concurrent = updates.isEmpty() ? Runtime.getRuntime().availableProcessors() : 1;
        this.permits = new Semaphore(concurrent, true);
    }

    /** The program. */
    public Program program() {
        return program;
    }

    /**
     * The outputs for given inputs, both in the program's order. Updates are published as {@link Run#step} does.
     *
     * @throws IllegalArgumentException if number or types of the inputs do not fit
     */
    public List<NDArray> call(NDArray... inputs) {
        if (inputs.length != program.inputs().size()) {
            throw new IllegalArgumentException("The program takes the inputs %s, %d arrays were given."
                    .formatted(program.inputs(), inputs.length));
        }
        permits.acquireUninterruptibly();
        try {
            Run pooled = idle.pollFirst();
            Run run = pooled == null ? newRun() : pooled;
            for (int i = 0; i < inputs.length; i++) {
                run.set(program.inputs().get(i), inputs[i]);
            }
            run.step();
            List<NDArray> outputs = new ArrayList<>();
            for (int i = 0; i < program.outputs().size(); i++) {
                outputs.add(run.output(i));
            }
            idle.addFirst(run);
            return outputs;
        } finally {
            permits.release();
        }
    }

    /**
     * A run with storage of its own, for one thread at a time. Of a program with updates keep one run only: of two that
     * step at the same time the later one is refused, for it would undo the update of the other.
     *
     * @throws MemoryException if Java's heap has no room for its storage
     */
    public Run newRun() {
        try {
            return new Run(this, plan, frames.apply(plan));
        } catch (MemoryException e) {
            throw e.with(place());
        }
    }

    /** Where the program comes from, for messages. */
    String place() {
        return "in the program made at " + program.origin();
    }

    Plan plan() {
        return plan;
    }

    List<Variable> reads() {
        return reads;
    }

    List<Variable> updates() {
        return updates;
    }
}
