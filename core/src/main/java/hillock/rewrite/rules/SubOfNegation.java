package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code a - (-b) -> a + b}. */
final class SubOfNegation implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node b = node.input(1);
        return b.op() == Op.Unary.NEG
                ? Optional.of(build.of(Op.Binary.ADD, node.input(0), b.input(0)))
                : Optional.empty();
    }
}
