package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code select(true, a, b) -> a} and {@code select(false, a, b) -> b}. */
final class SelectByConstant implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        OptionalLong condition = Uniform.bits(node.input(0));
        return condition.isPresent() ? Optional.of(node.input(condition.getAsLong() != 0 ? 1 : 2)) : Optional.empty();
    }
}
