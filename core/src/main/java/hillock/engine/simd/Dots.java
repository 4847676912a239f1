package hillock.engine.simd;

/**
 * Products of a row and a transposed right operand, whose columns lie as k neighbours each. The order of summation
 * leaves vectors nothing to do, short of turning b; so eight chains go on side by side, as many as keep two units for
 * multiply-adds busy.
 */
final class Dots {
    private static final int K_BLOCK = 256;
    private static final int TOGETHER = 8;

    private Dots() {}

    /** Whether a product is better computed so; for more rows it pays to lay out b for vectors. */
    static boolean suit(int rows, int columns, int bRow) {
        return rows == 1 && (columns == 1 || bRow == 1 && columns >= TOGETHER);
    }

    private static void one(int k, Object a, int ao, int aColumn, Object b, int bo, int bRow, Object c, int co) {
        for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
            int to = Math.min(k, from + K_BLOCK);
            if (a instanceof float[] floats) {
                float[] factors = (float[]) b;
                float sum = 0;
                for (int p = from; p < to; p++) {
                    sum = Math.fma(floats[ao + p * aColumn], factors[bo + p * bRow], sum);
                }
                ((float[]) c)[co] = from == 0 ? sum : ((float[]) c)[co] + sum;
            } else {
                double[] doubles = (double[]) a;
                double[] factors = (double[]) b;
                double sum = 0;
                for (int p = from; p < to; p++) {
                    sum = Math.fma(doubles[ao + p * aColumn], factors[bo + p * bRow], sum);
                }
                ((double[]) c)[co] = from == 0 ? sum : ((double[]) c)[co] + sum;
            }
        }
    }

    /** Element p of a is at {@code ao + p * aColumn}, (p, j) of b at {@code bo + p * bRow + j * bColumn}. */
    static void run(
            int columns,
            int k,
            Object a,
            int ao,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            int bColumn,
            Object c,
            int co) {
        if (columns == 1) {
            one(k, a, ao, aColumn, b, bo, bRow, c, co);
            return;
        }
        for (int column = 0; column < columns; column += TOGETHER) {
            // The last are computed together with some that were computed before.
            int j = Math.min(column, columns - TOGETHER);
            int begin = bo + j * bColumn;
            if (a instanceof float[] floats) {
                floats(k, floats, ao, aColumn, (float[]) b, begin, bColumn, (float[]) c, co + j);
            } else {
                doubles(k, (double[]) a, ao, aColumn, (double[]) b, begin, bColumn, (double[]) c, co + j);
            }
        }
    }

    private static void floats(
            int k, float[] a, int ao, int aColumn, float[] b, int bo, int bColumn, float[] c, int co) {
        int b0 = bo;
        int b1 = bo + bColumn;
        int b2 = bo + 2 * bColumn;
        int b3 = bo + 3 * bColumn;
        int b4 = bo + 4 * bColumn;
        int b5 = bo + 5 * bColumn;
        int b6 = bo + 6 * bColumn;
        int b7 = bo + 7 * bColumn;
        for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
            int to = Math.min(k, from + K_BLOCK);
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            float s4 = 0;
            float s5 = 0;
            float s6 = 0;
            float s7 = 0;
            for (int p = from; p < to; p++) {
                float x = a[ao + p * aColumn];
                s0 = Math.fma(x, b[b0 + p], s0);
                s1 = Math.fma(x, b[b1 + p], s1);
                s2 = Math.fma(x, b[b2 + p], s2);
                s3 = Math.fma(x, b[b3 + p], s3);
                s4 = Math.fma(x, b[b4 + p], s4);
                s5 = Math.fma(x, b[b5 + p], s5);
                s6 = Math.fma(x, b[b6 + p], s6);
                s7 = Math.fma(x, b[b7 + p], s7);
            }
            c[co] = from == 0 ? s0 : c[co] + s0;
            c[co + 1] = from == 0 ? s1 : c[co + 1] + s1;
            c[co + 2] = from == 0 ? s2 : c[co + 2] + s2;
            c[co + 3] = from == 0 ? s3 : c[co + 3] + s3;
            c[co + 4] = from == 0 ? s4 : c[co + 4] + s4;
            c[co + 5] = from == 0 ? s5 : c[co + 5] + s5;
            c[co + 6] = from == 0 ? s6 : c[co + 6] + s6;
            c[co + 7] = from == 0 ? s7 : c[co + 7] + s7;
        }
    }

    private static void doubles(
            int k, double[] a, int ao, int aColumn, double[] b, int bo, int bColumn, double[] c, int co) {
        int b0 = bo;
        int b1 = bo + bColumn;
        int b2 = bo + 2 * bColumn;
        int b3 = bo + 3 * bColumn;
        int b4 = bo + 4 * bColumn;
        int b5 = bo + 5 * bColumn;
        int b6 = bo + 6 * bColumn;
        int b7 = bo + 7 * bColumn;
        for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
            int to = Math.min(k, from + K_BLOCK);
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            double s5 = 0;
            double s6 = 0;
            double s7 = 0;
            for (int p = from; p < to; p++) {
                double x = a[ao + p * aColumn];
                s0 = Math.fma(x, b[b0 + p], s0);
                s1 = Math.fma(x, b[b1 + p], s1);
                s2 = Math.fma(x, b[b2 + p], s2);
                s3 = Math.fma(x, b[b3 + p], s3);
                s4 = Math.fma(x, b[b4 + p], s4);
                s5 = Math.fma(x, b[b5 + p], s5);
                s6 = Math.fma(x, b[b6 + p], s6);
                s7 = Math.fma(x, b[b7 + p], s7);
            }
            c[co] = from == 0 ? s0 : c[co] + s0;
            c[co + 1] = from == 0 ? s1 : c[co + 1] + s1;
            c[co + 2] = from == 0 ? s2 : c[co + 2] + s2;
            c[co + 3] = from == 0 ? s3 : c[co + 3] + s3;
            c[co + 4] = from == 0 ? s4 : c[co + 4] + s4;
            c[co + 5] = from == 0 ? s5 : c[co + 5] + s5;
            c[co + 6] = from == 0 ? s6 : c[co + 6] + s6;
            c[co + 7] = from == 0 ? s7 : c[co + 7] + s7;
        }
    }
}
