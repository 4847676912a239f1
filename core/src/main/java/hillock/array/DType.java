package hillock.array;

/** Element types of tensors. Half-precision and unsigned types exist in files only. */
public enum DType {
    /** IEEE 754 binary32, the default. */
    FLOAT32("float32", 4),
    /** IEEE 754 binary64. */
    FLOAT64("float64", 8),
    /** 32-bit two's complement; arithmetic wraps. */
    INT32("int32", 4),
    /** 64-bit two's complement; arithmetic wraps. */
    INT64("int64", 8),
    /** Truth values, one byte each, 0 or 1. */
    BOOL("bool", 1);

    private final String label;
    private final int bytes;

    DType(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is one of the two floating-point types. */
    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** Whether this is one of the two integer types. */
    public boolean isInteger() {
        return this == INT32 || this == INT64;
    }

    /**
     * A zero-filled primitive array of this type: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or
     * {@code byte[]}.
     *
     * @throws MemoryException if Java's heap has no room for it
     */
    public Object newArray(int length) {
        long size = (long) length * bytes;
        Heap.require(size, () -> "An array of %d elements of %s".formatted(length, label));
        try {
            return switch (this) {
                case FLOAT32 -> new float[length];
                case FLOAT64 -> new double[length];
                case INT32 -> new int[length];
                case INT64 -> new long[length];
                case BOOL -> new byte[length];
            };
        } catch (OutOfMemoryError e) {
            throw new MemoryException(
                    "An array of %d elements of %s".formatted(length, label), size, Heap.available(), e);
        }
    }

    /** The lower-case name used in messages and files, for example {@code float32}. */
    @Override
    public String toString() {
        return label;
    }
}
