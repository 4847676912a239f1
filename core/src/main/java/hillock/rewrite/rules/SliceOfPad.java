package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code slice(pad(x), what x was) -> x}. */
final class SliceOfPad implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Op.Slice slice = (Op.Slice) node.op();
        Node padded = node.input(0);
        if (!(padded.op() instanceof Op.Pad pad) || !padded.input(0).type().equals(node.type())) {
            return Optional.empty();
        }
        for (int axis = 0; axis < slice.sizes().size(); axis++) {
            int size = slice.sizes().get(axis);
            boolean starts = slice.starts().get(axis).equals(pad.before().get(axis));
            boolean steps = slice.steps().get(axis) == pad.between().get(axis) + 1;
            if (size > 0 && !starts || size > 1 && !steps) {
                return Optional.empty();
            }
        }
        return Optional.of(padded.input(0));
    }
}
