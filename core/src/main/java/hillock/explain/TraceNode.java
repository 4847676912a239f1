package hillock.explain;

import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of an explained graph.
 *
 * @param number its number: gates from 1 in the order of the forward pass, then leaves
 * @param label the name of an input or variable, the number of a constant, else the name of the operation
 * @param node the expression
 * @param gate what it does to derivatives
 * @param value its value; null if it is a tuple
 * @param gradient the derivative of the output by it (reverse mode) or of it by the input (forward mode); null if none
 *     flows here, as for constants, integers and tuples
 * @param edges one edge per operand, in their order
 */
public record TraceNode(
        int number,
        String label,
        Node node,
        Gate gate,
        @Nullable NDArray value,
        @Nullable NDArray gradient,
        List<TraceEdge> edges) {
    /** Copies the list. */
    public TraceNode {
        edges = List.copyOf(edges);
    }

    /** Whether it has no operands: an input, a variable or a constant. */
    public boolean isLeaf() {
        return node.op() instanceof Op.Leaf;
    }

    /** Whether it is a number or array that does not change. */
    public boolean isConstant() {
        return node.op() instanceof Op.Leaf && !Trace.isNamed(node.op());
    }
}
