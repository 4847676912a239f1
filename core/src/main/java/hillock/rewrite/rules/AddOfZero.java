package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/**
 * {@code x + (-0.0) -> x}, and {@code x + 0 -> x} for integers, the zero on either side.
 *
 * <p>Not for {@code x + (+0.0)}, which turns -0 into +0.
 */
final class AddOfZero implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        if (Uniform.isAdditiveIdentity(node.input(1))) {
            return Optional.of(node.input(0));
        }
        return Uniform.isAdditiveIdentity(node.input(0)) ? Optional.of(node.input(1)) : Optional.empty();
    }
}
