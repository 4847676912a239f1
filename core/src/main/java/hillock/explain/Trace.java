package hillock.explain;

import hillock.array.NDArray;
import hillock.graph.Op;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A graph with a value and a derivative on every edge: what all forms of an explanation are made from.
 *
 * @param mode whether derivatives are gradients of the output or tangents
 * @param nodes the nodes, operands before the nodes that use them; the output is the last
 * @param origin the number of the node the derivatives start from: the output, or in forward mode the input
 */
public record Trace(Mode mode, List<TraceNode> nodes, int origin) {
    /** The direction in which derivatives were carried through the graph. */
    public enum Mode {
        /** From the output to the inputs: every derivative is that of the output by the value at its place. */
        REVERSE,
        /** From one input to the output: every derivative is that of the value at its place by the input. */
        FORWARD
    }

    /** Copies the list. */
    public Trace {
        nodes = List.copyOf(nodes);
    }

    /** The node that was explained. */
    public TraceNode output() {
        return nodes.getLast();
    }

    /**
     * The node of a number.
     *
     * @throws NoSuchElementException if there is none
     */
    public TraceNode node(int number) {
        return nodes.stream()
                .filter(node -> node.number() == number)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("The trace has no node " + number + "."));
    }

    /**
     * The node of a label, for instance the name of an input; the first of several.
     *
     * @throws NoSuchElementException if there is none
     */
    public TraceNode node(String label) {
        return nodes.stream()
                .filter(node -> node.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("The trace has no node '" + label + "'; it has "
                        + nodes.stream().map(TraceNode::label).distinct().toList() + "."));
    }

    /** The nodes that compute something, in the order of the forward pass. */
    public List<TraceNode> gates() {
        return nodes.stream().filter(node -> !node.isLeaf()).toList();
    }

    /** The inputs, variables and constants, in order of first use. */
    public List<TraceNode> leaves() {
        return nodes.stream().filter(TraceNode::isLeaf).toList();
    }

    /** The edges that lead from a node to the nodes that use it, in the order in which derivatives come back. */
    public List<TraceEdge> uses(TraceNode node) {
        return nodes.reversed().stream()
                .flatMap(user -> user.edges().stream())
                .filter(edge -> edge.from() == node.number())
                .toList();
    }

    /**
     * The derivative that belongs to an edge in a picture: in reverse mode what comes back over it, in forward mode
     * what enters it, the tangent of the operand.
     */
    @Nullable
    NDArray onEdge(TraceEdge edge, TraceNode operand) {
        return switch (mode) {
            case REVERSE -> edge.gradient();
            case FORWARD -> operand.gradient();
        };
    }

    static boolean isNamed(Op op) {
        return op instanceof Op.Input || op instanceof Op.Read || op instanceof Op.Parameter;
    }
}
