package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code broadcast(x, shape of x) -> x}, and {@code broadcast(x, shape) -> reshape(x, shape)} if only axes of extent 1
 * are added. A stretched scalar stays, because other rules look for it.
 */
final class BroadcastToSame implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        if (x.type().equals(node.type())) {
            return Optional.of(x);
        }
        boolean reshapes = x.tensorType().size() == node.tensorType().size() && !(x.op() instanceof Op.Scalar);
        return reshapes ? Optional.of(build.reshape(x, node.tensorType().shape())) : Optional.empty();
    }
}
