package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/**
 * A local simplification. What it puts in place of a node has the type of the node and gives the same bits for all
 * values of its operands: for zeros of both signs, infinities, NaN and subnormals. An error that an operation would
 * raise may vanish with the operation; none is added.
 */
public interface Rule {
    /**
     * What stands in place of a node, or nothing if the rule does not apply.
     *
     * @param node a node whose operands are simplified
     * @param build makes the nodes of the answer, and simplifies them
     */
    Optional<Node> apply(Node node, Build build);

    /** The name used in print-outs. */
    default String name() {
        return getClass().getSimpleName();
    }
}
