package hillock.autodiff;

import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import hillock.graph.Node;
import hillock.graph.Numbering;
import hillock.graph.Op;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What derivatives flow through: the nodes that depend on something by a path of floats and differentiable operations.
 */
final class Activity {
    private Activity() {}

    /**
     * What the derivatives of a node are gathered under. Leaves of one origin are one place, so that it does not matter
     * how often a variable was read; every other node, a number included, is a place of its own.
     */
    static Object place(Node node) {
        Op op = node.op();
        return op instanceof Op.Read
                        || op instanceof Op.Input
                        || op instanceof Op.Parameter
                        || op instanceof Op.Constant
                ? op
                : node;
    }

    /** The places of several nodes. */
    static Set<Object> places(Collection<Node> nodes) {
        Set<Object> places = new HashSet<>();
        nodes.forEach(node -> places.add(place(node)));
        return places;
    }

    /** Which of the nodes have a value that changes smoothly with one of the places, by number. */
    static boolean[] of(Numbering nodes, Set<Object> places) {
        boolean[] active = new boolean[nodes.size()];
        for (int i = 0; i < active.length; i++) {
            Node node = nodes.node(i);
            active[i] = isFloat(node.type()) && (places.contains(place(node)) || dependsOn(i, nodes, active));
        }
        return active;
    }

    private static boolean dependsOn(int number, Numbering nodes, boolean[] active) {
        Node node = nodes.node(number);
        for (int i = 0; i < node.inputs().size(); i++) {
            if (active[nodes.input(number, i)] && passes(node.op(), i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the derivative by an operand can be other than zero. */
    private static boolean passes(Op op, int operand) {
        return switch (op) {
            case Op.Unary unary -> ElementwiseRules.isSmooth(unary);
            case Op.Call call ->
                call.partials().isEmpty()
                        || !CallRules.isConstant(call.partials().get(operand), 0);
            case Op.Leaf _, Op.Random _, Op.ArgMax _ -> false;
            case Op.Binary _, Op.Select _, Op.Cast _, Op.Movement _ -> true;
            case Op.Gather _, Op.ScatterAdd _, Op.Reduce _, Op.CumSum _ -> true;
            case Op.MatMul _, Op.Conv _, Op.Loop _, Op.Element _ -> true;
        };
    }

    static boolean isFloat(Type type) {
        return switch (type) {
            case TensorType tensor -> tensor.dtype().isFloat();
            case TupleType tuple ->
                tuple.parts().stream().anyMatch(part -> part.dtype().isFloat());
        };
    }
}
