package hillock.rewrite.rules;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code max(x, axes of extent 1) -> reshape(x)}, the same for {@code min}, and for {@code sum} of integers.
 *
 * <p>Not for the sum of floats: a sum starts from +0 and so turns -0 into +0.
 */
final class ReduceOverOnes implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Op.Reduce reduce = (Op.Reduce) node.op();
        Node x = node.input(0);
        Shape shape = x.tensorType().shape();
        boolean exact =
                reduce.kind() != Op.Reduction.SUM || x.tensorType().dtype().isInteger();
        boolean ones = reduce.axes().stream().allMatch(axis -> shape.dimension(axis) == 1);
        return exact && ones ? Optional.of(build.reshape(x, node.tensorType().shape())) : Optional.empty();
    }
}
