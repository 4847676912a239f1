package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Walk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation: from a graph to the graph of its derivatives. One pass gives the derivatives by
 * everything, at two or three times the cost of the value (Linnainmaa 1970; Griewank and Walther 2008).
 *
 * <p>The derivative with respect to a node is the response to something added to its value, through all paths. All
 * reads of one variable, input or parameter count as one node. What the outputs do not depend on has derivative zero.
 * Where a derivative does not exist, the choices are: equal operands of {@code max}, {@code min} and their reductions
 * share evenly; {@code abs} at 0 has 0; {@code sign}, {@code floor} and {@code round} have 0 everywhere; {@code sqrt}
 * at 0 has infinity. Comparisons and integers have none.
 *
 * <p>The derivatives are made of listed operations, so they can be differentiated again.
 */
public final class Reverse {
    private Reverse() {}

    /**
     * The gradient of a scalar: for each node asked for, a node of its type.
     *
     * @param scalarOutput a float scalar, for example a loss
     * @param withRespectTo float tensors
     * @throws IllegalArgumentException if the output is not a scalar or anything is not a float
     */
    public static List<Node> gradient(Node scalarOutput, List<Node> withRespectTo) {
        return vjp(List.of(checkScalar(scalarOutput)), List.of(Nodes.fillLike(scalarOutput, 1)), withRespectTo);
    }

    /**
     * The products of cotangents with the Jacobians of several outputs, summed over the outputs: for each node asked
     * for, a node of its type.
     *
     * @param outputs float tensors
     * @param cotangents one per output, of its type
     * @param withRespectTo float tensors
     * @throws IllegalArgumentException if a cotangent does not have the type of its output, or anything is not a float
     */
    public static List<Node> vjp(List<Node> outputs, List<Node> cotangents, List<Node> withRespectTo) {
        return collect(sweep(outputs, cotangents, withRespectTo), withRespectTo);
    }

    /**
     * A scalar and its gradient, to be evaluated together.
     *
     * @see #gradient
     */
    public static Derivatives valueAndGradient(Node scalarOutput, List<Node> withRespectTo) {
        return valueAndVjp(List.of(checkScalar(scalarOutput)), List.of(Nodes.fillLike(scalarOutput, 1)), withRespectTo);
    }

    /**
     * Several outputs and their derivatives, to be evaluated together.
     *
     * @see #vjp
     */
    public static Derivatives valueAndVjp(List<Node> outputs, List<Node> cotangents, List<Node> withRespectTo) {
        ReverseSweep sweep = sweep(outputs, cotangents, withRespectTo);
        List<Node> gradients = collect(sweep, withRespectTo);
        Set<Node> kept = sweep.rewiring().isEmpty() ? Set.of() : new HashSet<>(Walk.topological(withRespectTo));
        List<Node> all = sweep.rewiring().apply(Opened.join(outputs, gradients), kept);
        return new Derivatives(all.subList(0, outputs.size()), all.subList(outputs.size(), all.size()), sweep.visits());
    }

    private static ReverseSweep sweep(List<Node> outputs, List<Node> cotangents, List<Node> withRespectTo) {
        Checks.floats("an output", outputs);
        Checks.floats("a node to differentiate by", withRespectTo);
        Checks.matching("cotangent", cotangents, "output", outputs);
        return ReverseSweep.of(outputs, cotangents, withRespectTo);
    }

    private static List<Node> collect(ReverseSweep sweep, List<Node> withRespectTo) {
        @Nullable Node[] gradients = new @Nullable Node[withRespectTo.size()];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = sweep.cotangent(withRespectTo.get(i));
        }
        return Derivatives.orZeros(Arrays.asList(gradients), withRespectTo);
    }

    private static Node checkScalar(Node output) {
        if (output.tensorType().rank() != 0) {
            throw new IllegalArgumentException(
                    ("A gradient is that of one number, and '%s' gives %s. Make one number of it, for example with"
                                    + " .sum() or .mean(), or give every element its weight with Differentiate.vjp.")
                            .formatted(output.op().label(), output.type()));
        }
        return output;
    }
}
