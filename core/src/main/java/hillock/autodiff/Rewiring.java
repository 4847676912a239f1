package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes to be replaced by others of the same value, for instance a loop by one that also keeps what its derivative
 * needs. A node with several results is replaced part by part.
 */
final class Rewiring {
    private final Map<Node, List<Node>> parts = new HashMap<>();

    void replace(Node node, List<Node> replacement) {
        parts.put(node, replacement);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The roots after replacement, except of what {@code kept} consists of; replacements are rewired themselves. */
    List<Node> apply(List<Node> roots, Set<Node> kept) {
        if (parts.isEmpty()) {
            return roots;
        }
        Map<Node, Node> images = new HashMap<>();
        Set<Node> entered = new HashSet<>();
        ArrayDeque<Node> path = new ArrayDeque<>();
        for (Node root : roots) {
            path.push(root);
            while (!path.isEmpty()) {
                Node node = path.element();
                if (images.containsKey(node)) {
                    path.pop();
                } else if (kept.contains(node)) {
                    images.put(node, node);
                } else if (entered.add(node)) {
                    sources(node).forEach(path::push);
                } else {
                    images.put(node, image(node, images));
                }
            }
        }
        List<Node> result = new ArrayList<>(roots.size());
        for (Node root : roots) {
            result.add(get(images, root));
        }
        return result;
    }

    private List<Node> sources(Node node) {
        Node replacement = replacement(node);
        return replacement != null ? List.of(replacement) : node.inputs();
    }

    private Node image(Node node, Map<Node, Node> images) {
        Node replacement = replacement(node);
        return replacement != null
                ? get(images, replacement)
                : node.withInputs(
                        node.inputs().stream().map(input -> get(images, input)).toList());
    }

    private @Nullable Node replacement(Node node) {
        if (node.op() instanceof Op.Element element) {
            List<Node> replacement = parts.get(node.input(0));
            return replacement == null ? null : replacement.get(element.index());
        }
        List<Node> replacement = parts.get(node);
        return replacement == null
                        || replacement.size() != 1
                        || !node.type().equals(replacement.getFirst().type())
                ? null
                : replacement.getFirst();
    }

    private static Node get(Map<Node, Node> images, Node node) {
        Node image = images.get(node);
        if (image == null) {
            throw new AssertionError(node);
        }
        return image;
    }
}
