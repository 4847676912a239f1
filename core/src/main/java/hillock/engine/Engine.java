package hillock.engine;

import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.engine.plan.Frame;
import hillock.engine.plan.Plan;
import hillock.engine.plan.StepFailure;
import hillock.engine.simd.Simd;
import hillock.graph.Evaluator;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * How expressions are computed: an immutable value. Every engine gives the same bits as the interpreter, whatever its
 * number of threads.
 */
public final class Engine implements Evaluator {
    private static final Engine STANDARD = new Engine(Runtime.getRuntime().availableProcessors(), false, false);

    private final int threads;
    private final boolean eager;
    private final boolean scalar;

    private Engine(int threads, boolean eager, boolean scalar) {
        this.threads = threads;
        this.eager = eager;
        this.scalar = scalar;
    }

    /** The engine that uses every processor. */
    public static Engine standard() {
        return STANDARD;
    }

    /**
     * This engine with another number of threads for one run, the caller's included.
     *
     * @param threads 1 to 1024
     */
    public Engine withThreads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("An engine has 1 to 1024 threads, not %d.".formatted(threads));
        }
        return new Engine(threads, eager, scalar);
    }

    /** This engine with kernels made at first use, however cold, so that tests see them. */
    Engine eager() {
        return new Engine(threads, true, false);
    }

    /** This engine with the scalar forms of tiny plans made at first use, so that tests see them. */
    Engine scalar() {
        return new Engine(threads, false, true);
    }

    Frame newFrame(Plan plan) {
        Frame frame = plan.newFrame(threads, eager);
        return scalar ? frame.preferScalars() : frame;
    }

    /** The most threads one run uses. */
    public int threads() {
        return threads;
    }

    /** What products are computed with on this machine, for people: the Vector API and its width, or plain loops. */
    public static String simdForm() {
        return Simd.form();
    }

    /**
     * Why the last evaluation that had to make a plan found none among those kept, in words: what differs first from
     * the plan that is nearest. An evaluation whose structure is known takes microseconds, one that is planned
     * milliseconds. The plans are those of the process; of {@link Program}s there is one each, made when it is
     * prepared.
     */
    public static String explainMiss() {
        return PlanCache.explainMiss();
    }

    @Override
    public List<NDArray> evaluate(List<Node> nodes) {
        try {
            return run(nodes, PlanCache.find(nodes));
        } catch (StepFailure e) {
            throw e.told("in the expression evaluated at " + Origin.here());
        } catch (MemoryException e) {
            throw e.with("evaluated at " + Origin.here());
        }
    }

    private List<NDArray> run(List<Node> nodes, PlanCache.Found found) {
        Plan plan = found.planned().plan();
        Frame frame = newFrame(plan);
        List<Variable> variables = new ArrayList<>();
        for (int slot : found.planned().slots()) {
            if (found.slots().get(slot) instanceof Op.Read read) {
                variables.add(read.variable());
            }
        }
        List<Variable.Block> held = Variable.hold(variables);
        try {
            int variable = 0;
            for (int i = 0; i < found.planned().slots().length; i++) {
                plan.bind(
                        frame,
                        i,
                        switch (found.slots().get(found.planned().slots()[i])) {
                            case Op.Read _ -> held.get(variable++).data();
                            case Op.Constant constant -> constant.value().data();
                            case Op.Scalar scalar -> scalar.value().data();
                            case Op.Leaf other -> throw new AssertionError(other);
                        });
            }
            plan.run(frame);
        } finally {
            held.forEach(Variable.Block::release);
        }
        List<NDArray> values = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            // The frame is used once, so its arrays can be given away.
            values.add(NDArray.wrap(nodes.get(i).tensorType(), plan.result(frame, i)));
        }
        return values;
    }

    /**
     * A program made ready to run, safe for use by many threads.
     *
     * @throws MemoryException if one run of it takes more than Java's whole heap
     */
    public Executable prepare(Program program) {
        return new Executable(program, this);
    }
}
