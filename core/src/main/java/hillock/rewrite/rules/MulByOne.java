package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code x * 1 -> x} and {@code x * (-1) -> -x}, the factor on either side. */
final class MulByOne implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        for (int i = 0; i < 2; i++) {
            if (Uniform.is(node.input(i), 1)) {
                return Optional.of(node.input(1 - i));
            }
            if (Uniform.is(node.input(i), -1)) {
                return Optional.of(build.of(Op.Unary.NEG, node.input(1 - i)));
            }
        }
        return Optional.empty();
    }
}
