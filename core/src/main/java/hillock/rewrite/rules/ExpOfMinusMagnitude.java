package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code exp(select(x < 0, x, -x)) -> exp(-abs(x))}: a sigmoid and its derivative then share it. What differs is the
 * sign of a zero, whose exponential is 1 in any case.
 */
final class ExpOfMinusMagnitude implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node select = node.input(0);
        if (!(select.op() instanceof Op.Select)) {
            return Optional.empty();
        }
        Node less = select.input(0);
        Node x = select.input(1);
        Node negated = select.input(2);
        boolean magnitude = less.op() == Op.Binary.LESS
                && less.input(0) == x
                && Uniform.is(less.input(1), 0)
                && negated.op() == Op.Unary.NEG
                && negated.input(0) == x;
        return magnitude
                ? Optional.of(build.of(node.op(), build.of(Op.Unary.NEG, build.of(Op.Unary.ABS, x))))
                : Optional.empty();
    }
}
