package hillock.rewrite.rules;

import hillock.graph.Node;
import java.util.Optional;

/**
 * {@code pow(x, 0) -> 1}, for NaN too, whatever the sign of the zero.
 *
 * <p>Not {@code pow(x, 1) -> x} or {@code pow(x, 2) -> x * x}: the power is rounded otherwise, and gives no subnormals.
 */
final class PowOfZero implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        return Uniform.is(node.input(1), 0.0) || Uniform.is(node.input(1), -0.0)
                ? Optional.of(build.uniform(
                        node.tensorType(), Uniform.bits(node.tensorType().dtype(), 1)))
                : Optional.empty();
    }
}
