package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code pad(x, nothing) -> x}. */
final class PadOfNothing implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        return x.type().equals(node.type()) ? Optional.of(x) : Optional.empty();
    }
}
