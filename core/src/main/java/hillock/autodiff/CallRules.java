package hillock.autodiff;

import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of calls that carry their own partial derivatives; the others are differentiated by
 * {@link BodyRules}.
 */
final class CallRules {
    private CallRules() {}

    /**
     * {@code t} times the partial derivative by one operand, in both modes. The partial derivative is a call too, named
     * with a prime, so that explanations can name it. Where it fades away, the product is flushed as it is: a factor
     * just above the least normal number times a small one would be subnormal all the way through the network.
     */
    static @Nullable Node times(Op.Call op, Node y, int operand, Node t) {
        Function partial = op.partials().get(operand);
        if (isConstant(partial, 0)) {
            return null;
        }
        if (isConstant(partial, 1)) {
            return t;
        }
        String name = op.name() + (op.partials().size() == 1 ? "'" : "'" + (operand + 1));
        Node product = Nodes.mul(t, Node.of(new Op.Call(name, partial, List.of()), y.inputs()));
        return Composed.fades(partial) ? Composed.flushed(product) : product;
    }

    /** Whether a function visibly gives one number whatever its operands. */
    static boolean isConstant(Function function, double value) {
        OptionalDouble known = ElementwiseRules.uniform(function.results().getFirst());
        return known.isPresent() && known.getAsDouble() == value;
    }
}
