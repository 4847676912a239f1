package hillock.engine.simd;

import hillock.engine.simd.TileWriter.Kind;
import java.util.Arrays;

/** Elements of arrays of either type moved and added. */
final class Elements {
    private static final int TOGETHER = 8;

    private Elements() {}

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
     * Lays out rows one after the other, element (p, j) of {@code from[at + rows[row + p] + columns[column + j]]}, each
     * filled up with zeros from n to {@code width}.
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
            int[] begins,
            int target) {
        boolean wide = from instanceof double[];
        for (int p = 0; p < k; ) {
            int together = k - p >= TOGETHER ? TOGETHER : 1;
            TileWriter.tile(Kind.GATHER, wide, together, 1, 1)
                    .run(n, from, at, rows, row + p, columns, column, from, 0, rows, 0, to, target, begins, p);
            p += together;
        }
        for (int p = 0; p < k && n < width; p++) {
            int begin = target + begins[p] + n;
            if (wide) {
                Arrays.fill((double[]) to, begin, begin + width - n, 0);
            } else {
                Arrays.fill((float[]) to, begin, begin + width - n, 0);
            }
        }
    }
}
