package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Numbering;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cotangents gathered by a reverse pass: one for each place, see {@link Activity#place}. */
final class Cotangents {
    private final Numbering nodes;
    private final @Nullable Node[] gathered;
    /** Of the leaves that are one place the number of the first. */
    private final Map<Object, Integer> firsts = new HashMap<>();
    /** Those of what is not part of the graph. */
    private final Map<Object, Node> others = new HashMap<>();

    Cotangents(Numbering nodes) {
        this.nodes = nodes;
        this.gathered = new Node[nodes.size()];
        for (int i = 0; i < gathered.length; i++) {
            Object place = Activity.place(nodes.node(i));
            if (place != nodes.node(i)) {
                firsts.putIfAbsent(place, i);
            }
        }
    }

    @Nullable
    Node get(Node node) {
        int number = number(node);
        return number >= 0 ? gathered[number] : others.get(Activity.place(node));
    }

    /** That of the node with a number. */
    @Nullable
    Node get(int number) {
        return gathered[number(number)];
    }

    /** Adds to what a node has. */
    void add(Node node, Node cotangent) {
        int number = number(node);
        if (number >= 0) {
            add(number, cotangent);
        } else {
            others.merge(Activity.place(node), cotangent, Nodes::add);
        }
    }

    /** Adds to what the node with a number has. */
    void add(int number, Node cotangent) {
        int at = number(number);
        Node before = gathered[at];
        gathered[at] = before == null ? cotangent : Nodes.add(before, cotangent);
    }

    /** Takes away what a node has. */
    @Nullable
    Node remove(Node node) {
        int number = number(node);
        if (number < 0) {
            return others.remove(Activity.place(node));
        }
        Node before = gathered[number];
        gathered[number] = null;
        return before;
    }

    private int number(int number) {
        Object place = Activity.place(nodes.node(number));
        return place == nodes.node(number) ? number : firsts.getOrDefault(place, number);
    }

    private int number(Node node) {
        Object place = Activity.place(node);
        return place == node ? nodes.number(node) : firsts.getOrDefault(place, Numbering.ABSENT);
    }
}
