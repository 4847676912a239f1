package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code max(x, x) -> x} and {@code min(x, x) -> x}. */
final class ExtremumOfItself implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return node.input(0) == node.input(1) ? Optional.of(node.input(0)) : Optional.empty();
    }
}
