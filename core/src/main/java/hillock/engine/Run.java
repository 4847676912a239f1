package hillock.engine;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.plan.Frame;
import hillock.engine.plan.Plan;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program being run again and again by one thread, with storage of its own. */
public final class Run {
    private final Executable executable;
    private final Plan plan;
    private final Frame frame;
    private final Map<Symbol, NDArray> inputs = new HashMap<>();
    private final List<String> names;
    private final List<TensorType> types;
    private final @Nullable Object[] prepared;
    private final long[] versions;
    private boolean stepped;

    Run(Executable executable, Plan plan, Frame frame) {
        this.executable = executable;
        this.plan = plan;
        this.frame = frame;
        Program program = executable.program();
        this.names = List.copyOf(program.outputs().sequencedKeySet());
        this.types = program.outputs().sequencedValues().stream()
                .map(Node::tensorType)
                .toList();
        this.prepared = new Object[executable.updates().size()];
        this.versions = new long[prepared.length];
    }

    /**
     * Gives an input its value for the following steps, by reference: the array must not change until it is replaced.
     *
     * @throws IllegalArgumentException if the program has no such input or the type does not fit
     */
    public Run set(Symbol input, NDArray value) {
        if (!executable.program().inputs().contains(input)) {
            throw new IllegalArgumentException("The program has no input %s; it has %s."
                    .formatted(input, executable.program().inputs()));
        }
        if (!input.type().equals(value.type())) {
            throw new IllegalArgumentException("Input %s cannot take %s.".formatted(input, value.type()));
        }
        inputs.put(input, value);
        return this;
    }

    /**
     * Runs the program once: reads all variables at one moment, computes, and publishes all updates at one moment.
     *
     * @return whether the updates were published; false if the guard was not finite
     * @throws IllegalStateException if an input has no value, or a variable that is updated was given another content
     *     by someone else meanwhile; then nothing is published
     */
    public boolean step() {
        for (int i = 0; i < versions.length; i++) {
            versions[i] = executable.updates().get(i).version();
        }
        List<Variable.Block> held = Variable.hold(executable.reads());
        try {
            int variable = 0;
            for (int i = 0; i < plan.leaves().size(); i++) {
                plan.bind(
                        frame,
                        i,
                        switch (plan.leaves().get(i)) {
                            case Op.Read _ -> held.get(variable++).data();
                            case Op.Input input -> value(input.symbol()).data();
                            case Op.Leaf other -> throw new AssertionError(other);
                        });
            }
            List<Variable> updates = executable.updates();
            for (int i = 0; i < prepared.length; i++) {
                Object storage = prepared[i];
                if (storage == null) {
                    storage = updates.get(i).prepare();
                    prepared[i] = storage;
                }
                plan.bindUpdate(frame, i, storage);
            }
            plan.run(frame);
        } finally {
            held.forEach(Variable.Block::release);
        }
        stepped = true;
        boolean finite = executable.program().guard().isEmpty() || isFinite(plan.result(frame, names.size()));
        if (finite && prepared.length > 0) {
            Variable.commit(executable.updates(), Arrays.asList(prepared), versions);
            Arrays.fill(prepared, null);
        }
        return finite;
    }

    private NDArray value(Symbol symbol) {
        NDArray value = inputs.get(symbol);
        if (value == null) {
            throw new IllegalStateException("Input %s has no value; set it before the step.".formatted(symbol));
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
