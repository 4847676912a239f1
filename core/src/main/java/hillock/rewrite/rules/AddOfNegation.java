package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code a + (-b) -> a - b} and {@code (-a) + b -> b - a}. */
final class AddOfNegation implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node a = node.input(0);
        Node b = node.input(1);
        if (b.op() == Op.Unary.NEG) {
            return Optional.of(build.of(Op.Binary.SUB, a, b.input(0)));
        }
        return a.op() == Op.Unary.NEG ? Optional.of(build.of(Op.Binary.SUB, b, a.input(0))) : Optional.empty();
    }
}
