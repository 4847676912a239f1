package hillock.autodiff;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The derivatives of matrix products and convolutions. Both are linear in each operand, so in forward mode they are
 * applied to the tangent of one operand and the other operand itself.
 */
final class ContractionRules {
    private ContractionRules() {}

    /**
     * {@code da = dy b^T} and {@code db = a^T dy}; the transposes are permuted operands of the product, never copies.
     */
    static Node pullMatMul(Node y, int operand, Node dy) {
        return operand == 0
                ? Node.of(new Op.MatMul(), dy, Nodes.transpose(y.input(1)))
                : Node.of(new Op.MatMul(), Nodes.transpose(y.input(0)), dy);
    }

    /** The tangent of a product or convolution by the tangent of one operand. */
    static Node push(Op op, Node y, int operand, Node t) {
        return operand == 0 ? Node.of(op, t, y.input(1)) : Node.of(op, y.input(0), t);
    }

    /** The cotangents of a convolution, convolutions themselves. */
    static Node pullConv(Op.Conv op, Node y, int operand, Node dy) {
        return operand == 0 ? byInput(op, y, dy) : byWeights(op, y, dy);
    }

    /**
     * The cotangent of x: dy with the strides as gaps between its elements and a margin of the window's reach,
     * convolved with the mirrored window, inputs and outputs of every group exchanged.
     */
    private static Node byInput(Op.Conv op, Node y, Node dy) {
        Shape x = y.input(0).tensorType().shape();
        Shape w = y.input(1).tensorType().shape();
        int spatial = op.strides().size();
        Node window = exchanged(y.input(1), op.groups());
        List<Integer> before = zeros(2);
        List<Integer> between = zeros(2);
        List<Integer> after = zeros(2);
        for (int i = 0; i < spatial; i++) {
            int axis = 2 + i;
            int margin = (w.dimension(axis) - 1) * op.dilations().get(i);
            int stride = op.strides().get(i);
            int covered = (dy.tensorType().shape().dimension(axis) - 1) * stride + 1 + margin;
            before.add(margin);
            between.add(stride - 1);
            after.add(margin + x.dimension(axis) - covered);
            if (w.dimension(axis) > 1) {
                window = Nodes.flip(window, axis);
            }
        }
        Node spread = Nodes.pad(dy, before, between, after);
        return Node.of(new Op.Conv(Collections.nCopies(spatial, 1), op.dilations(), op.groups()), spread, window);
    }

    /** Weights [g * out, in, taps...] as [g * in, out, taps...]. */
    private static Node exchanged(Node w, int groups) {
        Shape shape = w.tensorType().shape();
        int out = shape.dimension(0) / groups;
        int in = shape.dimension(1);
        Node split = Nodes.reshape(w, shape.with(0, out).insert(0, groups));
        Node swapped = swap(split, 1, 2);
        return Nodes.reshape(swapped, shape.with(0, groups * in).with(1, out));
    }

    /**
     * The cotangent of w: the sum over examples and positions is a convolution in which examples play the channels, dy
     * the window, and strides and dilations change places.
     */
    private static Node byWeights(Op.Conv op, Node y, Node dy) {
        Shape x = y.input(0).tensorType().shape();
        Shape w = y.input(1).tensorType().shape();
        int groups = op.groups();
        int examples = x.dimension(0);
        int in = w.dimension(1);
        Node source = y.input(0);
        for (int i = 0; i < op.strides().size(); i++) {
            int axis = 2 + i;
            int reach =
                    (dy.tensorType().shape().dimension(axis) - 1) * op.strides().get(i)
                            + (w.dimension(axis) - 1) * op.dilations().get(i)
                            + 1;
            source = Nodes.slice(source, axis, 0, reach);
        }
        Shape covered = source.tensorType().shape();
        // [n, g * in, extent...] to [in, g * n, extent...], so that group g sees the examples of its own channels.
        Node split = Nodes.reshape(source, covered.with(1, in).insert(1, groups));
        Node byChannel = swap(split, 0, 2);
        Node image = Nodes.reshape(byChannel, covered.with(0, in).with(1, groups * examples));
        Node window = swap(dy, 0, 1);
        Node result = Node.of(
                new Op.Conv(/* strides= */ op.dilations(), /* dilations= */ op.strides(), groups), image, window);
        return swap(result, 0, 1);
    }

    private static Node swap(Node x, int one, int other) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < x.tensorType().rank(); axis++) {
            order.add(axis);
        }
        Collections.swap(order, one, other);
        return Nodes.permute(x, order);
    }

    private static List<Integer> zeros(int count) {
        return new ArrayList<>(Collections.nCopies(count, 0));
    }
}
