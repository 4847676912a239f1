package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Origin;
import hillock.graph.Walk;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass from outputs to what they are differentiated by. Every node is visited once, after all nodes that use it, so
 * its cotangent is complete; contributions are added in the order they come. Only nodes on a path from the outputs to
 * what is asked for get a cotangent.
 */
final class ReverseSweep {
    private final Map<Object, Node> cotangents = new HashMap<>();
    private final Map<Node, @Nullable Node[]> tupleCotangents = new HashMap<>();
    private final Set<Node> active;
    private final Rewiring rewiring = new Rewiring();
    private int visits;

    private ReverseSweep(Set<Node> active) {
        this.active = active;
    }

    /** A pass that starts with one cotangent per output. */
    static ReverseSweep of(List<Node> outputs, List<Node> seeds, Collection<Node> withRespectTo) {
        return of(outputs, seeds, withRespectTo, Map.of());
    }

    /** A pass that adds to cotangents that some nodes already have. */
    static ReverseSweep of(
            List<Node> outputs, List<Node> seeds, Collection<Node> withRespectTo, Map<Node, Node> initial) {
        List<Node> order = Walk.topological(outputs);
        ReverseSweep sweep = new ReverseSweep(Activity.of(order, Activity.places(withRespectTo)));
        initial.forEach((node, cotangent) -> sweep.cotangents.put(Activity.place(node), cotangent));
        for (int i = 0; i < outputs.size(); i++) {
            sweep.add(outputs.get(i), seeds.get(i));
        }
        for (Node node : order.reversed()) {
            if (sweep.active.contains(node)) {
                Origin.follow(node);
                sweep.visit(node);
            }
        }
        Origin.follow(null);
        return sweep;
    }

    /** The derivative by a node, or null if it is zero everywhere. */
    @Nullable
    Node cotangent(Node node) {
        return cotangents.get(Activity.place(node));
    }

    /** The nodes that have become parts of others. */
    Rewiring rewiring() {
        return rewiring;
    }

    /** How many nodes were visited. */
    int visits() {
        return visits;
    }

    private void add(Node node, @Nullable Node cotangent) {
        if (cotangent != null && active.contains(node)) {
            cotangents.merge(Activity.place(node), cotangent, Nodes::add);
        }
    }

    private void visit(Node node) {
        @Nullable Node[] parts = tupleCotangents.get(node);
        Node dy = cotangents.get(Activity.place(node));
        if (parts == null && dy == null) {
            return;
        }
        visits++;
        if (node.op() instanceof Op.Loop loop) {
            addAll(node, LoopReverse.pull(loop, use(node, parts, dy)));
        } else if (node.op() instanceof Op.Call call && call.partials().isEmpty()) {
            addAll(node, BodyRules.pull(call.body(), use(node, parts, dy)));
        } else if (dy != null) {
            for (int i = 0; i < node.inputs().size(); i++) {
                if (active.contains(node.input(i))) {
                    pull(node, i, dy);
                }
            }
        }
    }

    private Use use(Node node, @Nullable Node @Nullable [] parts, @Nullable Node single) {
        List<Boolean> wanted = node.inputs().stream().map(active::contains).toList();
        List<@Nullable Node> dys = Arrays.asList(parts != null ? parts : new @Nullable Node[] {single});
        return new Use(node, dys, wanted, cotangents, rewiring);
    }

    private void addAll(Node node, List<@Nullable Node> contributions) {
        for (int i = 0; i < contributions.size(); i++) {
            add(node.input(i), contributions.get(i));
        }
    }

    private void pull(Node y, int operand, Node dy) {
        switch (y.op()) {
            case Op.Leaf _, Op.Random _, Op.ArgMax _ -> {}
            case Op.Elementwise op -> add(y.input(operand), ElementwiseRules.times(op, y, operand, dy));
            case Op.Movement op -> add(y.input(operand), MovementRules.pull(op, y, operand, dy));
            case Op.Gather op -> add(y.input(operand), IndexingRules.pull(op, y, operand, dy));
            case Op.ScatterAdd op -> add(y.input(operand), IndexingRules.pull(op, y, operand, dy));
            case Op.Reduce op -> add(y.input(operand), IndexingRules.pull(op, y, dy));
            case Op.CumSum op -> add(y.input(operand), IndexingRules.pull(op, dy));
            case Op.MatMul _ -> add(y.input(operand), ContractionRules.pullMatMul(y, operand, dy));
            case Op.Conv op -> add(y.input(operand), ContractionRules.pullConv(op, y, operand, dy));
            case Op.Call op -> add(y.input(operand), CallRules.times(op, y, operand, dy));
            case Op.Element op -> addPart(y.input(operand), op.index(), dy);
            case Op.Loop _ -> throw new AssertionError(y);
        }
    }

    private void addPart(Node tuple, int index, Node dy) {
        @Nullable
        Node[] parts = tupleCotangents.computeIfAbsent(
                tuple, node -> new @Nullable Node[node.tupleTypes().size()]);
        Node before = parts[index];
        parts[index] = before == null ? dy : Nodes.add(before, dy);
    }
}
