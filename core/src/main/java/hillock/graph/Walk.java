package hillock.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Walks over graphs with explicit worklists: each node once, any depth. */
public final class Walk {
    private Walk() {}

    /** All nodes the roots depend on and the roots themselves, operands before the nodes that use them. */
    public static List<Node> topological(Collection<Node> roots) {
        return Numbering.of(roots).nodes();
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
