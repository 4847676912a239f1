package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code sum(x, no axes) -> x}, and the same for {@code max} and {@code min}. */
final class ReduceOverNothing implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return ((Op.Reduce) node.op()).axes().isEmpty() ? Optional.of(node.input(0)) : Optional.empty();
    }
}
