package hillock.io;

import hillock.array.NDArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays as bytes: little-endian, row-major, every NaN the same. */
final class ArrayBytes {
    private static final int CHUNK = 1 << 16;

    private ArrayBytes() {}

    /** How many bytes an array takes. */
    static long length(NDArray array) {
        return (long) array.size() * array.dtype().bytes();
    }

    /**
     * Writes the elements. NaNs are written as 0x7fc00000 or 0x7ff8000000000000: which of the many NaNs an operation
     * gives is left open by IEEE 754 and differs between processors.
     */
    static void write(NDArray array, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        int step = CHUNK / array.dtype().bytes();
        for (int from = 0; from < array.size(); from += step) {
            int to = Math.min(array.size(), from + step);
            put(array.data(), from, to, buffer.clear());
            out.write(buffer.array(), 0, buffer.position());
        }
    }

    private static void put(Object data, int from, int to, ByteBuffer buffer) {
        switch (data) {
            case float[] a -> {
                for (int i = from; i < to; i++) {
                    buffer.putInt(Float.floatToIntBits(a[i]));
                }
            }
            case double[] a -> {
                for (int i = from; i < to; i++) {
                    buffer.putLong(Double.doubleToLongBits(a[i]));
                }
            }
            case int[] a -> {
                for (int i = from; i < to; i++) {
                    buffer.putInt(a[i]);
                }
            }
            case long[] a -> {
                for (int i = from; i < to; i++) {
                    buffer.putLong(a[i]);
                }
            }
            case byte[] a -> buffer.put(a, from, to - from);
            default -> throw new AssertionError(data.getClass());
        }
    }

    /** Reads elements of an array's own type from a little-endian buffer; truth values are taken as they are. */
    static void get(ByteBuffer buffer, Object data, int from, int count) {
        switch (data) {
            case float[] a -> buffer.asFloatBuffer().get(a, from, count);
            case double[] a -> buffer.asDoubleBuffer().get(a, from, count);
            case int[] a -> buffer.asIntBuffer().get(a, from, count);
            case long[] a -> buffer.asLongBuffer().get(a, from, count);
            case byte[] a -> buffer.get(a, from, count);
            default -> throw new AssertionError(data.getClass());
        }
    }
}
