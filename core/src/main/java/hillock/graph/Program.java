package hillock.graph;

import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A computation that runs many times: inputs, named outputs, and updates of variables.
 *
 * <p>Updates are simultaneous assignment: every expression reads the contents from before the step, and the new
 * contents are published together, and only if the guard, when there is one, is finite.
 */
public final class Program {
    private final List<Symbol> inputs;
    private final SequencedMap<String, Node> outputs;
    private final SequencedMap<Variable, Node> updates;
    private final Optional<Node> guard;
    private final String origin = Origin.here();

    private Program(Builder builder) {
        this.inputs = List.copyOf(builder.inputs);
        this.outputs = new LinkedHashMap<>(builder.outputs);
        this.updates = new LinkedHashMap<>(builder.updates);
        this.guard = builder.guard;
        for (Node node : Walk.topological(roots())) {
            if (node.op() instanceof Op.Input input && !inputs.contains(input.symbol())) {
                throw new IllegalArgumentException(
                        "The program uses the input %s without declaring it; add .input(...) for it."
                                .formatted(input.symbol()));
            }
            if (node.op() instanceof Op.Parameter) {
                throw new IllegalArgumentException(
                        "The program uses %s of a function; a parameter has no value here.".formatted(node));
            }
        }
        updates.keySet().forEach(variable -> variable.claim(builder.owner));
    }

    /** A program to be described step by step. */
    public static Builder builder() {
        return new Builder();
    }

    /** The inputs, in the order declared. */
    public List<Symbol> inputs() {
        return inputs;
    }

    /** The results by name, in the order declared. */
    public SequencedMap<String, Node> outputs() {
        return Collections.unmodifiableSequencedMap(outputs);
    }

    /** The new contents of variables. */
    public SequencedMap<Variable, Node> updates() {
        return Collections.unmodifiableSequencedMap(updates);
    }

    /** The scalar that must be finite for the updates to be published. */
    public Optional<Node> guard() {
        return guard;
    }

    /** Everything the program computes: outputs, then updates, then the guard. */
    public List<Node> roots() {
        List<Node> roots = new ArrayList<>(outputs.sequencedValues());
        roots.addAll(updates.sequencedValues());
        guard.ifPresent(roots::add);
        return roots;
    }

    /** The line that made the program, as in stack traces, for messages. */
    public String origin() {
        return origin;
    }

    /** The variables the program reads, in the order met. */
    public SequencedSet<Variable> reads() {
        SequencedSet<Variable> variables = new LinkedHashSet<>();
        for (Node node : Walk.topological(roots())) {
            if (node.op() instanceof Op.Read read) {
                variables.add(read.variable());
            }
        }
        return variables;
    }

    /** A program under construction. */
    public static final class Builder {
        private final SequencedSet<Symbol> inputs = new LinkedHashSet<>();
        private final SequencedMap<String, Node> outputs = new LinkedHashMap<>();
        private final SequencedMap<Variable, Node> updates = new LinkedHashMap<>();
        private Optional<Node> guard = Optional.empty();
        private Object owner = this;

        private Builder() {}

        /**
         * Declares an input.
         *
         * @throws IllegalArgumentException if it is declared already
         */
        public Builder input(Symbol symbol) {
            if (!inputs.add(symbol)) {
                throw new IllegalArgumentException(
                        ("Input %s is declared twice; values are given in the order of the inputs, name each once."
                                        + " A second one of the same name is made by another Nodes.input(...).")
                                .formatted(symbol));
            }
            return this;
        }

        /** Declares the input that a node reads. */
        public Builder input(Node node) {
            if (node.op() instanceof Op.Input input) {
                return input(input.symbol());
            }
            throw new IllegalArgumentException("%s is not an input; make one with Nodes.input.".formatted(node));
        }

        /** Names a result. */
        public Builder output(String name, Node node) {
            node.tensorType();
            if (outputs.putIfAbsent(name, node) != null) {
                throw new IllegalArgumentException("The program has two outputs named '%s'.".formatted(name));
            }
            return this;
        }

        /** Gives a variable a new content after each step. */
        public Builder update(Variable variable, Node value) {
            TensorType type = value.tensorType();
            if (!type.equals(variable.type())) {
                throw new IllegalArgumentException("Variable %s cannot be updated to %s.".formatted(variable, type));
            }
            if (updates.putIfAbsent(variable, value) != null) {
                throw new IllegalArgumentException(
                        "Variable %s is updated twice; updates are simultaneous, name it once.".formatted(variable));
            }
            return this;
        }

        /** Adds several updates. */
        public Builder updates(Map<Variable, Node> others) {
            others.forEach(this::update);
            return this;
        }

        /** Publishes the updates of a step only if this float scalar, usually the loss, is finite. */
        public Builder guard(Node scalar) {
            TensorType type = scalar.tensorType();
            if (type.rank() != 0 || !type.dtype().isFloat()) {
                throw new IllegalArgumentException("A guard is a float scalar, not %s.".formatted(type));
            }
            guard = Optional.of(scalar);
            return this;
        }

        /** Makes this program share the right to update its variables with all programs of the same owner. */
        public Builder owner(Object shared) {
            owner = shared;
            return this;
        }

        /**
         * The program.
         *
         * @throws IllegalArgumentException if it uses an input that was not declared
         * @throws IllegalStateException if it updates a variable that another program owns or that is sealed
         */
        public Program build() {
            return new Program(this);
        }
    }
}
