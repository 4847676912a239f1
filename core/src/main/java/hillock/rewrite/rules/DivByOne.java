package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code x / 1 -> x} and {@code x / (-1) -> -x}. */
final class DivByOne implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        if (Uniform.is(node.input(1), 1)) {
            return Optional.of(node.input(0));
        }
        return Uniform.is(node.input(1), -1) ? Optional.of(build.of(Op.Unary.NEG, node.input(0))) : Optional.empty();
    }
}
