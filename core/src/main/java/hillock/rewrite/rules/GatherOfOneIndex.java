package hillock.rewrite.rules;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code gather(x, i) -> reshape(slice(x, i))} for a known scalar index inside of x: picking becomes a view. */
final class GatherOfOneIndex implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        int axis = ((Op.Gather) node.op()).axis();
        Node x = node.input(0);
        Shape shape = x.tensorType().shape();
        if (!(node.input(1).op() instanceof Op.Scalar index)
                || index.bits() < 0
                || index.bits() >= shape.dimension(axis)) {
            return Optional.empty();
        }
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        List<Integer> sizes =
                new ArrayList<>(IntStream.of(shape.toArray()).boxed().toList());
        starts.set(axis, (int) index.bits());
        sizes.set(axis, 1);
        Node slice = build.of(new Op.Slice(starts, sizes, Collections.nCopies(shape.rank(), 1)), x);
        return Optional.of(build.reshape(slice, shape.without(axis)));
    }
}
