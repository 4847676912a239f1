package hillock.array;

import java.util.Arrays;

/**
 * An immutable n-dimensional array on the heap, row-major and contiguous: what an evaluation returns and what enters a
 * graph as a constant. Truth values are bytes 0 and 1.
 */
public final class NDArray {
    private final TensorType type;
    private final Object data;

    private NDArray(TensorType type, Object data) {
        this.type = type;
        this.data = data;
    }

    /**
     * An array around existing storage, without a copy. The caller gives the storage away: nobody may write to it
     * afterwards.
     *
     * @param data {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or {@code byte[]} of exactly the
     *     size of {@code type}
     */
    public static NDArray wrap(TensorType type, Object data) {
        int length = switch (data) {
            case float[] a when type.dtype() == DType.FLOAT32 -> a.length;
            case double[] a when type.dtype() == DType.FLOAT64 -> a.length;
            case int[] a when type.dtype() == DType.INT32 -> a.length;
            case long[] a when type.dtype() == DType.INT64 -> a.length;
            case byte[] a when type.dtype() == DType.BOOL -> a.length;
            default ->
                throw new IllegalArgumentException(
                        "Storage %s does not hold %s.".formatted(data.getClass().getSimpleName(), type.dtype()));
        };
        if (length != type.size()) {
            throw new IllegalArgumentException(
                    "%d values do not fill %s, which has %d elements.".formatted(length, type, type.size()));
        }
        return new NDArray(type, data);
    }

    /** A zero-filled array. */
    public static NDArray zeros(TensorType type) {
        return new NDArray(type, type.dtype().newArray(type.size()));
    }

    /** A float32 array with a copy of the values in row-major order. */
    public static NDArray of(Shape shape, float... values) {
        return wrap(new TensorType(DType.FLOAT32, shape), values.clone());
    }

    /** A float64 array with a copy of the values in row-major order. */
    public static NDArray of(Shape shape, double... values) {
        return wrap(new TensorType(DType.FLOAT64, shape), values.clone());
    }

    /** An int32 array with a copy of the values in row-major order. */
    public static NDArray of(Shape shape, int... values) {
        return wrap(new TensorType(DType.INT32, shape), values.clone());
    }

    /** An int64 array with a copy of the values in row-major order. */
    public static NDArray of(Shape shape, long... values) {
        return wrap(new TensorType(DType.INT64, shape), values.clone());
    }

    /** A bool array with a copy of the values in row-major order. */
    public static NDArray of(Shape shape, boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return wrap(new TensorType(DType.BOOL, shape), bytes);
    }

    /** A float32 vector. */
    public static NDArray of(float... values) {
        return of(Shape.of(values.length), values);
    }

    /** A float64 vector. */
    public static NDArray of(double... values) {
        return of(Shape.of(values.length), values);
    }

    /** An int32 vector. */
    public static NDArray of(int... values) {
        return of(Shape.of(values.length), values);
    }

    /** A float32 matrix; all rows must have one length. */
    public static NDArray of(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        TensorType type = TensorType.of(DType.FLOAT32, rows.length, columns);
        float[] data = (float[]) type.dtype().newArray(type.size());
        for (int i = 0; i < rows.length; i++) {
            checkRow(i, rows[i].length, columns);
            System.arraycopy(rows[i], 0, data, i * columns, columns);
        }
        return wrap(type, data);
    }

    /** A float64 matrix; all rows must have one length. */
    public static NDArray of(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        TensorType type = TensorType.of(DType.FLOAT64, rows.length, columns);
        double[] data = (double[]) type.dtype().newArray(type.size());
        for (int i = 0; i < rows.length; i++) {
            checkRow(i, rows[i].length, columns);
            System.arraycopy(rows[i], 0, data, i * columns, columns);
        }
        return wrap(type, data);
    }

    private static void checkRow(int row, int length, int columns) {
        if (length != columns) {
            throw new IllegalArgumentException(
                    "Row %d has %d values where row 0 has %d; a matrix needs rows of one length."
                            .formatted(row, length, columns));
        }
    }

