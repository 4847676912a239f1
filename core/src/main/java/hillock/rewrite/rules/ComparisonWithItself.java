package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code x < x -> false}; for integers and truth values also {@code x <= x -> true} and {@code x == x -> true}, which
 * do not hold for NaN.
 */
final class ComparisonWithItself implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        if (node.input(0) != node.input(1)) {
            return Optional.empty();
        }
        if (node.op() == Op.Binary.LESS) {
            return Optional.of(build.uniform(node.tensorType(), 0));
        }
        return node.input(0).tensorType().dtype().isFloat()
                ? Optional.empty()
                : Optional.of(build.uniform(node.tensorType(), 1));
    }
}
