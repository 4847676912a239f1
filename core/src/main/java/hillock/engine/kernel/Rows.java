package hillock.engine.kernel;

import java.util.Arrays;

/** Moving elements between arrays of one element type, any strides. */
public final class Rows {
    /** Shorter runs are moved element by element. */
    private static final int SHORT = 16;

    private Rows() {}

    /** Moves {@code n} elements: {@code destination[d + i * dStride] = source[s + i * sStride]}. */
    public static void move(Object source, int s, int sStride, Object destination, int d, int dStride, int n) {
        if (n == 0) {
            return; // where an empty slice begins may lie behind the end of the array
        }
        if (sStride == 1 && dStride == 1) {
            if (n < SHORT && source instanceof float[] from) {
                float[] to = (float[]) destination;
                for (int i = 0; i < n; i++) {
                    to[d + i] = from[s + i];
                }
            } else {
                System.arraycopy(source, s, destination, d, n);
            }
            return;
        }
        switch (source) {
            case float[] from -> {
                float[] to = (float[]) destination;
                if (sStride == 0 && dStride == 1) {
                    Arrays.fill(to, d, d + n, from[s]);
                } else if (sStride == 2 && dStride == 1) {
                    // HotSpot checks bounds before a loop, and not in it, only where distances are constants.
                    for (int i = 0; i < n; i++) {
                        to[d + i] = from[s + 2 * i];
                    }
                } else if (sStride == 1 && dStride == 2) {
                    for (int i = 0; i < n; i++) {
                        to[d + 2 * i] = from[s + i];
                    }
                } else {
                    for (int i = 0; i < n; i++) {
                        to[d + i * dStride] = from[s + i * sStride];
                    }
                }
            }
            case double[] from -> {
                double[] to = (double[]) destination;
                for (int i = 0; i < n; i++) {
                    to[d + i * dStride] = from[s + i * sStride];
                }
            }
            case int[] from -> {
                int[] to = (int[]) destination;
                for (int i = 0; i < n; i++) {
                    to[d + i * dStride] = from[s + i * sStride];
                }
            }
            case long[] from -> {
                long[] to = (long[]) destination;
                for (int i = 0; i < n; i++) {
                    to[d + i * dStride] = from[s + i * sStride];
                }
            }
            default -> {
                byte[] from = (byte[]) source;
                byte[] to = (byte[]) destination;
                for (int i = 0; i < n; i++) {
                    to[d + i * dStride] = from[s + i * sStride];
                }
            }
        }
    }

    /**
     * Moves a box of elements.
     *
     * @param sizes the extents of the box
     * @param from the first index along axis 0
     * @param to the index behind the last along axis 0
     * @param index room for as many numbers as there are axes
     */
    public static void box(
            int[] sizes,
            Object source,
            int s,
            int[] sStrides,
            Object destination,
            int d,
            int[] dStrides,
            int from,
            int to,
            int[] index) {
        int rank = sizes.length;
        if (rank == 0) {
            move(source, s, 1, destination, d, 1, 1);
            return;
        }
        if (rank == 1) {
            move(
                    source,
                    s + from * sStrides[0],
                    sStrides[0],
                    destination,
                    d + from * dStrides[0],
                    dStrides[0],
                    to - from);
            return;
        }
        for (int axis = 1; axis < rank; axis++) {
            if (sizes[axis] == 0) {
                return;
            }
        }
        int last = rank - 1;
        Arrays.fill(index, 1, rank, 0);
        index[0] = from;
        int at = s + from * sStrides[0];
        int put = d + from * dStrides[0];
        while (index[0] < to) {
            move(source, at, sStrides[last], destination, put, dStrides[last], sizes[last]);
            int axis = last - 1;
            while (true) {
                index[axis]++;
                at += sStrides[axis];
                put += dStrides[axis];
                if (axis == 0 || index[axis] < sizes[axis]) {
                    break;
                }
                at -= sizes[axis] * sStrides[axis];
                put -= sizes[axis] * dStrides[axis];
                index[axis] = 0;
                axis--;
            }
        }
    }

    /**
     * Reads a run of {@code n} elements in row-major order, beginning at row-major position {@code from}, into the
     * front of an array.
     *
     * @param index room for as many numbers as there are axes
     */
    public static void load(
            int[] sizes, Object source, int s, int[] strides, int from, int n, Object destination, int[] index) {
        int rank = sizes.length;
        if (rank == 0) {
            move(source, s, 0, destination, 0, 1, n);
            return;
        }
        int at = s;
        int rest = from;
        for (int axis = rank - 1; axis >= 0; axis--) {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
            at += index[axis] * strides[axis];
        }
        int last = rank - 1;
        if (rank > 1 && sizes[last] < SHORT && source instanceof float[] floats) {
            loadShort(sizes, floats, at, strides, index, n, (float[]) destination);
            return;
        }
        int done = 0;
        while (done < n) {
            int run = Math.min(n - done, sizes[last] - index[last]);
            move(source, at, strides[last], destination, done, 1, run);
            done += run;
            index[last] += run;
            at += run * strides[last];
            for (int axis = last; axis > 0 && index[axis] == sizes[axis]; axis--) {
                at += strides[axis - 1] - sizes[axis] * strides[axis];
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }

    /** Element by element, for runs too short to be worth a call each. */
    private static void loadShort(
            int[] sizes, float[] source, int from, int[] strides, int[] index, int n, float[] destination) {
        int last = sizes.length - 1;
        int size = sizes[last];
        int stride = strides[last];
        int at = from;
        int i = index[last];
        if (size == 2 && stride == 0 && last == 1 && strides[0] == 1) {
            int first = i == 0 ? 0 : 1;
            if (first == 1 && n > 0) {
                destination[0] = source[at];
                at++;
            }
            int pairs = (n - first) / 2;
            for (int pair = 0; pair < pairs; pair++) {
                destination[first + 2 * pair] = source[at + pair];
                destination[first + 2 * pair + 1] = source[at + pair];
            }
            if (first + 2 * pairs < n) {
                destination[n - 1] = source[at + pairs];
            }
            return;
        }
        for (int done = 0; done < n; done++) {
            destination[done] = source[at];
            at += stride;
            if (++i == size) {
                i = 0;
                at += strides[last - 1] - size * stride;
                index[last - 1]++;
                for (int axis = last - 1; axis > 0 && index[axis] == sizes[axis]; axis--) {
                    at += strides[axis - 1] - sizes[axis] * strides[axis];
                    index[axis] = 0;
                    index[axis - 1]++;
                }
            }
        }
    }
}
