package hillock.graph;

import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One expression: an operation applied to operands. Immutable. Nodes have identity; {@link #structuralHash} and
 * {@link Structure} compare what they mean. Types are checked when a node is made, so a type error points at the line
 * that made it.
 */
public final class Node implements Expression {
    private final Op op;
    private final List<Node> inputs;
    private final Type type;
    private final int structuralHash;
    /** Drawn anew for each node, at a tenth of the cost of the hash that objects have by themselves. */
    private final int hash = ThreadLocalRandom.current().nextInt();

    private Node(Op op, List<Node> inputs, Type type) {
        this.op = op;
        this.inputs = inputs;
        this.type = type;
        int hash = op.hashCode();
        for (int i = 0; i < inputs.size(); i++) {
            hash = hash * 31 + inputs.get(i).structuralHash;
        }
        this.structuralHash = hash;
        if (Debug.LINES) {
            Origin.record(this);
        }
    }

    /**
     * The application of an operation.
     *
     * @throws IllegalArgumentException if the operands' types do not fit, naming them
     */
    public static Node of(Op op, List<Node> inputs) {
        List<Node> operands = List.copyOf(inputs);
        return new Node(op, operands, Types.infer(op, operands));
    }

    /** The application of an operation without operands. */
    public static Node of(Op op) {
        return new Node(op, List.of(), Types.infer(op, List.of()));
    }

    /** The application of an operation to one operand. */
    public static Node of(Op op, Node x) {
        List<Node> operands = List.of(x);
        return new Node(op, operands, Types.infer(op, operands));
    }

    /** The application of an operation to two operands. */
    public static Node of(Op op, Node x, Node y) {
        List<Node> operands = List.of(x, y);
        return new Node(op, operands, Types.infer(op, operands));
    }

    /** The application of an operation to three operands. */
    public static Node of(Op op, Node x, Node y, Node z) {
        List<Node> operands = List.of(x, y, z);
        return new Node(op, operands, Types.infer(op, operands));
    }

    /** The same operation on other operands, or this node if they are the same objects. */
    public Node withInputs(List<Node> others) {
        boolean same = others.size() == inputs.size();
        for (int i = 0; same && i < others.size(); i++) {
            same = others.get(i) == inputs.get(i);
        }
        return same ? this : of(op, others);
    }

    /** This node. */
    @Override
    public Node node() {
        return this;
    }

    /** The operation. */
    public Op op() {
        return op;
    }

    /** The operands. */
    public List<Node> inputs() {
        return inputs;
    }

    /** One operand. */
    public Node input(int index) {
        return inputs.get(index);
    }

    /** The type of the result. */
    public Type type() {
        return type;
    }

    /**
     * The type of a node that is a single tensor.
     *
     * @throws IllegalStateException if it is a tuple
     */
    public TensorType tensorType() {
        if (type instanceof TensorType tensor) {
            return tensor;
        }
        throw new IllegalStateException(
                "'%s' gives the tuple %s; take one part of it with Nodes.element.".formatted(op.label(), type));
    }

    /** The types of the parts of a node that is a tuple. */
    public List<TensorType> tupleTypes() {
        if (type instanceof TupleType tuple) {
            return tuple.parts();
        }
        throw new IllegalStateException("'%s' gives one tensor %s, not a tuple.".formatted(op.label(), type));
    }

    /** A number of this very node, by no means of what it means. */
    @Override
    public int hashCode() {
        return hash;
    }

    /** Whether the other is this very node. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** A hash of the whole expression, equal for structurally equal expressions. */
    public int structuralHash() {
        return structuralHash;
    }

    /** The operation and the types of its operands, one line. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(op.label()).append('(');
        for (int i = 0; i < inputs.size(); i++) {
            out.append(i == 0 ? "" : ", ").append(inputs.get(i).type());
        }
        return out.append(") -> ").append(type).toString();
    }
}
