package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results and their derivatives, made to be evaluated together.
 *
 * <p>Where a result is computed by a loop, the loop is replaced by one that also keeps what the derivative needs, so
 * that it runs once for both; the values are the same to the bit. Nodes that the derivatives were taken with respect to
 * stay as they are.
 *
 * @param outputs the results, equal in value to the nodes that were given
 * @param derivatives cotangents or tangents, in the order asked for
 * @param visits how many nodes the pass went through, each once
 */
public record Derivatives(List<Node> outputs, List<Node> derivatives, int visits) {
    /** Copies the lists. */
    public Derivatives {
        outputs = List.copyOf(outputs);
        derivatives = List.copyOf(derivatives);
    }

    /** A derivative that is known to be there; null stands for zero everywhere in this package. */
    static Node present(List<@Nullable Node> derivatives, int index) {
        Node node = derivatives.get(index);
        if (node == null) {
            throw new AssertionError("derivative " + index);
        }
        return node;
    }

    /** Derivatives with zeros in place of null, of the types of other nodes. */
    static List<Node> orZeros(List<@Nullable Node> derivatives, List<Node> like) {
        List<Node> all = new ArrayList<>(like.size());
        for (int i = 0; i < like.size(); i++) {
            Node node = derivatives.get(i);
            all.add(node != null ? node : Nodes.zerosLike(like.get(i)));
        }
        return all;
    }
}
