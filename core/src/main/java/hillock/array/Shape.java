package hillock.array;

import java.util.Arrays;

/**
 * The extents of a tensor, outermost first. Immutable; a scalar has rank 0. An extent may be zero. The number of
 * elements is at most {@link Integer#MAX_VALUE}, because values live in Java arrays.
 */
public final class Shape {
    /** The shape of a scalar, {@code []}. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dimensions;
    private final int size;
    private final int hash;

    private Shape(int[] dimensions) {
        long product = 1;
        boolean empty = false;
        for (int extent : dimensions) {
            if (extent < 0) {
                throw new IllegalArgumentException("Negative extent %d in shape %s; extents are zero or more."
                        .formatted(extent, Arrays.toString(dimensions)));
            }
            empty |= extent == 0;
            product = Math.min(product * Math.max(extent, 1), 1L << 32);
        }
        if (!empty && product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Shape %s has more than 2147483647 elements, the most a Java array can hold; split the tensor."
                            .formatted(Arrays.toString(dimensions)));
        }
        this.dimensions = dimensions;
        this.size = empty ? 0 : (int) product;
        this.hash = Arrays.hashCode(dimensions);
    }

    /** The shape with the given extents. */
    public static Shape of(int... dimensions) {
        return dimensions.length == 0 ? SCALAR : new Shape(dimensions.clone());
    }

    /** The number of extents. */
    public int rank() {
        return dimensions.length;
    }

    /** The extent of an axis; a negative axis counts from the end. */
    public int dimension(int axis) {
        return dimensions[axis(axis)];
    }

    /** The axis as a number from 0; a negative axis counts from the end, {@code -1} being the last. */
    public int axis(int axis) {
        int result = axis < 0 ? axis + dimensions.length : axis;
        if (result < 0 || result >= dimensions.length) {
            throw new IllegalArgumentException(
                    dimensions.length == 0
                            ? "Axis %d of shape []: a scalar has no axes.".formatted(axis)
                            : "Axis %d is outside shape %s; use %d to %d."
                                    .formatted(axis, this, -dimensions.length, dimensions.length - 1));
        }
        return result;
    }

    /** The number of elements, 1 for a scalar. */
    public int size() {
        return size;
    }

    /** A copy of the extents. */
    public int[] toArray() {
        return dimensions.clone();
    }

    /** The row-major strides in elements. */
    public int[] strides() {
        int[] strides = new int[dimensions.length];
        int stride = 1;
        for (int axis = dimensions.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dimensions[axis];
        }
        return strides;
    }

    /** The shape with one extent replaced. */
    public Shape with(int axis, int extent) {
        int[] result = dimensions.clone();
        result[axis(axis)] = extent;
        return new Shape(result);
    }

    /** The shape without one axis. */
    public Shape without(int axis) {
        int gone = axis(axis);
        int[] result = new int[dimensions.length - 1];
        for (int i = 0, j = 0; i < dimensions.length; i++) {
            if (i != gone) {
                result[j++] = dimensions[i];
            }
        }
        return of(result);
    }

    /** The shape with an axis of the given extent put in front of position {@code axis}. */
    public Shape insert(int axis, int extent) {
        int[] result = new int[dimensions.length + 1];
        System.arraycopy(dimensions, 0, result, 0, axis);
        result[axis] = extent;
        System.arraycopy(dimensions, axis, result, axis + 1, dimensions.length - axis);
        return new Shape(result);
    }

    /**
     * The shape two operands broadcast to by NumPy's rules: extents are matched from the last; equal extents match and
     * an extent of 1 stretches.
     *
     * @throws IllegalArgumentException naming both shapes when they do not match
     */
    public static Shape broadcast(Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] result = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.dimensions[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.dimensions[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(
                        ("Shapes %s and %s do not broadcast: extents %d and %d at axis %d from the end differ and "
                                        + "neither is 1. Reshape one of them, or insert an axis of extent 1.")
                                .formatted(a, b, x, y, i));
            }
            result[rank - i] = x == 1 ? y : x;
        }
        return of(result);
    }

    /** Whether a tensor of this shape may be stretched to {@code target} by NumPy's rules. */
    public boolean broadcastsTo(Shape target) {
        if (rank() > target.rank()) {
            return false;
        }
        for (int i = 1; i <= rank(); i++) {
            int x = dimensions[rank() - i];
            if (x != 1 && x != target.dimensions[target.rank() - i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The extents in brackets, for example {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
