package hillock.engine;

import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.plan.Footprint;
import hillock.engine.plan.Frame;
import hillock.engine.plan.Plan;
import hillock.engine.plan.Planner;
import hillock.engine.plan.StepFailure;
import hillock.engine.plan.Stopwatch;
import hillock.engine.plan.WarmUp;
import hillock.graph.Debug;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.rewrite.Rewriter;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleConsumer;

/**
 * A planned program, safe for use by many threads. Storage for intermediate values is bounded by the number of
 * processors, and given back when nothing was called for some seconds; further callers wait. Programs with updates run
 * one call at a time.
 */
public final class Executable {
    /** A plan of small steps has stood still for a second before the next of its methods was compiled. */
    private static final WarmUp.Patience PATIENCE = new WarmUp.Patience(0.5, 4, 12);

    private static final double WATCHED_SECONDS = 0.2;

    /** How long storage is kept for the next call. */
    private static final long KEPT_SECONDS = 5;

    private final Program program;
    private final Engine engine;
    private final PlanReport.Rewriting rewriting;
    private final Plan plan;
    private final List<Variable> reads;
    private final List<Variable> updates;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Run> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile long lastCall;

    Executable(Program program, Engine engine) {
        this.program = program;
        this.engine = engine;
        List<Node> outputs = new ArrayList<>(program.outputs().sequencedValues());
        program.guard().ifPresent(outputs::add);
        List<Node> roots = new ArrayList<>(outputs);
        roots.addAll(program.updates().sequencedValues());
        Rewriter rewriter = new Rewriter();
        List<Node> simple = rewriter.rewrite(roots);
        this.rewriting = PlanReport.Rewriting.of(roots, simple, rewriter.applied());
        try {
            this.plan = Planner.plan(simple.subList(0, outputs.size()), simple.subList(outputs.size(), roots.size()));
        } catch (StepFailure e) {
            throw e.told(place());
        }
        Footprint footprint = plan.footprint();
        if (footprint.bytes() + footprint.updateBytes() > Heap.most()) {
            throw plan.tooLarge().with(place());
        }
        if (Debug.PLAN) {
            Debug.tell("A plan, " + place() + ":\n" + plan(Speeds.guessed(engine)));
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
        checkInputs(inputs);
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
            lastCall = System.nanoTime();
            watch();
            return outputs;
        } finally {
            permits.release();
        }
    }

