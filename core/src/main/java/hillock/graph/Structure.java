package hillock.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Structural equality of expressions by value numbering: linear in the number of nodes, sharing does not matter. */
public final class Structure {
    private record Key(Op op, List<Integer> inputs) {}

    private final Map<Key, Integer> numbers = new HashMap<>();
    private final Map<Node, Integer> known = new HashMap<>();

    /** An empty numbering. */
    public Structure() {}

    /** The number of an expression; equal expressions numbered by one object have equal numbers. */
    public int number(Node root) {
        for (Node node : Walk.topological(root)) {
            if (!known.containsKey(node)) {
                List<Integer> inputs = new ArrayList<>(node.inputs().size());
                for (Node input : node.inputs()) {
                    inputs.add(known.get(input));
                }
                known.put(node, numbers.computeIfAbsent(new Key(node.op(), inputs), _ -> numbers.size()));
            }
        }
        return Objects.requireNonNull(known.get(root));
    }

    /** Whether two lists of expressions are the same up to identity of nodes and sharing. */
    public static boolean equal(List<Node> a, List<Node> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Structure structure = new Structure();
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i) != b.get(i)
                    && (a.get(i).structuralHash() != b.get(i).structuralHash()
                            || structure.number(a.get(i)) != structure.number(b.get(i)))) {
                return false;
            }
        }
        return true;
    }
}
