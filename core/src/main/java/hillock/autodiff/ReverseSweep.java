package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Numbering;
import hillock.graph.Op;
import hillock.graph.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass from outputs to what they are differentiated by. Every node is visited once, after all nodes that use it, so
 * its cotangent is complete; contributions are added in the order they come. Only nodes on a path from the outputs to
 * what is asked for get a cotangent.
 */
final class ReverseSweep {
    private final Numbering nodes;
    private final Cotangents cotangents;
    private final Map<Node, @Nullable Node[]> tupleCotangents = new HashMap<>();
    private final boolean[] active;
    private final Rewiring rewiring = new Rewiring();
    private int visits;

    private ReverseSweep(Numbering nodes, Collection<Node> withRespectTo) {
        this.nodes = nodes;
        this.cotangents = new Cotangents(nodes);
        this.active = Activity.of(nodes, Activity.places(withRespectTo));
    }

    /** A pass that starts with one cotangent per output. */
    static ReverseSweep of(List<Node> outputs, List<Node> seeds, Collection<Node> withRespectTo) {
        return of(outputs, seeds, withRespectTo, Map.of());
    }

    /** A pass that adds to cotangents that some nodes already have. */
    static ReverseSweep of(
            List<Node> outputs, List<Node> seeds, Collection<Node> withRespectTo, Map<Node, Node> initial) {
        ReverseSweep sweep = new ReverseSweep(Numbering.of(outputs), withRespectTo);
        initial.forEach(sweep.cotangents::add);
        for (int i = 0; i < outputs.size(); i++) {
            sweep.add(sweep.nodes.number(outputs.get(i)), seeds.get(i));
        }
        for (int i = sweep.active.length - 1; i >= 0; i--) {
            if (sweep.active[i]) {
                Origin.follow(sweep.nodes.node(i));
                sweep.visit(i);
            }
        }
        Origin.follow(null);
        return sweep;
    }

    /** The derivative by a node, or null if it is zero everywhere. */
    @Nullable
    Node cotangent(Node node) {
        return cotangents.get(node);
    }

    /** The nodes that have become parts of others. */
    Rewiring rewiring() {
        return rewiring;
    }

    /** How many nodes were visited. */
    int visits() {
        return visits;
    }

    private void add(int number, @Nullable Node cotangent) {
        if (cotangent != null && active[number]) {
            cotangents.add(number, cotangent);
        }
    }

    private void visit(int number) {
        Node node = nodes.node(number);
        @Nullable Node[] parts = tupleCotangents.isEmpty() ? null : tupleCotangents.get(node);
        Node dy = cotangents.get(number);
        if (parts == null && dy == null) {
            return;
        }
        visits++;
        if (node.op() instanceof Op.Loop loop) {
            addAll(number, LoopReverse.pull(loop, use(number, parts, dy)));
        } else if (node.op() instanceof Op.Call call && call.partials().isEmpty()) {
            addAll(number, BodyRules.pull(call.body(), use(number, parts, dy)));
        } else if (dy != null && node.op() instanceof Op.Concat concat) {
            addAll(number, MovementRules.pullConcat(concat, node, dy));
        } else if (dy != null) {
            for (int i = 0; i < node.inputs().size(); i++) {
                int input = nodes.input(number, i);
                if (!active[input]) {
                    continue;
                }
                if (node.op() instanceof Op.Element element) {
                    addPart(node.input(i), element.index(), dy);
                } else {
                    add(input, pull(node, i, dy));
                }
            }
        }
    }

    private Use use(int number, @Nullable Node @Nullable [] parts, @Nullable Node single) {
        Node node = nodes.node(number);
        List<Boolean> wanted = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            wanted.add(active[nodes.input(number, i)]);
        }
        List<@Nullable Node> dys = Arrays.asList(parts != null ? parts : new @Nullable Node[] {single});
        return new Use(node, dys, wanted, cotangents, rewiring);
    }

    private void addAll(int number, List<? extends @Nullable Node> contributions) {
        for (int i = 0; i < contributions.size(); i++) {
            add(nodes.input(number, i), contributions.get(i));
        }
    }

    private static @Nullable Node pull(Node y, int operand, Node dy) {
        return switch (y.op()) {
            case Op.Leaf _, Op.Random _, Op.ArgMax _ -> null;
            case Op.Elementwise op -> ElementwiseRules.times(op, y, operand, dy);
            case Op.Movement op -> MovementRules.pull(op, y, operand, dy);
            case Op.Gather op -> IndexingRules.pull(op, y, operand, dy);
            case Op.ScatterAdd op -> IndexingRules.pull(op, y, operand, dy);
            case Op.Reduce op -> IndexingRules.pull(op, y, dy);
            case Op.CumSum op -> IndexingRules.pull(op, dy);
            case Op.MatMul _ -> ContractionRules.pullMatMul(y, operand, dy);
            case Op.Conv op -> ContractionRules.pullConv(op, y, operand, dy);
            case Op.Call op -> CallRules.times(op, y, operand, dy);
            case Op.Element _, Op.Loop _ -> throw new AssertionError(y);
        };
    }

    private void addPart(Node tuple, int index, Node dy) {
        @Nullable
        Node[] parts = tupleCotangents.computeIfAbsent(
                tuple, node -> new @Nullable Node[node.tupleTypes().size()]);
        Node before = parts[index];
        parts[index] = before == null ? dy : Nodes.add(before, dy);
    }
}
