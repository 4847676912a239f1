package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.engine.emit.ScalarSlot;
import hillock.engine.emit.Scalars;
import hillock.engine.simd.Panels;
import hillock.graph.Op;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of steps over buffers, made once for a set of expressions and run many times. Immutable; each concurrent
 * run has a {@link Frame} of its own.
 */
public final class Plan {
    private static final Frame[] NO_FRAMES = {};

    /** What is done once for many runs of the body of a loop. */
    private final List<Step> prologue;

    private final List<Step> steps;
    private final List<Buffer> buffers;
    private final List<Op.Leaf> leaves;
    private final List<Buffer> bound;
    private final List<View> results;
    private final List<Buffer> updates;
    private final List<Plan> bodies;
    private final int[] physical;
    private final ScalarSlot scalars;
    private final Footprint footprint;
    private final Map<Step, String> lines;
    /** By buffer the arrays that every frame has. */
    private final @Nullable Object[] constants;

    private final List<Buffer> kept;
    private final List<Buffer> packed;

    Plan(
            List<Step> prologue,
            List<Step> steps,
            List<Buffer> buffers,
            List<Op.Leaf> leaves,
            List<Buffer> bound,
            List<View> results,
            List<Buffer> updates,
            List<Plan> bodies,
            Map<Step, String> lines) {
        this.prologue = prologue;
        this.steps = steps;
        this.buffers = buffers;
        this.leaves = leaves;
        this.bound = bound;
        this.results = results;
        this.updates = updates;
        this.bodies = bodies;
        this.physical = Memory.assign(steps, buffers);
        this.constants = new Object[buffers.size()];
        this.kept = new ArrayList<>();
        this.packed = new ArrayList<>();
        for (Buffer buffer : buffers) {
            switch (buffer.kind) {
                case CONSTANT -> constants[buffer.id] = buffer.data;
                case KEPT -> kept.add(buffer);
                case PACKED -> packed.add(buffer);
                case BOUND, UPDATE, TEMPORARY, LOCAL -> {}
            }
        }
        this.scalars = new ScalarSlot(() -> Scalarizer.code(all(), buffers));
        this.footprint = Footprint.of(all(), buffers, physical, bodies);
        this.lines = lines;
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

    /** Storage for one run at a time, with so many threads. */
    public Frame newFrame(int threads) {
        return newFrame(threads, false);
    }

    /**
     * Storage for one run at a time.
     *
     * @param threads the most threads that compute it
     * @param eager whether kernels are made at once, not where they pay
     * @throws MemoryException if Java's heap has no room for all its arrays; then none is made
     */
    public Frame newFrame(int threads, boolean eager) {
        return newFrame(new Team(threads), eager);
    }

    private Frame newFrame(Team team, boolean eager) {
        Heap.require(footprint.bytes() + team.threads() * footprint.scratchBytes(), this::largest);
        Object[] arrays = constants.clone();
        for (Buffer buffer : kept) {
            arrays[buffer.id] = buffer.dtype.newArray(buffer.size);
        }
        Frame frame = new Frame(
                arrays,
                bodies.isEmpty()
                        ? NO_FRAMES
                        : bodies.stream()
                                .map(body -> body.newFrame(team, eager))
                                .toArray(Frame[]::new),
                team,
                eager);
        for (Buffer buffer : packed) {
            Panels.Panel panel = Panels.of(buffer.dtype == DType.FLOAT64, buffer.size);
            frame.bind(buffer, panel.array(), -panel.offset());
        }
        return frame;
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
        run(frame, becomesScalar(frame));
    }

    /** Whether the next run is that of straight-line code over single elements. */
    boolean becomesScalar(Frame frame) {
        return scalars(frame) != null;
    }

    private @Nullable Scalars scalars(Frame frame) {
        return frame.eager ? null : frame.scalar ? scalars.now() : scalars.get();
    }

    /** Computes once what many runs of the steps share. */
    void prepare(Frame frame) {
        run(frame, prologue);
    }

    /** Whether a buffer is written once for many runs. */
    boolean isPrepared(Buffer buffer) {
        return prologue.stream().flatMap(step -> step.writes().stream()).anyMatch(view -> view.buffer() == buffer);
    }

    /** Everything that is done in a run, and before it. */
    List<Step> all() {
        List<Step> all = new ArrayList<>(prologue);
        all.addAll(steps);
        return all;
    }

    /**
     * Computes everything.
     *
     * @param scalar whether by straight-line code over single elements
     */
    void run(Frame frame, boolean scalar) {
        Scalars made = scalar ? scalars.now() : null;
        if (made == null) {
            boolean timed = !frame.eager && scalars.isCold();
            long before = timed ? System.nanoTime() : 0;
            run(frame, steps);
            if (timed) {
                scalars.ran(System.nanoTime() - before);
            }
            return;
        }
        try {
            made.program().run(frame.arrays, frame.memory(made));
        } catch (Throwable e) {
            throw new StepFailure("A program of single elements", null, e);
        }
    }

    private void run(Frame frame, List<Step> steps) {
        if (!frame.furnished) {
            furnish(frame);
        }
        int at = 0;
        try {
            for (; at < steps.size(); at++) {
                frame.team.run(frame, steps.get(at));
            }
        } catch (Throwable e) {
            Step step = steps.get(at);
            // A band has said which of its steps it was; the body of a loop says what failed in the loop.
            StepFailure failure =
                    step instanceof Band && e instanceof StepFailure known ? known : new StepFailure(step, e);
            throw failure.among(lines);
        }
    }

    /** Whether it runs as straight-line code over single elements by now. */
    public boolean isScalar() {
        return scalars.isMade();
    }

    /** Gives a frame its temporaries, which the scalar form does without. */
    private void furnish(Frame frame) {
        Map<Integer, Panels.Panel> shared = new HashMap<>();
        for (Buffer buffer : buffers) {
            if (buffer.kind == Buffer.Kind.TEMPORARY) {
                Panels.Panel room = shared.computeIfAbsent(physical[buffer.id], _ -> room(buffer));
                frame.bind(buffer, room.array(), -room.offset());
            }
        }
        frame.furnished = true;
    }

    /** Room for a temporary: if it is large, from a line of the cache on, so that no vector of it lies in two. */
    private static Panels.Panel room(Buffer buffer) {
        return buffer.dtype.isFloat() && buffer.bytes() > Panels.LARGE_BYTES
                ? Panels.of(buffer.dtype == DType.FLOAT64, buffer.size)
                : new Panels.Panel(buffer.dtype.newArray(buffer.size), 0, buffer.size);
    }

    /** Computes everything step by step, and notes how many nanoseconds each step takes. */
    void run(Frame frame, long[] nanoseconds) {
        if (!frame.furnished) {
            furnish(frame);
        }
        for (int i = 0; i < nanoseconds.length; i++) {
            long before = System.nanoTime();
            frame.team.run(frame, steps.get(i));
            nanoseconds[i] = System.nanoTime() - before;
        }
    }

    /** How many steps there are; those of a band are one. */
    int size() {
        return steps.size();
    }

    /** What is known of its steps, of the steps of bands and of bodies of loops, in order. */
    public List<Facts> facts() {
        List<Facts> facts = new ArrayList<>();
        facts(0, facts);
        return facts;
    }

    private void facts(int depth, List<Facts> facts) {
        for (Step step : steps) {
            facts.add(Facts.of(depth, step));
            if (step instanceof Band band) {
                band.steps().forEach(part -> facts.add(Facts.of(depth + 1, part)));
            } else if (step instanceof Step.Repeat repeat) {
                repeat.body().facts(depth + 1, facts);
            }
        }
    }

    /** The storage of a frame. */
    public Footprint footprint() {
        return footprint;
    }

    /** The refusal of a plan that no frame can be made for. */
    public MemoryException tooLarge() {
        return new MemoryException(largest(), footprint.bytes() + footprint.updateBytes(), Heap.available(), null);
    }

    /** The arithmetic of one run, as {@link StepFacts#flops} counts it. */
    long flops() {
        return steps.stream().mapToLong(StepFacts::flops).sum();
    }

    /** The bytes its steps read and write in one run. */
    long bytesMoved() {
        return steps.stream().mapToLong(StepFacts::bytes).sum();
    }

    /** What takes most of the room, for a message. */
    public String largest() {
        Step most = null;
        long bytes = 0;
        for (Step step :
                steps.stream().flatMap(step -> StepFacts.parts(step).stream()).toList()) {
            for (View view : step.writes()) {
                if (view.buffer().bytes() > bytes && view.buffer().kind != Buffer.Kind.LOCAL) {
                    most = step;
                    bytes = view.buffer().bytes();
                }
            }
        }
        return "A computation with %d array%s%s"
                .formatted(
                        footprint.arrays(),
                        footprint.arrays() == 1 ? "" : "s",
                        most == null
                                ? ""
                                : " (the largest of %s for %s)".formatted(Heap.text(bytes), StepFacts.describe(most)));
    }

    /** The array that holds result {@code index} in row-major order after a run; it is overwritten by the next. */
    public Object result(Frame frame, int index) {
        return frame.array(results.get(index));
    }
}
