package hillock.autodiff;

import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Numbering;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass from what is differentiated by to the outputs: every node on the way once, after its operands. A tangent
 * that is zero everywhere is absent.
 */
final class ForwardSweep {
    private final Map<Object, Node> seeds = new HashMap<>();
    private final Map<Node, Node> tangents = new HashMap<>();
    private final Map<Node, List<@Nullable Node>> tupleTangents = new HashMap<>();
    private final Rewiring rewiring = new Rewiring();
    private int visits;

    private ForwardSweep() {}

    /** A pass with one tangent per node differentiated by. */
    static ForwardSweep of(List<Node> outputs, List<Node> withRespectTo, List<Node> directions) {
        ForwardSweep sweep = new ForwardSweep();
        for (int i = 0; i < withRespectTo.size(); i++) {
            sweep.seeds.merge(Activity.place(withRespectTo.get(i)), directions.get(i), Nodes::add);
        }
        Numbering order = Numbering.of(outputs);
        boolean[] active = Activity.of(order, sweep.seeds.keySet());
        for (int i = 0; i < active.length; i++) {
            if (active[i]) {
                sweep.visit(order.node(i));
            }
        }
        return sweep;
    }

    /** The tangent of a node, or null if it is zero everywhere. */
    @Nullable
    Node tangent(Node node) {
        return tangents.get(node);
    }

    /** The nodes that have become parts of others. */
    Rewiring rewiring() {
        return rewiring;
    }

    /** How many nodes were visited. */
    int visits() {
        return visits;
    }

    private void visit(Node node) {
        visits++;
        Node tangent = sum(push(node), seeds.get(Activity.place(node)));
        if (tangent != null) {
            tangents.put(node, tangent);
        }
    }

    private @Nullable Node push(Node y) {
        List<@Nullable Node> operands = new ArrayList<>(y.inputs().size());
        boolean any = false;
        for (Node input : y.inputs()) {
            Node tangent = tangents.get(input);
            operands.add(tangent);
            any |= tangent != null;
        }
        if (y.op() instanceof Op.Element element) {
            List<@Nullable Node> parts = tupleTangents.get(y.input(0));
            return parts == null ? null : parts.get(element.index());
        }
        if (!any) {
            return null;
        }
        return switch (y.op()) {
            case Op.Leaf _, Op.Random _, Op.ArgMax _, Op.Element _ -> null;
            case Op.Elementwise op -> sum(y, operands, (i, t) -> ElementwiseRules.times(op, y, i, t));
            case Op.Movement op -> MovementRules.push(op, y, operands);
            case Op.Gather op -> IndexingRules.push(op, y, operands.get(0));
            case Op.ScatterAdd op -> IndexingRules.push(op, y, operands);
            case Op.Reduce op -> IndexingRules.push(op, y, Derivatives.present(operands, 0));
            case Op.CumSum op -> Node.of(op, Derivatives.present(operands, 0));
            case Op.MatMul op -> sum(y, operands, (i, t) -> ContractionRules.push(op, y, i, t));
            case Op.Conv op -> sum(y, operands, (i, t) -> ContractionRules.push(op, y, i, t));
            case Op.Call op when !op.partials().isEmpty() -> sum(y, operands, (i, t) -> CallRules.times(op, y, i, t));
            case Op.Call op -> whole(y, BodyRules.push(op.body(), y, operands, rewiring));
            case Op.Loop op -> whole(y, LoopForward.push(op, y, operands, rewiring));
        };
    }

    /** The tangent of a single result; those of several are kept for the nodes that take them. */
    private @Nullable Node whole(Node y, List<@Nullable Node> parts) {
        if (y.type() instanceof TensorType) {
            return parts.getFirst();
        }
        tupleTangents.put(y, parts);
        return null;
    }

    private interface Rule {
        @Nullable
        Node tangent(int operand, Node tangent);
    }

    private static @Nullable Node sum(Node y, List<@Nullable Node> operands, Rule rule) {
        Node total = null;
        for (int i = 0; i < y.inputs().size(); i++) {
            Node tangent = operands.get(i);
            if (tangent != null) {
                total = sum(total, rule.tangent(i, tangent));
            }
        }
        return total;
    }

    private static @Nullable Node sum(@Nullable Node a, @Nullable Node b) {
        return a == null ? b : b == null ? a : Nodes.add(a, b);
    }
}