    /** The scalar with the given raw bits, as kept in a graph: see {@link #bits}. */
    public static NDArray scalar(DType dtype, long bits) {
        Object data = switch (dtype) {
            case FLOAT32 -> new float[] {Float.intBitsToFloat((int) bits)};
            case FLOAT64 -> new double[] {Double.longBitsToDouble(bits)};
            case INT32 -> new int[] {(int) bits};
            case INT64 -> new long[] {bits};
            case BOOL -> new byte[] {(byte) bits};
        };
        return new NDArray(new TensorType(dtype, Shape.SCALAR), data);
    }

    /** The raw bits of one element: the IEEE pattern of a float, the value of an integer or truth value. */
    public long bits(int index) {
        return switch (data) {
            case float[] a -> Float.floatToRawIntBits(a[index]);
            case double[] a -> Double.doubleToRawLongBits(a[index]);
            case int[] a -> a[index];
            case long[] a -> a[index];
            case byte[] a -> a[index];
            default -> throw new AssertionError(data);
        };
    }

    /** The element type and shape. */
    public TensorType type() {
        return type;
    }

    /** The element type. */
    public DType dtype() {
        return type.dtype();
    }

    /** The extents. */
    public Shape shape() {
        return type.shape();
    }

    /** The number of elements. */
    public int size() {
        return type.size();
    }

    /** The storage itself, not a copy: {@code float[]} and so on by element type. It must not be written to. */
    public Object data() {
        return data;
    }

    /** The storage of a float32 array, not a copy. It must not be written to. */
    public float[] floats() {
        return (float[]) expect(DType.FLOAT32);
    }

    /** The storage of a float64 array, not a copy. It must not be written to. */
    public double[] doubles() {
        return (double[]) expect(DType.FLOAT64);
    }

    /** The storage of an int32 array, not a copy. It must not be written to. */
    public int[] ints() {
        return (int[]) expect(DType.INT32);
    }

    /** The storage of an int64 array, not a copy. It must not be written to. */
    public long[] longs() {
        return (long[]) expect(DType.INT64);
    }

    /** The storage of a bool array, one byte an element, not a copy. It must not be written to. */
    public byte[] booleans() {
        return (byte[]) expect(DType.BOOL);
    }

    private Object expect(DType dtype) {
        if (type.dtype() != dtype) {
            throw new IllegalStateException(
                    "This array is %s, not %s; cast it, or read it with getDouble.".formatted(type, dtype));
        }
        return data;
    }

    /** The element at a row-major position as a double; an int64 may lose low bits. */
    public double getDouble(int position) {
        return switch (data) {
            case float[] a -> a[position];
            case double[] a -> a[position];
            case int[] a -> a[position];
            case long[] a -> a[position];
            case byte[] a -> a[position];
            default -> throw new AssertionError(data);
        };
    }

    /** The only element of an array of size 1, as a double. */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException(
                    "item() needs exactly one element, this array is %s; reduce it or index it.".formatted(type));
        }
        return getDouble(0);
    }

    /** The row-major position of an element given by one index per axis. */
    public int position(int... index) {
        if (index.length != shape().rank()) {
            throw new IllegalArgumentException(
                    "Index %s has %d entries, the array is %s.".formatted(Arrays.toString(index), index.length, type));
        }
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape().dimension(axis)) {
                throw new IndexOutOfBoundsException(
                        "Index %s is outside %s.".formatted(Arrays.toString(index), shape()));
            }
            position = position * shape().dimension(axis) + index[axis];
        }
        return position;
    }

    /** The same values under another shape of the same size, sharing the storage. */
    public NDArray reshape(Shape shape) {
        return wrap(type.withShape(shape), data);
    }

    /** Whether type and every element's bits are equal; all NaNs count as equal, +0 and -0 as different. */
    public boolean sameBits(NDArray other) {
        if (!type.equals(other.type)) {
            return false;
        }
        return switch (data) {
            case float[] a -> Arrays.equals(a, other.floats());
            case double[] a -> Arrays.equals(a, other.doubles());
            case int[] a -> Arrays.equals(a, other.ints());
            case long[] a -> Arrays.equals(a, other.longs());
            case byte[] a -> Arrays.equals(a, other.booleans());
            default -> throw new AssertionError(data);
        };
    }

    /** The values in NumPy's layout. */
    @Override
    public String toString() {
        return ArrayPrinter.print(this);
    }
}
