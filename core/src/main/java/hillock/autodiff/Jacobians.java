package hillock.autodiff;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole matrices of derivatives, as graphs. A Jacobian takes one pass per output in reverse or one per input in forward
 * mode; all passes are one {@link hillock.graph.Op.Loop} over unit vectors, whose body holds only what differs between
 * them, so the graph stays as large as that of one pass.
 */
public final class Jacobians {
    private Jacobians() {}

    /**
     * How many passes a full Jacobian takes: a loss of a million weights takes a million in forward mode and one in
     * reverse.
     *
     * @param forward in forward mode, one per input
     * @param reverse in reverse mode, one per output
     */
    public record Passes(int forward, int reverse) {
        /** Whether reverse mode takes fewer; at equality forward mode is cheaper, as it keeps nothing. */
        public boolean isReverseCheaper() {
            return reverse < forward;
        }
    }

    /** The passes for numbers of scalar inputs and outputs. */
    public static Passes passes(int inputs, int outputs) {
        if (inputs < 0 || outputs < 0) {
            throw new IllegalArgumentException(
                    "%d inputs and %d outputs: neither can be negative.".formatted(inputs, outputs));
        }
        return new Passes(inputs, outputs);
    }

    /**
     * The Jacobian of a tensor by another, in the mode that takes fewer passes: shape of the output, then shape of
     * {@code x}.
     *
     * @throws IllegalArgumentException if either is not a float
     */
    public static Node jacobian(Node output, Node x) {
        Passes passes = passes(x.tensorType().size(), output.tensorType().size());
        return passes.isReverseCheaper() ? byReverse(output, x) : byForward(output, x);
    }

    /** The Jacobian, one reverse pass per element of the output. */
    public static Node byReverse(Node output, Node x) {
        Checks.floats("an output", List.of(output));
        Node seed = Opened.leaf(output.tensorType());
        Node row = Reverse.valueAndVjp(List.of(output), List.of(seed), List.of(x))
                .derivatives()
                .getFirst();
        return UnitVectors.stack(seed, row, shape(output, x));
    }

    /** The Jacobian, one forward pass per element of {@code x}. */
    public static Node byForward(Node output, Node x) {
        Checks.floats("a node to differentiate by", List.of(x));
        Node seed = Opened.leaf(x.tensorType());
        Node column = Forward.valueAndJvp(List.of(output), List.of(x), List.of(seed))
                .derivatives()
                .getFirst();
        int size = x.tensorType().size();
        int rows = output.tensorType().size();
        Node columns = UnitVectors.stack(seed, column, Shape.of(size, rows));
        return Nodes.reshape(Nodes.transpose(columns), shape(output, x));
    }

    /**
     * The Hessian of a scalar, forward over reverse: shape of {@code x} twice.
     *
     * @throws IllegalArgumentException if the first is not a float scalar or the second not a float
     */
    public static Node hessian(Node scalarOutput, Node x) {
        return byForward(
                Reverse.valueAndGradient(scalarOutput, List.of(x)).derivatives().getFirst(), x);
    }

    /**
     * The Hessian of a scalar times a vector, forward over reverse, without the Hessian itself: for each node
     * differentiated by, a node of its type.
     *
     * @param scalarOutput a float scalar
     * @param withRespectTo float tensors
     * @param vectors one per node differentiated by, of its type
     */
    public static List<Node> hessianVectorProduct(Node scalarOutput, List<Node> withRespectTo, List<Node> vectors) {
        List<Node> gradients =
                Reverse.valueAndGradient(scalarOutput, withRespectTo).derivatives();
        return Forward.valueAndJvp(gradients, withRespectTo, vectors).derivatives();
    }

    private static Shape shape(Node output, Node x) {
        List<Integer> extents =
                new ArrayList<>(MovementRules.extents(output.tensorType().shape()));
        extents.addAll(MovementRules.extents(x.tensorType().shape()));
        return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
    }
}
