package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code max(x, least) -> x} and {@code min(x, greatest) -> x}, where the bound, on either side, is an infinity or the
 * last integer.
 */
final class ExtremumWithBound implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        DType dtype = node.tensorType().dtype();
        long bound = bound(dtype, node.op() == Op.Binary.MIN);
        for (int i = 0; i < 2; i++) {
            OptionalLong bits = Uniform.bits(node.input(i));
            if (bits.isPresent() && bits.getAsLong() == bound) {
                return Optional.of(node.input(1 - i));
            }
        }
        return Optional.empty();
    }

    private static long bound(DType dtype, boolean greatest) {
        return switch (dtype) {
            case FLOAT32, FLOAT64 ->
                Uniform.bits(dtype, greatest ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
            case INT32 -> greatest ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            case INT64 -> greatest ? Long.MAX_VALUE : Long.MIN_VALUE;
            case BOOL -> throw new AssertionError(dtype);
        };
    }
}
