package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;
import java.util.Optional;

/** {@code select(not(c), a, b) -> select(c, b, a)}. */
final class SelectByNot implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node condition = node.input(0);
        return condition.op() == Op.Unary.NOT
                ? Optional.of(build.of(node.op(), List.of(condition.input(0), node.input(2), node.input(1))))
                : Optional.empty();
    }
}
