package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code select(c, x, x) -> x}. */
final class SelectOfEquals implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return node.input(1) == node.input(2) ? Optional.of(node.input(1)) : Optional.empty();
    }
}
