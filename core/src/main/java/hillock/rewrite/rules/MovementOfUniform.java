package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code reshape(fill(c)) -> fill(c)}, and the same for {@code permute}, {@code slice}, {@code pad} with {@code c}, and
 * {@code concat} of tensors of one {@code c}, where {@code fill(c)} is a stretched scalar.
 */
final class MovementOfUniform implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        OptionalLong bits = Uniform.bits(node.input(0));
        if (bits.isEmpty() || node.op() instanceof Op.Pad pad && pad.bits() != bits.getAsLong()) {
            return Optional.empty();
        }
        boolean same =
                node.inputs().stream().allMatch(input -> Uniform.bits(input).equals(bits));
        return same ? Optional.of(build.uniform(node.tensorType(), bits.getAsLong())) : Optional.empty();
    }
}
