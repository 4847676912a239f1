package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code cast(cast(x, wide), dtype) -> cast(x, dtype)} if every value of {@code x} has an exact place in the wide type:
 * then the second conversion starts from the number that the one that replaces both starts from.
 */
final class CastOfCast implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node inner = node.input(0);
        if (!(inner.op() instanceof Op.Cast cast)) {
            return Optional.empty();
        }
        Node x = inner.input(0);
        return holds(cast.dtype(), x.tensorType().dtype()) ? Optional.of(build.of(node.op(), x)) : Optional.empty();
    }

    private static boolean holds(DType wide, DType narrow) {
        return switch (narrow) {
            case BOOL -> true;
            case INT32 -> wide == DType.INT64 || wide == DType.FLOAT64;
            case FLOAT32 -> wide == DType.FLOAT64;
            case INT64, FLOAT64 -> false;
        };
    }
}
