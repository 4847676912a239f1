package hillock.interpret;

import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The walk that computes the nodes of some expressions, each once, operands first. A value is a list of parts. */
final class Evaluation {
    /** The values of leaves that come from outside. */
    interface Binding {
        /** The value of a leaf, or null if the leaf defines it itself. */
        @Nullable
        NDArray value(Op.Leaf leaf);
    }

    private final List<Node> roots;
    private final List<Node> order;
    private final Map<Node, Integer> uses = new HashMap<>();

    Evaluation(List<Node> roots) {
        this.roots = roots;
        this.order = Walk.topological(roots);
        for (Node node : order) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        roots.forEach(root -> uses.merge(root, 1, Integer::sum));
    }

    List<Node> order() {
        return order;
    }

    /** The values of the roots, which are tensors. A value is let go after its last use. */
    List<NDArray> results(Binding binding) {
        Map<Node, List<NDArray>> values = new HashMap<>();
        Map<Node, Integer> open = new HashMap<>(uses);
        for (Node node : order) {
            values.put(node, compute(node, binding, values));
            for (Node input : node.inputs()) {
                if (open.merge(input, -1, Integer::sum) == 0) {
                    values.remove(input);
                }
            }
        }
        List<NDArray> results = new ArrayList<>(roots.size());
        for (Node root : roots) {
            results.add(Objects.requireNonNull(values.get(root)).getFirst());
        }
        return results;
    }

    /** The values of all nodes. */
    Map<Node, List<NDArray>> all(Binding binding) {
        Map<Node, List<NDArray>> values = new LinkedHashMap<>();
        for (Node node : order) {
            values.put(node, compute(node, binding, values));
        }
        return values;
    }

    private static List<NDArray> compute(Node node, Binding binding, Map<Node, List<NDArray>> values) {
        if (node.op() instanceof Op.Leaf leaf) {
            NDArray value = binding.value(leaf);
            return List.of(value != null ? value : Leaves.value(leaf));
        }
        List<NDArray> operands = new ArrayList<>(node.inputs().size());
        for (Node input : node.inputs()) {
            operands.addAll(Objects.requireNonNull(values.get(input)));
        }
        return Interpreter.apply(node.op(), node.type(), operands);
    }
}
