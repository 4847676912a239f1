package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code select(c, true, false) -> c} and {@code select(c, false, true) -> not(c)}. */
final class SelectOfTruths implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        if (node.tensorType().dtype() != DType.BOOL) {
            return Optional.empty();
        }
        Node yes = node.input(1);
        Node no = node.input(2);
        if (Uniform.is(yes, 1) && Uniform.is(no, 0)) {
            return Optional.of(node.input(0));
        }
        return Uniform.is(yes, 0) && Uniform.is(no, 1)
                ? Optional.of(build.of(Op.Unary.NOT, node.input(0)))
                : Optional.empty();
    }
}
