package hillock.autodiff;

import hillock.array.TensorType;
import hillock.array.TupleType;
import hillock.array.Type;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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

    /** Those of the nodes, given operands first, whose value changes smoothly with one of the places. */
    static Set<Node> of(List<Node> order, Set<Object> places) {
        Set<Node> active = new HashSet<>();
        for (Node node : order) {
            if (isFloat(node.type()) && (places.contains(place(node)) || dependsOn(node, active))) {
                active.add(node);
            }
        }
        return active;
    }

    private static boolean dependsOn(Node node, Set<Node> active) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (active.contains(node.input(i)) && passes(node.op(), i)) {
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
