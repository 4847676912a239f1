package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code -(-x) -> x}. */
final class NegationOfNegation implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        return x.op() == Op.Unary.NEG ? Optional.of(x.input(0)) : Optional.empty();
    }
}
