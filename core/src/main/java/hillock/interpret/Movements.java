package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Op;
import java.util.List;

/**
 * The operations that only move elements. Each is a map from the position of an element of the result to the position
 * of the element of the operand that stands there.
 */
final class Movements {
    /** The index in the operand for an index in the result, along one axis; -1 where there is none. */
    private interface AxisMap {
        int source(int axis, int index);
    }

    private Movements() {}

    static NDArray apply(Op.Movement op, TensorType type, List<NDArray> operands) {
        NDArray x = operands.getFirst();
        return switch (op) {
            case Op.Reshape reshape -> x.reshape(reshape.shape());
            case Op.Permute permute -> permute(permute, x, type);
            case Op.Broadcast _ -> broadcast(x, type);
            case Op.Slice slice ->
                perAxis(
                        x,
                        type,
                        0,
                        (axis, i) ->
                                slice.starts().get(axis) + i * slice.steps().get(axis));
            case Op.Pad pad -> pad(pad, x, type);
            case Op.Concat concat -> concat(concat, operands, type);
        };
    }

    private static NDArray permute(Op.Permute op, NDArray x, TensorType type) {
        int[] strides = x.shape().strides();
        int[] moved = op.order().stream().mapToInt(axis -> strides[axis]).toArray();
        return strided(x, type, moved);
    }

    private static NDArray broadcast(NDArray x, TensorType type) {
        int[] strides = x.shape().strides();
        int[] stretched = new int[type.rank()];
        int added = type.rank() - x.shape().rank();
        for (int axis = added; axis < type.rank(); axis++) {
            stretched[axis] = x.shape().dimension(axis - added) == 1 ? 0 : strides[axis - added];
        }
        return strided(x, type, stretched);
    }

    private static NDArray pad(Op.Pad op, NDArray x, TensorType type) {
        return perAxis(x, type, op.bits(), (axis, i) -> {
            int step = op.between().get(axis) + 1;
            int offset = i - op.before().get(axis);
            boolean inside = offset >= 0
                    && offset % step == 0
                    && offset / step < x.shape().dimension(axis);
            return inside ? offset / step : -1;
        });
    }

    private static NDArray concat(Op.Concat op, List<NDArray> operands, TensorType type) {
        Object result = type.dtype().newArray(type.size());
        int outer = 1;
        for (int axis = 0; axis < op.axis(); axis++) {
            outer *= type.shape().dimension(axis);
        }
        int at = 0;
        for (int row = 0; row < outer; row++) {
            for (NDArray operand : operands) {
                int length = operand.size() / outer;
                System.arraycopy(operand.data(), row * length, result, at, length);
                at += length;
            }
        }
        return NDArray.wrap(type, result);
    }

    /** The tensor whose element at an index lies at the sum of index times stride. */
    private static NDArray strided(NDArray x, TensorType type, int[] strides) {
        int[] positions = new int[type.size()];
        Index index = new Index(type.shape());
        for (int i = 0; i < positions.length; i++, index.next()) {
            int position = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                position += index.at(axis) * strides[axis];
            }
            positions[i] = position;
        }
        return Storage.pick(x, positions, 0, type);
    }

    /** The tensor whose axes are those of the operand, each mapped for itself. */
    private static NDArray perAxis(NDArray x, TensorType type, long fill, AxisMap map) {
        int[] strides = x.shape().strides();
        int[] positions = new int[type.size()];
        Index index = new Index(type.shape());
        for (int i = 0; i < positions.length; i++, index.next()) {
            int position = 0;
            for (int axis = 0; axis < strides.length && position >= 0; axis++) {
                int source = map.source(axis, index.at(axis));
                position = source < 0 ? -1 : position + source * strides[axis];
            }
            positions[i] = position;
        }
        return Storage.pick(x, positions, fill, type);
    }

    /** A counter through all indices of a shape in row-major order. */
    static final class Index {
        private final int[] extents;
        private final int[] digits;

        Index(Shape shape) {
            extents = shape.toArray();
            digits = new int[extents.length];
        }

        int at(int axis) {
            return digits[axis];
        }

        void next() {
            for (int axis = digits.length - 1; axis >= 0; axis--) {
                if (++digits[axis] < extents[axis]) {
                    return;
                }
                digits[axis] = 0;
            }
        }
    }
}
