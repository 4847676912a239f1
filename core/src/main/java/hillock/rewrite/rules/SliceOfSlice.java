package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code slice(slice(x, a), b) -> slice(x, c)} with {@code start_c = start_a + start_b * step_a} and {@code step_c =
 * step_a * step_b}.
 */
final class SliceOfSlice implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Op.Slice outer = (Op.Slice) node.op();
        Node x = node.input(0);
        if (!(x.op() instanceof Op.Slice inner)) {
            return Optional.empty();
        }
        List<Integer> starts = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < outer.sizes().size(); axis++) {
            int size = outer.sizes().get(axis);
            int step = inner.steps().get(axis);
            // Where nothing is taken any start will do, and where at most one element is, any step.
            starts.add(size == 0 ? 0 : inner.starts().get(axis) + outer.starts().get(axis) * step);
            steps.add(size <= 1 ? 1 : step * outer.steps().get(axis));
        }
        return Optional.of(build.of(new Op.Slice(starts, outer.sizes(), steps), x.input(0)));
    }
}
