package hillock.engine.plan;

import hillock.array.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tensor lies in a buffer: element {@code index} is at {@code offset + sum index[i] * strides[i]}. Moving axes,
 * stretching and slicing make another view of the same buffer; nothing is copied.
 *
 * @param buffer the storage
 * @param sizes the extents
 * @param strides the distance of neighbours along each axis, 0 where stretched
 * @param offset the position of the first element
 */
record View(Buffer buffer, int[] sizes, int[] strides, int offset) {

    /** The whole buffer in row-major order. */
    static View whole(Buffer buffer, Shape shape) {
        return shape.rank() == 0
                ? new View(buffer, NONE, NONE, 0)
                : new View(buffer, shape.toArray(), shape.strides(), 0);
    }

    private static final int[] NONE = {};

    int size() {
        int size = 1;
        for (int extent : sizes) {
            size *= extent;
        }
        return size;
    }

    /** Whether row-major position i of the tensor is position {@code offset + i} of the buffer. */
    boolean contiguous() {
        int expected = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            if (sizes[axis] != 1 && strides[axis] != expected) {
                return size() == 0;
            }
            expected *= sizes[axis];
        }
        return true;
    }

    /** Whether row-major position i of the tensor is position i of the buffer, and there are no others. */
    boolean whole() {
        return offset == 0 && size() == buffer.size && contiguous();
    }

    /** Whether all elements are one. */
    boolean single() {
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] != 1 && strides[axis] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same sequence of elements with a first axis of so many rows, or null if that takes a copy.
     *
     * @param rows at least 2
     */
    @Nullable
    View split(int rows) {
        if (size() == 0) {
            return null;
        }
        int left = rows;
        int axis = 0;
        int distance = 0;
        while (left > 1) {
            if (axis == sizes.length) {
                return null;
            }
            int extent = sizes[axis];
            int inner = 1;
            if (extent > left) {
                if (extent % left != 0) {
                    return null;
                }
                inner = extent / left;
                extent = left;
            }
            int stride = strides[axis] * inner;
            boolean nested = left == rows || extent == 1 || distance == stride * extent;
            if (left % extent != 0 || !nested) {
                return null;
            }
            distance = extent == 1 ? distance : stride;
            left /= extent;
            axis++;
            if (inner > 1) {
                int[] rest = Arrays.copyOfRange(sizes, axis - 1, sizes.length);
                rest[0] = inner;
                return prefixed(rows, distance, rest, Arrays.copyOfRange(strides, axis - 1, strides.length));
            }
        }
        return prefixed(
                rows,
                distance,
                Arrays.copyOfRange(sizes, axis, sizes.length),
                Arrays.copyOfRange(strides, axis, strides.length));
    }

    private View prefixed(int rows, int distance, int[] rest, int[] restStrides) {
        int[] splitSizes = new int[rest.length + 1];
        int[] splitStrides = new int[rest.length + 1];
        splitSizes[0] = rows;
        splitStrides[0] = distance;
        System.arraycopy(rest, 0, splitSizes, 1, rest.length);
        System.arraycopy(restStrides, 0, splitStrides, 1, rest.length);
        return new View(buffer, splitSizes, splitStrides, offset);
    }

    /** Whether row r of the view, of so many, lies within row r of the buffer. */
    boolean rowwise(int rows) {
        if (buffer.size % rows != 0) {
            return false;
        }
        View split = split(rows);
        int rowSize = buffer.size / rows;
        if (split == null || split.strides[0] != rowSize) {
            return false;
        }
        int least = offset;
        int most = offset;
        for (int axis = 1; axis < split.sizes.length; axis++) {
            int reach = (split.sizes[axis] - 1) * split.strides[axis];
            least += Math.min(reach, 0);
            most += Math.max(reach, 0);
        }
        return least >= 0 && most < rowSize;
    }

    /** How far an element, given by its row-major position, lies behind the first. */
    int distance(int position) {
        int distance = 0;
        int rest = position;
        for (int axis = sizes.length - 1; axis > 0; axis--) {
            distance += rest % sizes[axis] * strides[axis];
            rest /= sizes[axis];
        }
        return sizes.length == 0 ? 0 : distance + rest * strides[0];
    }

    View permute(List<Integer> order) {
        return new View(
                buffer,
                order.stream().mapToInt(axis -> sizes[axis]).toArray(),
                order.stream().mapToInt(axis -> strides[axis]).toArray(),
                offset);
    }

    View broadcast(Shape shape) {
        int[] stretched = new int[shape.rank()];
        int extra = shape.rank() - sizes.length;
        for (int axis = extra; axis < stretched.length; axis++) {
            stretched[axis] = sizes[axis - extra] == shape.dimension(axis) ? strides[axis - extra] : 0;
        }
        return new View(buffer, shape.toArray(), stretched, offset);
    }

    View slice(List<Integer> starts, List<Integer> extents, List<Integer> steps) {
        int[] stepped = new int[sizes.length];
        int at = offset;
        for (int axis = 0; axis < sizes.length; axis++) {
            stepped[axis] = strides[axis] * steps.get(axis);
            at += strides[axis] * starts.get(axis);
        }
        return new View(buffer, extents.stream().mapToInt(Integer::intValue).toArray(), stepped, at);
    }

    /** The same elements in row-major order under another shape, or null if that takes a copy. */
    @Nullable
    View reshape(Shape shape) {
        if (contiguous()) {
            return new View(buffer, shape.toArray(), shape.strides(), offset);
        }
        View merged = merged();
        int[] target = shape.toArray();
        int[] result = new int[target.length];
        int axis = target.length - 1;
        for (int from = merged.sizes.length - 1; from >= 0; from--) {
            int stride = merged.strides[from];
            int left = merged.sizes[from];
            while (axis >= 0 && left % target[axis] == 0 && (left > 1 || target[axis] == 1)) {
                result[axis] = stride;
                stride *= target[axis];
                left /= target[axis];
                axis--;
            }
            if (left != 1) {
                return null;
            }
        }
        while (axis >= 0 && target[axis] == 1) {
            axis--;
        }
        return axis < 0 ? new View(buffer, target, result, offset) : null;
    }

    /** The same sequence of elements with as few axes as possible. */
    View merged() {
        return merge(this)[0];
    }

    /** Views of one shape with as few axes as possible, the same in all. */
    static View[] merge(View... views) {
        return merge(0, views);
    }

    /** Views of one shape with as few axes as possible, the same in all, behind the first {@code kept} axes. */
    static View[] merge(int kept, View... views) {
        int rank = views[0].sizes.length;
        if (rank == 0) {
            return views;
        }
        int[] sizes = views[0].sizes;
        int[] mergedSizes = new int[rank];
        int[][] mergedStrides = new int[views.length][rank];
        int count = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (sizes[axis] == 1 && axis >= kept) {
                continue;
            }
            boolean joins = count > kept;
            for (int v = 0; joins && v < views.length; v++) {
                joins = mergedStrides[v][count - 1] == views[v].strides[axis] * sizes[axis];
            }
            int slot = joins ? count - 1 : count++;
            mergedSizes[slot] = (joins ? mergedSizes[slot] : 1) * sizes[axis];
            for (int v = 0; v < views.length; v++) {
                mergedStrides[v][slot] = views[v].strides[axis];
            }
        }
        View[] result = new View[views.length];
        for (int v = 0; v < views.length; v++) {
            result[v] = new View(
                    views[v].buffer,
                    Arrays.copyOf(mergedSizes, count),
                    Arrays.copyOf(mergedStrides[v], count),
                    views[v].offset);
        }
        return result;
    }
}
