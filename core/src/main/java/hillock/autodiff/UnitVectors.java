package hillock.autodiff;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An expression evaluated with every unit vector in turn in place of one of its leaves. */
final class UnitVectors {
    private UnitVectors() {}

    /**
     * The values of {@code result} when {@code seed} is the first, second, ... unit vector, stacked and brought to a
     * shape. What does not depend on the seed is computed once, outside the loop.
     */
    static Node stack(Node seed, Node result, Shape shape) {
        int count = seed.tensorType().size();
        List<Node> outside = outside(seed, result);
        TensorType index = TensorType.of(DType.INT32);
        List<Node> leaves = new ArrayList<>(List.of(Opened.leaf(index)));
        outside.forEach(node -> leaves.add(Opened.leaf(node.tensorType())));
        Node unit = unit(leaves.getFirst(), seed.tensorType());
        Node body = Opened.replace(
                        List.of(result),
                        Opened.join(List.of(seed), outside),
                        Opened.join(List.of(unit), leaves.subList(1, leaves.size())))
                .getFirst();
        Function step = Opened.close(leaves, List.of(body));
        List<Node> operands = new ArrayList<>(List.of(Nodes.iota(TensorType.of(DType.INT32, count), 0)));
        operands.addAll(outside);
        Node loop = Node.of(new Op.Loop(step, count, 0, 1, false, 0), operands);
        return Nodes.reshape(Nodes.element(loop, 0), shape);
    }

    private static Node unit(Node index, TensorType type) {
        Node numbers = Nodes.iota(TensorType.of(DType.INT32, type.size()), 0);
        return Nodes.reshape(Nodes.cast(Nodes.equal(numbers, index), type.dtype()), type.shape());
    }

    /** The nodes at which the expression is cut: independent of the seed, but used by what depends on it. */
    private static List<Node> outside(Node seed, Node result) {
        List<Node> order = Walk.topological(result);
        Set<Node> varying = new HashSet<>(Set.of(seed));
        for (Node node : order) {
            if (node.inputs().stream().anyMatch(varying::contains)) {
                varying.add(node);
            }
        }
        Set<Node> cut = new HashSet<>();
        Set<Node> seen = new HashSet<>(Set.of(result));
        ArrayDeque<Node> needed = new ArrayDeque<>(seen);
        while (!needed.isEmpty()) {
            Node node = needed.pop();
            if (varying.contains(node) || isFree(node.op())) {
                node.inputs().stream().filter(seen::add).forEach(needed::push);
            } else if (!(node.op() instanceof Op.Scalar)) {
                cut.add(node);
            }
        }
        return order.stream().filter(cut::contains).toList();
    }

    /** Whether the operation costs nothing, so that its operand may as well be taken inside. */
    private static boolean isFree(Op op) {
        return op instanceof Op.Reshape || op instanceof Op.Permute || op instanceof Op.Broadcast;
    }
}