    /** Lets idle storage be looked at in a while, by the thread of the JDK that does such things. */
    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            // Whoever forgets the program frees it at once, not when it would have been looked at.
            WeakReference<Executable> mine = new WeakReference<>(this);
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS).execute(() -> {
                Executable left = mine.get();
                if (left != null) {
                    left.trim(System.nanoTime());
                }
            });
        }
    }

    /** Gives back storage that was not used for some seconds at a moment. */
    void trim(long now) {
        // First, so that a call from now on lets it be looked at again.
        watched.set(false);
        if (now - lastCall >= TimeUnit.SECONDS.toNanos(KEPT_SECONDS)) {
            idle.clear();
        } else {
            watch();
        }
    }

    /** How many sets of storage wait for the next call. */
    int idle() {
        return idle.size();
    }

    /**
     * A run with storage of its own, for one thread at a time. Of a program with updates keep one run only: of two that
     * step at the same time the later one is refused, for it would undo the update of the other.
     *
     * @throws MemoryException if Java's heap has no room for its storage
     */
    public Run newRun() {
        try {
            // New contents of variables are made in the first step, which is late to find that there is no room.
            Footprint footprint = plan.footprint();
            Heap.require(footprint.bytes() + footprint.updateBytes(), plan::largest);
            return new Run(this, plan, engine.newFrame(plan));
        } catch (MemoryException e) {
            throw e.with(place());
        }
    }

    private void checkInputs(NDArray... inputs) {
        if (inputs.length != program.inputs().size()) {
            throw new IllegalArgumentException("The program takes the inputs %s, %d arrays were given."
                    .formatted(program.inputs(), inputs.length));
        }
        for (int i = 0; i < inputs.length; i++) {
            Symbol input = program.inputs().get(i);
            if (!input.type().equals(inputs[i].type())) {
                throw new IllegalArgumentException("Input %s cannot take %s.".formatted(input, inputs[i].type()));
            }
        }
    }

    /** Where the program comes from, for messages. */
    String place() {
        return "in the program made at " + program.origin();
    }

    /** Whether it runs as straight-line code over single elements by now. */
    boolean isScalar() {
        return plan.isScalar();
    }

    /** How the program runs, with the times it should take on this machine. */
    public PlanReport plan() {
        return plan(Speeds.of(engine));
    }

    /** How the program runs, with the times it should take by some speeds. */
    public PlanReport plan(Speeds speeds) {
        return PlanReport.of(program.origin(), rewriting, plan, speeds, Optional.empty());
    }

    /**
     * How the program runs, with the times it takes: it is run until its runs no longer become faster, which takes two
     * to twelve seconds. Variables are read, but updates are not published.
     *
     * @param inputs one for each input of the program, in its order; times may depend on them
     * @throws IllegalArgumentException if number or types of the inputs do not fit
     */
    public PlanReport measured(NDArray... inputs) {
        return measured(_ -> {}, inputs);
    }

    /**
     * The same, for someone who waits.
     *
     * @param progress told about twice a second how far it has come at least, 0 to 1; it may end earlier
     */
    public PlanReport measured(DoubleConsumer progress, NDArray... inputs) {
        DoubleConsumer elapsed = seconds -> progress.accept(Math.min(1, seconds / PATIENCE.mostSeconds()));
        // First, so that the times of the warm-up are those of a process that has just begun.
        Stopwatch watch = stopwatch(PATIENCE, WATCHED_SECONDS, elapsed, inputs);
        Speeds speeds = plan.isScalar() ? Speeds.guessed(engine) : Speeds.of(engine);
        return PlanReport.of(program.origin(), rewriting, plan, speeds, Optional.of(watch));
    }

    /**
     * How long runs take, without a look at the steps: it is run as often as asked for, or until its runs no longer
     * become faster. Variables are read, but updates are not published.
     *
     * @param runs how many are of interest, at least 1
     * @param progress told about twice a second how far it has come at least, 0 to 1; it may end earlier
     * @param inputs one for each input of the program, in its order; times may depend on them
     * @throws IllegalArgumentException if number or types of the inputs do not fit
     */
    public Measurement timed(long runs, DoubleConsumer progress, NDArray... inputs) {
        DoubleConsumer elapsed = seconds -> progress.accept(Math.min(1, seconds / PATIENCE.mostSeconds()));
        Stopwatch watch = stopwatch(PATIENCE.within(runs), WATCHED_SECONDS, elapsed, inputs);
        return Measurement.of(watch, engine.threads());
    }

    Stopwatch stopwatch(WarmUp.Patience patience, double watched, DoubleConsumer elapsed, NDArray... inputs) {
        checkInputs(inputs);
        Frame frame = engine.newFrame(plan);
        List<Variable.Block> held = Variable.hold(reads);
        try {
            for (int i = 0; i < plan.leaves().size(); i++) {
                plan.bind(
                        frame,
                        i,
                        switch (plan.leaves().get(i)) {
                            case Op.Read read ->
                                held.get(reads.indexOf(read.variable())).data();
                            case Op.Input input -> inputs[program.inputs().indexOf(input.symbol())].data();
                            case Op.Leaf other -> throw new AssertionError(other);
                        });
            }
            for (int i = 0; i < updates.size(); i++) {
                TensorType type = updates.get(i).type();
                plan.bindUpdate(frame, i, type.dtype().newArray(type.size()));
            }
            return Stopwatch.of(plan, frame, patience, watched, elapsed);
        } catch (StepFailure e) {
            throw e.told(place());
        } finally {
            held.forEach(Variable.Block::release);
        }
    }

    List<Variable> reads() {
        return reads;
    }

    List<Variable> updates() {
        return updates;
    }
}
