package hillock.engine;

import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.plan.Frame;
import hillock.engine.plan.Plan;
import hillock.engine.plan.StepFailure;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A program being run again and again by one thread, with storage of its own. */
public final class Run {
    private static final int UNBOUND = -1;

    private final Executable executable;
    private final Plan plan;
    private final Frame frame;
    private final List<Symbol> symbols;
    private final @Nullable NDArray[] inputs;
    private final List<String> names;
    private final List<TensorType> types;
    /** The number of the input that a leaf of the plan is, of the variable read, and of the update of that variable. */
    private final int[] inputOf;

    private final int[] readOf;
    private final int[] updateOf;
    private final Variable.Block[] held;
    /** Two sets of storage for new contents, the second for steps whose contents stay private. */
    private final Variable.@Nullable Block[][] prepared;

    private final long[] versions;
    private final boolean guarded;
    private boolean stepped;

    Run(Executable executable, Plan plan, Frame frame) {
        this.executable = executable;
        this.plan = plan;
        this.frame = frame;
        Program program = executable.program();
        this.symbols = program.inputs();
        this.inputs = new NDArray[symbols.size()];
        this.names = List.copyOf(program.outputs().sequencedKeySet());
        this.types = program.outputs().sequencedValues().stream()
                .map(Node::tensorType)
                .toList();
        List<Op.Leaf> leaves = plan.leaves();
        this.inputOf = new int[leaves.size()];
        this.readOf = new int[leaves.size()];
        this.updateOf = new int[leaves.size()];
        for (int i = 0; i < inputOf.length; i++) {
            switch (leaves.get(i)) {
                case Op.Read read -> {
                    inputOf[i] = UNBOUND;
                    readOf[i] = executable.reads().indexOf(read.variable());
                    updateOf[i] = executable.updates().indexOf(read.variable());
                }
                case Op.Input input -> {
                    inputOf[i] = symbols.indexOf(input.symbol());
                    readOf[i] = UNBOUND;
                    updateOf[i] = UNBOUND;
                }
                case Op.Leaf other -> throw new AssertionError(other);
            }
        }
        this.held = new Variable.Block[executable.reads().size()];
        this.prepared = new Variable.Block[2][executable.updates().size()];
        this.versions = new long[executable.updates().size()];
        this.guarded = program.guard().isPresent();
    }

    /**
     * Gives an input its value for the following steps, by reference: the array must not change until it is replaced.
     *
     * @throws IllegalArgumentException if the program has no such input or the type does not fit
     */
    public Run set(Symbol input, NDArray value) {
        int index = symbols.indexOf(input);
        if (index < 0) {
            throw new IllegalArgumentException("The program has no input %s; it has %s.".formatted(input, symbols));
        }
        if (!input.type().equals(value.type())) {
            throw new IllegalArgumentException("Input %s cannot take %s.".formatted(input, value.type()));
        }
        inputs[index] = value;
        return this;
    }

    /**
     * The same for the input that a node reads.
     *
     * @throws IllegalArgumentException if the node is no input, or as above
     */
    public Run set(Node input, NDArray value) {
        if (input.op() instanceof Op.Input read) {
            return set(read.symbol(), value);
        }
        throw new IllegalArgumentException("%s is not an input; make one with Nodes.input.".formatted(input));
    }

    /**
     * Runs the program once: reads all variables at one moment, computes, and publishes all updates at one moment.
     *
     * @return whether the updates were published; false if the guard was not finite
     * @throws IllegalStateException if an input has no value, or a variable that is updated was given another content
     *     by someone else meanwhile; then nothing is published
     */
    public boolean step() {
        return steps(1) == 1;
    }

