package hillock.graph;

import static hillock.graph.Types.arity;
import static hillock.graph.Types.axis;
import static hillock.graph.Types.require;
import static hillock.graph.Types.type;

import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;
import java.util.TreeSet;

/** The type rules of the operations that only move elements. */
final class MovementTypes {
    private MovementTypes() {}

    static TensorType infer(Op.Movement op, List<Node> inputs) {
        if (op instanceof Op.Concat concat) {
            return concat(concat, inputs);
        }
        arity(op, inputs, 1);
        TensorType x = type(inputs, 0);
        int[] shape = x.shape().toArray();
        return switch (op) {
            case Op.Reshape reshape -> {
                require(
                        reshape.shape().size() == x.size(),
                        op,
                        inputs,
                        "%d elements do not fill %s".formatted(x.size(), reshape.shape()));
                yield x.withShape(reshape.shape());
            }
            case Op.Permute permute -> {
                require(
                        permute.order().size() == x.rank()
                                && new TreeSet<>(permute.order()).size() == x.rank()
                                && permute.order().stream().allMatch(axis -> axis >= 0 && axis < x.rank()),
                        op,
                        inputs,
                        "%s is not an order of its %d axes".formatted(permute.order(), x.rank()));
                yield x.withShape(Shape.of(
                        permute.order().stream().mapToInt(axis -> shape[axis]).toArray()));
            }
            case Op.Broadcast broadcast -> {
                require(
                        x.shape().broadcastsTo(broadcast.shape()),
                        op,
                        inputs,
                        "%s does not stretch to %s; only missing leading axes and extents of 1 do"
                                .formatted(x.shape(), broadcast.shape()));
                yield x.withShape(broadcast.shape());
            }
            case Op.Slice slice -> {
                lengths(op, inputs, slice.starts(), slice.sizes(), slice.steps());
                for (int i = 0; i < shape.length; i++) {
                    int start = slice.starts().get(i);
                    int size = slice.sizes().get(i);
                    int step = slice.steps().get(i);
                    require(
                            start >= 0
                                    && size >= 0
                                    && step >= 1
                                    && (size == 0 ? start <= shape[i] : start + (size - 1L) * step < shape[i]),
                            op,
                            inputs,
                            "start %d, size %d, step %d leave axis %d of extent %d"
                                    .formatted(start, size, step, i, shape[i]));
                    shape[i] = size;
                }
                yield x.withShape(Shape.of(shape));
            }
            case Op.Pad pad -> {
                lengths(op, inputs, pad.before(), pad.between(), pad.after());
                for (int i = 0; i < shape.length; i++) {
                    int before = pad.before().get(i);
                    int between = pad.between().get(i);
                    int after = pad.after().get(i);
                    require(before >= 0 && between >= 0 && after >= 0, op, inputs, "padding is zero or more");
                    long extent = (long) before + after + shape[i] + Math.max(shape[i] - 1L, 0) * between;
                    require(extent <= Integer.MAX_VALUE, op, inputs, "the padded extent is too large");
                    shape[i] = (int) extent;
                }
                yield x.withShape(Shape.of(shape));
            }
            case Op.Concat _ -> throw new AssertionError(op);
        };
    }

    private static TensorType concat(Op.Concat op, List<Node> inputs) {
        require(!inputs.isEmpty(), op, inputs, "there is nothing to join");
        axis(op, op.axis(), inputs);
        TensorType first = type(inputs, 0);
        long extent = 0;
        for (int i = 0; i < inputs.size(); i++) {
            TensorType next = type(inputs, i);
            require(
                    next.dtype() == first.dtype()
                            && next.rank() == first.rank()
                            && next.shape()
                                    .with(op.axis(), 0)
                                    .equals(first.shape().with(op.axis(), 0)),
                    op,
                    inputs,
                    "operands may differ along axis %d only".formatted(op.axis()));
            extent += next.shape().dimension(op.axis());
        }
        require(extent <= Integer.MAX_VALUE, op, inputs, "the joined extent is too large");
        return first.withShape(first.shape().with(op.axis(), (int) extent));
    }

    @SafeVarargs
    private static void lengths(Op op, List<Node> inputs, List<Integer>... lists) {
        for (List<Integer> list : lists) {
            require(
                    list.size() == type(inputs, 0).rank(),
                    op,
                    inputs,
                    "%d entries for %d axes"
                            .formatted(list.size(), type(inputs, 0).rank()));
        }
    }
}
