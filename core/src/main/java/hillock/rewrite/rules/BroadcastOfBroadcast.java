package hillock.rewrite.rules;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/**
 * {@code broadcast(broadcast(x, a), b) -> broadcast(x, b)}, and the same for a {@code reshape} that only puts axes of
 * extent 1 in front.
 */
final class BroadcastOfBroadcast implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node x = node.input(0);
        boolean stretches = x.op() instanceof Op.Broadcast
                || x.op() instanceof Op.Reshape reshape
                        && addsInFront(reshape.shape(), x.input(0).tensorType().shape());
        return stretches ? Optional.of(build.of(node.op(), x.input(0))) : Optional.empty();
    }

    private static boolean addsInFront(Shape shape, Shape source) {
        return shape.rank() > source.rank() && source.broadcastsTo(shape) && shape.size() == source.size();
    }
}
