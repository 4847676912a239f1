package hillock.autodiff;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The derivatives of operations that only move elements: tangents move alike, cotangents move back. */
final class MovementRules {
    private MovementRules() {}

    /** The cotangent of one operand. */
    static Node pull(Op.Movement op, Node y, int operand, Node dy) {
        Shape shape = y.input(operand).tensorType().shape();
        return switch (op) {
            case Op.Reshape _ -> Nodes.reshape(dy, shape);
            case Op.Permute permute -> Nodes.permute(dy, inverse(permute.order()));
            case Op.Broadcast _ -> Nodes.unbroadcast(dy, shape);
            case Op.Slice slice -> scatter(slice, shape, dy);
            case Op.Pad pad ->
                Node.of(
                        new Op.Slice(
                                pad.before(),
                                extents(shape),
                                pad.between().stream().map(n -> n + 1).toList()),
                        dy);
            case Op.Concat concat -> pullConcat(concat, y, dy).get(operand);
        };
    }

    /** The cotangents of all operands of a concatenation: each begins where the one before ends. */
    static List<Node> pullConcat(Op.Concat concat, Node y, Node dy) {
        List<Node> pulled = new ArrayList<>();
        int start = 0;
        for (Node input : y.inputs()) {
            int end = start + input.tensorType().shape().dimension(concat.axis());
            pulled.add(Nodes.slice(dy, concat.axis(), start, end));
            start = end;
        }
        return pulled;
    }

    /** The tangent of the result; a tangent that is null is zero, and one at least is not. */
    static Node push(Op.Movement op, Node y, List<@Nullable Node> tangents) {
        return switch (op) {
            case Op.Reshape _, Op.Permute _, Op.Broadcast _, Op.Slice _ ->
                Node.of(op, Derivatives.present(tangents, 0));
            case Op.Pad pad -> Nodes.pad(Derivatives.present(tangents, 0), pad.before(), pad.between(), pad.after());
            case Op.Concat _ -> Node.of(op, Derivatives.orZeros(tangents, y.inputs()));
        };
    }

    /** The elements of a slice back at their places, zeros elsewhere. */
    private static Node scatter(Op.Slice slice, Shape shape, Node dy) {
        List<Integer> before = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int size = slice.sizes().get(axis);
            int start = size == 0 ? 0 : slice.starts().get(axis);
            int reach = size == 0 ? 0 : (size - 1) * slice.steps().get(axis) + 1;
            before.add(start);
            between.add(slice.steps().get(axis) - 1);
            after.add(shape.dimension(axis) - start - reach);
        }
        return Nodes.pad(dy, before, between, after);
    }

    private static List<Integer> inverse(List<Integer> order) {
        List<Integer> inverse = new ArrayList<>(Collections.nCopies(order.size(), 0));
        for (int i = 0; i < order.size(); i++) {
            inverse.set(order.get(i), i);
        }
        return inverse;
    }

    static List<Integer> extents(Shape shape) {
        return IntStream.of(shape.toArray()).boxed().toList();
    }

    /** The elements of one axis from {@code start}, {@code size} of them, {@code step} apart. */
    static Node take(Node x, int axis, int start, int size, int step) {
        TensorType type = x.tensorType();
        List<Integer> starts = new ArrayList<>(Collections.nCopies(type.rank(), 0));
        List<Integer> sizes = new ArrayList<>(extents(type.shape()));
        List<Integer> steps = new ArrayList<>(Collections.nCopies(type.rank(), 1));
        starts.set(axis, start);
        sizes.set(axis, size);
        steps.set(axis, step);
        return Node.of(new Op.Slice(starts, sizes, steps), x);
    }
}
