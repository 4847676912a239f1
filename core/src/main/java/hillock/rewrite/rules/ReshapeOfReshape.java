package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code reshape(reshape(x, a), b) -> reshape(x, b)}. */
final class ReshapeOfReshape implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        return x.op() instanceof Op.Reshape ? Optional.of(build.of(node.op(), x.input(0))) : Optional.empty();
    }
}
