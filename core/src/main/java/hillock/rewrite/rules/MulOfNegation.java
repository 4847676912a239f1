package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code (-a) * (-b) -> a * b}, and {@code (-x) * c -> x * (-c)} for a number {@code c} on either side. */
final class MulOfNegation implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node a = node.input(0);
        Node b = node.input(1);
        if (a.op() == Op.Unary.NEG && b.op() == Op.Unary.NEG) {
            return Optional.of(build.of(Op.Binary.MUL, a.input(0), b.input(0)));
        }
        for (int i = 0; i < 2; i++) {
            Node negated = node.input(i);
            Node number = node.input(1 - i);
            OptionalLong bits = Uniform.bits(number);
            if (negated.op() == Op.Unary.NEG && bits.isPresent()) {
                return Optional.of(build.of(Op.Binary.MUL, negated.input(0), build.of(Op.Unary.NEG, number)));
            }
        }
        return Optional.empty();
    }
}
