package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.IndexRangeException;
import hillock.graph.Op;
import java.util.List;

/**
 * Picking and adding by index. With x seen as [outer, extent, inner] and n indices, the picked tensor is [outer, n,
 * inner].
 */
final class Indexing {
    private Indexing() {}

    static NDArray gather(Op.Gather op, TensorType type, List<NDArray> operands) {
        NDArray x = operands.get(0);
        int[] indices = checked(op, op.axis(), x.type(), operands.get(1));
        Object result = type.dtype().newArray(type.size());
        int inner = inner(x.shape(), op.axis());
        int at = 0;
        for (int base = 0; at < type.size(); base += x.shape().dimension(op.axis()) * inner) {
            for (int index : indices) {
                System.arraycopy(x.data(), base + index * inner, result, at, inner);
                at += inner;
            }
        }
        return NDArray.wrap(type, result);
    }

    static NDArray scatterAdd(Op.ScatterAdd op, List<NDArray> operands) {
        NDArray base = operands.get(0);
        NDArray updates = operands.get(2);
        int[] indices = checked(op, op.axis(), base.type(), operands.get(1));
        Object result = Storage.copy(base.data(), base.type());
        int inner = inner(base.shape(), op.axis());
        int from = 0;
        for (int start = 0; from < updates.size(); start += base.shape().dimension(op.axis()) * inner) {
            for (int index : indices) {
                for (int i = 0; i < inner; i++) {
                    Storage.add(result, start + index * inner + i, updates.data(), from++);
                }
            }
        }
        return NDArray.wrap(base.type(), result);
    }

    /** All indices are checked before anything is read or written. */
    private static int[] checked(Op op, int axis, TensorType type, NDArray indices) {
        int[] values = indices.ints();
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= type.shape().dimension(axis)) {
                throw new IndexRangeException(op, type, axis, i, values[i]);
            }
        }
        return values;
    }

    /** The number of elements behind one index of an axis. */
    private static int inner(Shape shape, int axis) {
        int inner = 1;
        for (int i = axis + 1; i < shape.rank(); i++) {
            inner *= shape.dimension(i);
        }
        return inner;
    }
}
