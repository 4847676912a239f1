package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code abs(-x) -> abs(x)}. */
final class AbsOfNegation implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        return x.op() == Op.Unary.NEG ? Optional.of(build.of(Op.Unary.ABS, x.input(0))) : Optional.empty();
    }
}
