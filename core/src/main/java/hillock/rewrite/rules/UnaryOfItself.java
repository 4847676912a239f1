package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code abs(abs(x)) -> abs(x)}, and the same for {@code sign}, {@code floor} and {@code round}; also
 * {@code floor(round(x)) -> round(x)} and {@code round(floor(x)) -> floor(x)}.
 */
final class UnaryOfItself implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        boolean same = x.op() == node.op() || isIntegral(node) && isIntegral(x);
        return same ? Optional.of(x) : Optional.empty();
    }

    private static boolean isIntegral(Node node) {
        return node.op() == Op.Unary.FLOOR || node.op() == Op.Unary.ROUND;
    }
}
