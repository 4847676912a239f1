package hillock.engine.simd;

import hillock.engine.simd.TileWriter.Kind;
import java.util.Arrays;

/** Elements of arrays of either type moved and added. */
final class Elements {
    private static final int TOGETHER = 8;

    private Elements() {}

    static int length(Object array) {
        return array instanceof float[] floats ? floats.length : ((double[]) array).length;
    }

    static Object array(boolean wide, int length) {
        return wide ? new double[length] : new float[length];
    }

    static void copy(Object from, int at, Object to, int target, int length) {
        if (length > 1) {
            System.arraycopy(from, at, to, target, length);
        } else if (from instanceof float[] floats) {
            ((float[]) to)[target] = floats[at];
        } else {
            ((double[]) to)[target] = ((double[]) from)[at];
        }
    }

    static void clear(Object array, int length) {
        if (array instanceof float[] floats) {
            Arrays.fill(floats, 0, length, 0);
        } else {
            Arrays.fill((double[]) array, 0, length, 0);
        }
    }

    /** Copies elements or adds them. */
    static void put(Object from, int at, Object to, int target, int length, boolean add) {
        if (add) {
            add(from, at, to, target, length);
        } else {
            copy(from, at, to, target, length);
        }
    }

    /** Adds elements of b times one element of a to others, each rounded once. */
    static void addProduct(Object a, int factor, Object b, int at, Object sums, int target, int length) {
        if (a instanceof float[] floats) {
            float x = floats[factor];
            float[] from = (float[]) b;
            float[] to = (float[]) sums;
            for (int i = 0; i < length; i++) {
                to[target + i] = Math.fma(x, from[at + i], to[target + i]);
            }
        } else {
            double x = ((double[]) a)[factor];
            double[] from = (double[]) b;
            double[] to = (double[]) sums;
            for (int i = 0; i < length; i++) {
                to[target + i] = Math.fma(x, from[at + i], to[target + i]);
            }
        }
    }

    static void add(Object from, int at, Object to, int target, int length) {
        if (from instanceof float[] floats) {
            float[] result = (float[]) to;
            for (int j = 0; j < length; j++) {
                result[target + j] += floats[at + j];
            }
        } else {
            double[] doubles = (double[]) from;
            double[] result = (double[]) to;
            for (int j = 0; j < length; j++) {
                result[target + j] += doubles[at + j];
            }
        }
    }

    /**
     * Turns n rows of k neighbours, the first elements of which are at {@code at + rows[j]}, into k rows of n elements,
     * {@code width} apart.
     */
    static void turn(Object from, int at, int[] rows, int k, int n, int width, Object to, int target) {
        boolean wide = from instanceof double[];
        int together = StripSums.height(n, TileWriter.MOST_ROWS);
        for (int begin = 0; begin < n; begin += together) {
            TileWriter.tile(Kind.TURN, wide, Math.min(together, n - begin), 1, 1)
                    .run(
                            k,
                            from,
                            at,
                            rows,
                            begin,
                            rows,
                            0,
                            from,
                            0,
                            rows,
                            0,
                            rows,
                            0,
                            to,
                            target + begin,
                            rows,
                            width,
                            rows,
                            0);
        }
    }

    /**
     * Lays out k rows of n elements, {@code width} apart: element (p, j) is at {@code at + rows[row + p] +
     * columns[column + j]}.
     */
    static void gather(
            Object from,
            int at,
            int[] rows,
            int row,
            int k,
            int[] columns,
            int column,
            int n,
            int width,
            Object to,
            int target) {
        boolean wide = from instanceof double[];
        for (int j = 0; j < n; j += TOGETHER) {
            int together = Math.min(TOGETHER, n - j);
            TileWriter.tile(Kind.GATHER, wide, together, 1, 1)
                    .run(
                            k,
                            from,
                            at,
                            columns,
                            column + j,
                            rows,
                            row,
                            from,
                            0,
                            rows,
                            0,
                            rows,
                            0,
                            to,
                            target + j,
                            rows,
                            width,
                            rows,
                            0);
        }
    }

    /** Fills up k rows of n elements, {@code width} apart, with zeros. */
    static void fillUp(int k, int n, int width, Object to, int target) {
        for (int p = 0; p < k && n < width; p++) {
            int begin = target + p * width + n;
            if (to instanceof double[] doubles) {
                Arrays.fill(doubles, begin, begin + width - n, 0);
            } else {
                Arrays.fill((float[]) to, begin, begin + width - n, 0);
            }
        }
    }
}
