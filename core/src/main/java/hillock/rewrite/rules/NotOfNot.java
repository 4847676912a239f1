package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code not(not(x)) -> x}. */
final class NotOfNot implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        return x.op() == Op.Unary.NOT ? Optional.of(x.input(0)) : Optional.empty();
    }
}
