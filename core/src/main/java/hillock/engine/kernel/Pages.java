package hillock.engine.kernel;

/**
 * Meeting pages of memory together. To find a page that was not used lately takes a processor as long as hundreds of
 * instructions, and more in a virtual machine; one that computes much on each element does not look far enough ahead to
 * begin with the next page in time, and waits at every page. Of several that are touched in a row it finds the places
 * at the same time.
 */
public final class Pages {
    private static final int BYTES = 4096;

    private Pages() {}

    /** Reads an element of each page of a range of an array; the sum of what it read must be used. */
    public static int touch(Object array, int from, int n) {
        int sum = 0;
        switch (array) {
            case float[] floats -> {
                for (int i = 0; i < n; i += BYTES / Float.BYTES) {
                    sum += Float.floatToRawIntBits(floats[from + i]);
                }
            }
            case double[] doubles -> {
                for (int i = 0; i < n; i += BYTES / Double.BYTES) {
                    sum += (int) Double.doubleToRawLongBits(doubles[from + i]);
                }
            }
            default -> {
                byte[] bytes = (byte[]) array;
                for (int i = 0; i < n; i += BYTES) {
                    sum += bytes[from + i];
                }
            }
        }
        return sum;
    }
}
