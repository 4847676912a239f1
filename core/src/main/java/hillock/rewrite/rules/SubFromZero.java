package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code (-0.0) - x -> -x}, and {@code 0 - x -> -x} for integers.
 *
 * <p>Not for {@code (+0.0) - x}, which gives +0 for +0 where {@code -x} gives -0.
 */
final class SubFromZero implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return Uniform.isAdditiveIdentity(node.input(0))
                ? Optional.of(build.of(Op.Unary.NEG, node.input(1)))
                : Optional.empty();
    }
}
