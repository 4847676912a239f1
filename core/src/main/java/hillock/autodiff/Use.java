package hillock.autodiff;

import hillock.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node with a body, as the reverse pass meets it.
 *
 * @param node the node
 * @param cotangents those of its results; null is zero
 * @param wanted which operands need a cotangent
 * @param gathered the cotangents gathered so far
 * @param rewiring where the node may be replaced by another form of itself
 */
record Use(Node node, List<@Nullable Node> cotangents, List<Boolean> wanted, Cotangents gathered, Rewiring rewiring) {

    /**
     * Takes away what an operand has gathered so far; the cotangent given for it must then include this. So a sum over
     * the steps of a loop goes on from where the sum stood, and its order does not depend on how the loop is cut.
     */
    @Nullable
    Node take(int operand) {
        return gathered.remove(node.input(operand));
    }
}
