package hillock.engine;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.RandomGraph;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The smallest part of a random graph that shows what the whole shows, for whoever has to look at it. */
final class Reproduction {
    private Reproduction() {}

    /**
     * A graph that still shows it. First comes the first node, operands before users, that shows it alone; then one
     * node after the other is replaced by its value where it still shows.
     *
     * @param roots expressions that show it together
     * @param inputs the values of their inputs
     * @param shows whether expressions show it
     */
    static List<Node> smallest(List<Node> roots, Map<Symbol, NDArray> inputs, Predicate<List<Node>> shows) {
        List<Node> smallest = roots;
        for (Node node : Walk.topological(roots)) {
            if (node.type() instanceof TensorType && shows.test(List.of(node))) {
                smallest = List.of(node);
                break;
            }
        }
        // From the users to the operands: a replaced node takes all it was made of with it.
        List<Node> nodes = Walk.topological(smallest);
        for (int at = nodes.size() - 1; at >= 0; at = Math.min(at, nodes.size()) - 1) {
            Node node = nodes.get(at);
            if (node.op() instanceof Op.Leaf || !(node.type() instanceof TensorType)) {
                continue;
            }
            NDArray value = new Interpreter().evaluate(List.of(node), inputs).getFirst();
            List<Node> smaller = Walk.substitute(smallest, Map.of(node, Nodes.constant(value)));
            if (shows.test(smaller)) {
                smallest = smaller;
                nodes = Walk.topological(smallest);
            }
        }
        return smallest;
    }

    /** The graph, and before it the values of its inputs. */
    static String describe(List<Node> roots, Map<Symbol, NDArray> inputs) {
        StringBuilder out = new StringBuilder();
        for (Node node : Walk.topological(roots)) {
            if (node.op() instanceof Op.Input input) {
                out.append(input.symbol())
                        .append(" = ")
                        .append(inputs.get(input.symbol()))
                        .append('\n');
            }
        }
        return out.append(RandomGraph.describe(roots)).toString();
    }
}
