package hillock.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Walks over graphs with explicit worklists: each node once, any depth. */
public final class Walk {
    private Walk() {}

    /** All nodes the roots depend on and the roots themselves, operands before the nodes that use them. */
    public static List<Node> topological(Collection<Node> roots) {
        List<Node> order = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        ArrayDeque<Node> path = new ArrayDeque<>();
        ArrayDeque<int[]> cursors = new ArrayDeque<>();
        for (Node root : roots) {
            if (!seen.add(root)) {
                continue;
            }
            path.push(root);
            cursors.push(new int[1]);
            while (!path.isEmpty()) {
                Node node = path.element();
                int[] cursor = cursors.element();
                if (cursor[0] == node.inputs().size()) {
                    order.add(node);
                    path.pop();
                    cursors.pop();
                } else {
                    Node input = node.input(cursor[0]++);
                    if (seen.add(input)) {
                        path.push(input);
                        cursors.push(new int[1]);
                    }
                }
            }
        }
        return order;
    }

    /** All nodes one root depends on and the root itself, operands first. */
    public static List<Node> topological(Node root) {
        return topological(List.of(root));
    }

    /**
     * The roots after a bottom-up rebuilding: each node once is handed to {@code rebuild} with its rebuilt operands.
     * {@link Node#withInputs} is the rebuilding that changes nothing.
     */
    public static List<Node> rebuild(List<Node> roots, BiFunction<Node, List<Node>, Node> rebuild) {
        Map<Node, Node> images = new HashMap<>();
        for (Node node : topological(roots)) {
            List<Node> inputs = new ArrayList<>(node.inputs().size());
            for (Node input : node.inputs()) {
                inputs.add(images.get(input));
            }
            images.put(node, rebuild.apply(node, inputs));
        }
        return roots.stream().map(images::get).toList();
    }

    /** The roots with some nodes replaced by others. */
    public static List<Node> substitute(List<Node> roots, Map<Node, Node> replacements) {
        return rebuild(roots, (node, inputs) -> {
            Node replacement = replacements.get(node);
            return replacement != null ? replacement : node.withInputs(inputs);
        });
    }
}
