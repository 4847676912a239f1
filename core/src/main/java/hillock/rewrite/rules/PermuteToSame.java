package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code permute(x, [0, 1, 2, ...]) -> x}. */
final class PermuteToSame implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Op.Permute permute = (Op.Permute) node.op();
        for (int i = 0; i < permute.order().size(); i++) {
            if (permute.order().get(i) != i) {
                return Optional.empty();
            }
        }
        return Optional.of(node.input(0));
    }
}
