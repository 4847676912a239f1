package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/**
 * {@code x - (+0.0) -> x}, and {@code x - 0 -> x} for integers.
 *
 * <p>Not for {@code x - (-0.0)}, which turns -0 into +0.
 */
final class SubOfZero implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return Uniform.is(node.input(1), 0) ? Optional.of(node.input(0)) : Optional.empty();
    }
}
