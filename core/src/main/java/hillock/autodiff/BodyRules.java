package hillock.autodiff;

import hillock.graph.Function;
import hillock.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The derivatives of a node that is an application of a function: those of the function's body. */
final class BodyRules {
    private BodyRules() {}

    /** The cotangents of the operands; null is zero. */
    static List<@Nullable Node> pull(Function body, Use use) {
        Opened open = Opened.of(body);
        List<Node> outputs = new ArrayList<>();
        List<Node> given = new ArrayList<>();
        for (int i = 0; i < use.cotangents().size(); i++) {
            Node dy = use.cotangents().get(i);
            if (dy != null) {
                outputs.add(open.results().get(i));
                given.add(dy);
            }
        }
        List<Node> seeds = new ArrayList<>(Opened.leavesLike(given));
        List<Node> cotangents = List.copyOf(seeds);
        List<Node> asked = new ArrayList<>();
        Map<Node, Node> initial = new HashMap<>();
        for (int i = 0; i < use.wanted().size(); i++) {
            if (use.wanted().get(i)) {
                Node parameter = open.parameters().get(i);
                asked.add(parameter);
                Node gathered = use.take(i);
                if (gathered != null) {
                    Node seed = Opened.leaf(gathered.tensorType());
                    initial.put(parameter, seed);
                    seeds.add(seed);
                    given.add(gathered);
                }
            }
        }
        ReverseSweep sweep = ReverseSweep.of(outputs, cotangents, asked, initial);
        List<@Nullable Node> gradients = new ArrayList<>();
        for (int i = 0; i < use.wanted().size(); i++) {
            gradients.add(
                    use.wanted().get(i) ? sweep.cotangent(open.parameters().get(i)) : null);
        }
        return applied(open, gradients, seeds, given, use.node(), sweep.rewiring(), use.rewiring());
    }

    /** The tangents of the results from those of the operands; null is zero. */
    static List<@Nullable Node> push(Function body, Node node, List<@Nullable Node> tangents, Rewiring rewiring) {
        Opened open = Opened.of(body);
        List<Node> moved = new ArrayList<>();
        List<Node> given = new ArrayList<>();
        for (int i = 0; i < tangents.size(); i++) {
            Node tangent = tangents.get(i);
            if (tangent != null) {
                moved.add(open.parameters().get(i));
                given.add(tangent);
            }
        }
        List<Node> seeds = Opened.leavesLike(given);
        ForwardSweep sweep = ForwardSweep.of(open.results(), moved, seeds);
        List<@Nullable Node> results = new ArrayList<>();
        for (Node result : open.results()) {
            results.add(sweep.tangent(result));
        }
        return applied(open, results, seeds, given, node, sweep.rewiring(), rewiring);
    }

    /** Derivatives of a body, and what its own loops were replaced by, in terms of the operands of the node. */
    private static List<@Nullable Node> applied(
            Opened open,
            List<@Nullable Node> derivatives,
            List<Node> seeds,
            List<Node> given,
            Node node,
            Rewiring inner,
            Rewiring outer) {
        List<Node> roots = new ArrayList<>(inner.isEmpty() ? List.of() : open.results());
        int results = roots.size();
        derivatives.stream().filter(d -> d != null).forEach(roots::add);
        List<Node> applied = Opened.replace(
                inner.apply(roots, Set.of()), Opened.join(open.parameters(), seeds), Opened.join(node.inputs(), given));
        if (!inner.isEmpty()) {
            outer.replace(node, applied.subList(0, results));
        }
        @Nullable Node[] all = new @Nullable Node[derivatives.size()];
        int next = results;
        for (int i = 0; i < all.length; i++) {
            if (derivatives.get(i) != null) {
                all[i] = applied.get(next++);
            }
        }
        return Arrays.asList(all);
    }
}
