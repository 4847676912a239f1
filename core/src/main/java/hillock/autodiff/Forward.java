package hillock.autodiff;

import hillock.graph.Node;
import hillock.graph.Walk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Forward-mode differentiation: from a graph to the graph of its derivative along one direction, as with dual numbers
 * (Wengert 1964). One pass gives the derivatives of everything by one direction. The rules are those of
 * {@link Reverse}.
 */
public final class Forward {
    private Forward() {}

    /**
     * The products of the Jacobians of several outputs with tangents, summed over what is differentiated by: for each
     * output, a node of its type.
     *
     * @param outputs float tensors
     * @param withRespectTo float tensors
     * @param tangents one per node differentiated by, of its type
     * @throws IllegalArgumentException if a tangent does not have the type of its node, or anything is not a float
     */
    public static List<Node> jvp(List<Node> outputs, List<Node> withRespectTo, List<Node> tangents) {
        return collect(sweep(outputs, withRespectTo, tangents), outputs);
    }

    /**
     * Several outputs and their derivatives along a direction, to be evaluated together.
     *
     * @see #jvp
     */
    public static Derivatives valueAndJvp(List<Node> outputs, List<Node> withRespectTo, List<Node> tangents) {
        ForwardSweep sweep = sweep(outputs, withRespectTo, tangents);
        List<Node> derivatives = collect(sweep, outputs);
        Set<Node> kept = sweep.rewiring().isEmpty() ? Set.of() : new HashSet<>(Walk.topological(withRespectTo));
        List<Node> all = sweep.rewiring().apply(Opened.join(outputs, derivatives), kept);
        return new Derivatives(all.subList(0, outputs.size()), all.subList(outputs.size(), all.size()), sweep.visits());
    }

    private static ForwardSweep sweep(List<Node> outputs, List<Node> withRespectTo, List<Node> tangents) {
        Checks.floats("an output", outputs);
        Checks.floats("a node to differentiate by", withRespectTo);
        Checks.matching("tangent", tangents, "node", withRespectTo);
        return ForwardSweep.of(outputs, withRespectTo, tangents);
    }

    private static List<Node> collect(ForwardSweep sweep, List<Node> outputs) {
        return Derivatives.orZeros(
                Arrays.asList(outputs.stream().map(sweep::tangent).toArray(Node[]::new)), outputs);
    }
}
