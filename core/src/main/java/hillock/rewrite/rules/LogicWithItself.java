package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code x and x -> x} and {@code x or x -> x}. */
final class LogicWithItself implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return node.input(0) == node.input(1) ? Optional.of(node.input(0)) : Optional.empty();
    }
}
