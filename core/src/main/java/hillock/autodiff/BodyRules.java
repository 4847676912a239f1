package hillock.autodiff;

import hillock.graph.Function;
import hillock.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The derivatives of a node that is an application of a function: those of the function's body. */
final class BodyRules {
    private BodyRules() {}

    /** The cotangents of the operands from those of the results; null is zero. */
    static List<@Nullable Node> pull(
            Function body, Node node, List<@Nullable Node> dys, boolean[] wanted, Rewiring rewiring) {
        Opened open = Opened.of(body);
        List<Node> outputs = new ArrayList<>();
        List<Node> given = new ArrayList<>();
        for (int i = 0; i < dys.size(); i++) {
            Node dy = dys.get(i);
            if (dy != null) {
                outputs.add(open.results().get(i));
                given.add(dy);
            }
        }
        List<Node> seeds =
                given.stream().map(dy -> Opened.leaf(dy.tensorType())).toList();
        List<Node> asked = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                asked.add(open.parameters().get(i));
            }
        }
        ReverseSweep sweep = ReverseSweep.of(outputs, seeds, asked);
        List<@Nullable Node> gradients = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            gradients.add(wanted[i] ? sweep.cotangent(open.parameters().get(i)) : null);
        }
        return applied(open, gradients, seeds, given, node, sweep.rewiring(), rewiring);
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
        List<Node> seeds = given.stream().map(t -> Opened.leaf(t.tensorType())).toList();
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
