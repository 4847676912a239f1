package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code x / c -> x * (1 / c)} for a float {@code c} whose reciprocal is exact, that is a power of two: quotient and
 * product are then roundings of the same number.
 */
final class DivByPowerOfTwo implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        TensorType type = node.tensorType();
        OptionalLong bits = Uniform.bits(node.input(1));
        if (!type.dtype().isFloat() || bits.isEmpty()) {
            return Optional.empty();
        }
        double divisor = Uniform.value(type.dtype(), bits.getAsLong());
        double factor = type.dtype() == DType.FLOAT32 ? 1 / (float) divisor : 1 / divisor;
        // A fused product rounds once, so the difference is zero only if the reciprocal is exact.
        boolean exact = Double.isFinite(factor) && Math.fma(factor, divisor, -1) == 0;
        return exact
                ? Optional.of(
                        build.of(Op.Binary.MUL, node.input(0), build.uniform(type, Uniform.bits(type.dtype(), factor))))
                : Optional.empty();
    }
}
