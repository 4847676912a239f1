package hillock.autodiff;

import hillock.array.TensorType;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a function between fresh leaves, so that it can be differentiated apart from everything around it.
 *
 * @param parameters the leaves that stand for the parameters
 * @param results the results in terms of them
 */
record Opened(List<Node> parameters, List<Node> results) {

    static Opened of(Function function) {
        List<Node> parameters = leaves(function.parameters());
        return new Opened(parameters, function.inline(parameters));
    }

    /** New leaves of the given types. */
    static List<Node> leaves(List<TensorType> types) {
        return types.stream().map(Opened::leaf).toList();
    }

    /** New leaves of the types of other nodes. */
    static List<Node> leavesLike(List<Node> nodes) {
        return leaves(nodes.stream().map(Node::tensorType).toList());
    }

    /** A new leaf. */
    static Node leaf(TensorType type) {
        return Nodes.input("open", type);
    }

    /** The function of results in terms of leaves, or of other nodes to be cut at. */
    static Function close(List<Node> parameters, List<Node> results) {
        List<TensorType> types = parameters.stream().map(Node::tensorType).toList();
        return Function.of(types, arguments -> replace(results, parameters, arguments));
    }

    /** Results with nodes put in place of leaves. */
    static List<Node> replace(List<Node> results, List<Node> leaves, List<Node> nodes) {
        Map<Node, Node> replacements = new HashMap<>();
        for (int i = 0; i < leaves.size(); i++) {
            replacements.put(leaves.get(i), nodes.get(i));
        }
        return Walk.substitute(results, replacements);
    }

    /** Two lists in one. */
    static <T> List<T> join(List<? extends T> one, List<? extends T> other) {
        List<T> joined = new ArrayList<>(one);
        joined.addAll(other);
        return joined;
    }
}
