package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;
import java.util.Optional;

/**
 * {@code f(select(c, a, b)) -> select(c, f(a), f(b))} for numbers {@code a} and {@code b}, where {@code f} is a unary
 * operation or a cast: instead of every element, two numbers are worked on.
 */
final class UnaryOfSelect implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node select = node.input(0);
        boolean numbers = select.op() instanceof Op.Select
                && Uniform.bits(select.input(1)).isPresent()
                && Uniform.bits(select.input(2)).isPresent();
        if (!numbers) {
            return Optional.empty();
        }
        Node yes = build.of(node.op(), select.input(1));
        Node no = build.of(node.op(), select.input(2));
        return Optional.of(build.of(select.op(), List.of(select.input(0), yes, no)));
    }
}
