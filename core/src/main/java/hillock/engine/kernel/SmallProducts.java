package hillock.engine.kernel;

import java.util.Arrays;

/**
 * Matrix products of so few multiplications that vectors save nothing, as those of a network for XOR. Vectors have
 * their price where a program has just begun: to load them takes longer than many such products, and before HotSpot has
 * compiled what uses them each is an object.
 */
public final class SmallProducts {
    /** The most multiplications; so few that k is a single block of the order in which products are summed. */
    private static final int MOST = 256;

    private SmallProducts() {}

    /** Whether products of so many multiplications in all are for this class. */
    public static boolean suit(long multiplications) {
        return multiplications <= MOST;
    }

    /**
     * Computes a row of a product. Element p of the row of a is at {@code ao + p * aColumn}, element (p, j) of b at
     * {@code bo + p * bRow + j * bColumn}; element j of the result, at {@code co + j}, is the chain of fused
     * multiply-adds from +0, p ascending.
     */
    public static void row(
            int k, int n, Object a, int ao, int aColumn, Object b, int bo, int bRow, int bColumn, Object c, int co) {
        if (a instanceof float[] floats) {
            row(k, n, floats, ao, aColumn, (float[]) b, bo, bRow, bColumn, (float[]) c, co);
        } else {
            row(k, n, (double[]) a, ao, aColumn, (double[]) b, bo, bRow, bColumn, (double[]) c, co);
        }
    }

    private static void row(
            int k, int n, float[] a, int ao, int aColumn, float[] b, int bo, int bRow, int bColumn, float[] c, int co) {
        Arrays.fill(c, co, co + n, 0);
        for (int p = 0; p < k; p++) {
            float factor = a[ao + p * aColumn];
            int at = bo + p * bRow;
            for (int j = 0; j < n; j++) {
                c[co + j] = Math.fma(factor, b[at + j * bColumn], c[co + j]);
            }
        }
    }

    private static void row(
            int k,
            int n,
            double[] a,
            int ao,
            int aColumn,
            double[] b,
            int bo,
            int bRow,
            int bColumn,
            double[] c,
            int co) {
        Arrays.fill(c, co, co + n, 0);
        for (int p = 0; p < k; p++) {
            double factor = a[ao + p * aColumn];
            int at = bo + p * bRow;
            for (int j = 0; j < n; j++) {
                c[co + j] = Math.fma(factor, b[at + j * bColumn], c[co + j]);
            }
        }
    }
}
