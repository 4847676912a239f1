package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;
import java.util.Optional;

/** {@code permute(pad(x)) -> pad(permute(x))}: less is moved, and what is padded lies as it is wanted. */
final class PermuteOfPad implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        List<Integer> order = ((Op.Permute) node.op()).order();
        Node padded = node.input(0);
        if (!(padded.op() instanceof Op.Pad pad)) {
            return Optional.empty();
        }
        Op.Pad moved = new Op.Pad(
                permuted(pad.before(), order),
                permuted(pad.between(), order),
                permuted(pad.after(), order),
                pad.bits());
        return Optional.of(build.of(moved, build.of(node.op(), padded.input(0))));
    }

    private static List<Integer> permuted(List<Integer> amounts, List<Integer> order) {
        return order.stream().map(amounts::get).toList();
    }
}
