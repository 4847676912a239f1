package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code x and true -> x}, {@code x and false -> false}, {@code x or false -> x}, {@code x or true -> true}, the
 * constant on either side.
 */
final class LogicWithConstant implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        long neutral = node.op() == Op.Binary.AND ? 1 : 0;
        for (int i = 0; i < 2; i++) {
            OptionalLong bits = Uniform.bits(node.input(i));
            if (bits.isPresent()) {
                return Optional.of(bits.getAsLong() == neutral ? node.input(1 - i) : node.input(i));
            }
        }
        return Optional.empty();
    }
}
