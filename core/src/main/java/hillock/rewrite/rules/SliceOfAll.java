package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/** {@code slice(x, everything) -> x}. */
final class SliceOfAll implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        // A slice with all extents of x cannot start elsewhere or step over anything.
        return x.type().equals(node.type()) ? Optional.of(x) : Optional.empty();
    }
}
