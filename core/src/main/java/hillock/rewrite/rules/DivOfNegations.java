package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code (-a) / (-b) -> a / b} for floats. Not for integers, where the least number is its own negation. */
final class DivOfNegations implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node a = node.input(0);
        Node b = node.input(1);
        boolean both = a.op() == Op.Unary.NEG && b.op() == Op.Unary.NEG;
        return both && node.tensorType().dtype().isFloat()
                ? Optional.of(build.of(Op.Binary.DIV, a.input(0), b.input(0)))
                : Optional.empty();
    }
}
