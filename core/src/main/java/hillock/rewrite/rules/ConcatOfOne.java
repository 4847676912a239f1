package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code concat(x) -> x}. */
final class ConcatOfOne implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return node.inputs().size() == 1 ? Optional.of(node.input(0)) : Optional.empty();
    }
}