    /**
     * Runs the program several times, as {@link #step} called so often does and to the same bits, but in one go: the
     * inputs stay the same, all variables are read at one moment, each step finds the updates of the step before it,
     * and only those of the last one are published. If the guard is not finite after a step, that step's updates are
     * dropped, those of the step before it are published, and no further step is run. Outputs are those of the last
     * step that was run. Nothing is published if a step throws. A step makes no object.
     *
     * <p>A program without updates gives the same each time.
     *
     * @param most how many steps to take, at least 1
     * @return how many were taken: fewer only if the guard was not finite
     * @throws IllegalStateException if an input has no value, or a variable that is updated was given another content
     *     by someone else meanwhile; then nothing is published
     */
    public int steps(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A run takes 1 or more steps at a time, not %d.".formatted(most));
        }
        List<Variable> updates = executable.updates();
        for (int i = 0; i < versions.length; i++) {
            versions[i] = updates.get(i).version();
        }
        int taken = 0;
        Variable.hold(executable.reads(), held);
        try {
            bind();
            while (taken < most) {
                bindUpdates(taken);
                plan.run(frame);
                stepped = true;
                if (guarded && !isFinite(plan.result(frame, names.size()))) {
                    break;
                }
                taken++;
            }
        } catch (StepFailure e) {
            throw e.told(executable.place());
        } catch (MemoryException e) {
            throw e.with(executable.place());
        } finally {
            Variable.release(held);
        }
        if (taken > 0 && versions.length > 0) {
            Variable.Block[] last = prepared[(taken - 1) & 1];
            Variable.commit(updates, last, versions);
            Arrays.fill(last, null);
        }
        return taken;
    }

    private void bind() {
        for (int i = 0; i < inputOf.length; i++) {
            plan.bind(
                    frame,
                    i,
                    readOf[i] >= 0 ? held[readOf[i]].data() : value(inputOf[i]).data());
        }
    }

    /** The contents that a step reads, if they are another step's, and where those it makes go. */
    private void bindUpdates(int taken) {
        Variable.@Nullable Block[] storage = prepared[taken & 1];
        for (int i = 0; i < storage.length; i++) {
            Variable.Block block = storage[i];
            if (block == null) {
                block = executable.updates().get(i).prepare();
                storage[i] = block;
            }
            plan.bindUpdate(frame, i, block.data());
        }
        if (taken > 0) {
            Variable.@Nullable Block[] before = prepared[(taken - 1) & 1];
            for (int i = 0; i < updateOf.length; i++) {
                if (updateOf[i] >= 0) {
                    plan.bind(
                            frame,
                            i,
                            Objects.requireNonNull(before[updateOf[i]]).data());
                }
            }
        }
    }

    private NDArray value(int index) {
        NDArray value = inputs[index];
        if (value == null) {
            throw new IllegalStateException(
                    "Input %s has no value; set it before the step.".formatted(symbols.get(index)));
        }
        return value;
    }

    private static boolean isFinite(Object scalar) {
        return scalar instanceof float[] floats ? Float.isFinite(floats[0]) : Double.isFinite(((double[]) scalar)[0]);
    }

    /** A copy of an output of the last step. */
    public NDArray get(String output) {
        return output(index(output));
    }

    NDArray output(int index) {
        checkStepped();
        Object data = plan.result(frame, index);
        Object copy = types.get(index).dtype().newArray(types.get(index).size());
        System.arraycopy(data, 0, copy, 0, types.get(index).size());
        return NDArray.wrap(types.get(index), copy);
    }

    /** The value of an output of the last step that has one element, without making an object. */
    public double scalar(String output) {
        checkStepped();
        int index = index(output);
        if (types.get(index).size() != 1) {
            throw new IllegalArgumentException(
                    "Output '%s' is %s, not one number; use get.".formatted(output, types.get(index)));
        }
        return switch (plan.result(frame, index)) {
            case float[] a -> a[0];
            case double[] a -> a[0];
            case int[] a -> a[0];
            case long[] a -> a[0];
            case byte[] a -> a[0];
            default -> throw new AssertionError(output);
        };
    }

    private int index(String output) {
        int index = names.indexOf(output);
        if (index < 0) {
            throw new IllegalArgumentException("The program has no output '%s'; it has %s.".formatted(output, names));
        }
        return index;
    }

    private void checkStepped() {
        if (!stepped) {
            throw new IllegalStateException("Nothing has been computed yet; call step() first.");
        }
    }
}
