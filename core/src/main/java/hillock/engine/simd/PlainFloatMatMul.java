package hillock.engine.simd;

import java.util.Arrays;

/**
 * The float32 matrix product of strided operands, in the summation order of {@code Op.MatMul}: k cut every 256, one
 * fused multiply-add chain from +0 per block, block sums added in ascending order.
 *
 * <p>A block of rows of b is packed into arrays of their own, accumulators live in arrays of their own, and the inner
 * loop runs over columns at one index: HotSpot then vectorises it. Two rows by four steps of k give eight multiply-adds
 * to six loads.
 */
final class PlainFloatMatMul implements MatMul {
    private static final int K_BLOCK = 256;
    static final int STRIP = 256;

    private final float[][] packed = new float[K_BLOCK][STRIP];
    private final float[][] sums = new float[2][STRIP];

    @Override
    public void pack(
            Object b, int bo, int bRow, int bColumn, int k, int n, int stripFrom, int stripTo, Object packed, int po) {
        float[] from = (float[]) b;
        float[] to = (float[]) packed;
        for (int s = stripFrom; s < stripTo; s++) {
            int width = Math.min(STRIP, n - s * STRIP);
            int at = bo + s * STRIP * bColumn;
            int target = po + s * STRIP * k;
            for (int p = 0; p < k; p += 8) {
                int end = Math.min(k, p + 8);
                for (int j = 0; j < width; j++) {
                    for (int q = p; q < end; q++) {
                        to[target + q * STRIP + j] = from[at + j * bColumn + q * bRow];
                    }
                }
            }
        }
    }

    @Override
    public void packedRows(
            int rowFrom,
            int rowTo,
            int stripFrom,
            int stripTo,
            int k,
            int n,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object packed,
            int po,
            Object c,
            int co,
            int cRow) {
        for (int s = stripFrom; s < stripTo; s++) {
            int from = s * STRIP;
            int to = Math.min(n, from + STRIP);
            int at = po + from * k - from;
            rows(rowFrom, rowTo, from, to, k, a, ao, aRow, aColumn, packed, at, STRIP, 1, c, co, cRow);
        }
    }

    @Override
    public void rows(
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            int k,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            int bColumn,
            Object c,
            int co,
            int cRow) {
        for (int column = columnFrom; column < columnTo; column += STRIP) {
            int width = Math.min(STRIP, columnTo - column);
            for (int kFrom = 0; kFrom == 0 || kFrom < k; kFrom += K_BLOCK) {
                int kSize = Math.min(K_BLOCK, k - kFrom);
                block((float[]) b, bo + kFrom * bRow + column * bColumn, bRow, bColumn, kSize, width);
                for (int i = rowFrom; i < rowTo; i += 2) {
                    twoRows(
                            Math.min(2, rowTo - i),
                            width,
                            kSize,
                            (float[]) a,
                            ao + i * aRow + kFrom * aColumn,
                            aRow,
                            aColumn,
                            (float[]) c,
                            co + i * cRow + column,
                            cRow,
                            kFrom > 0);
                }
            }
        }
    }

    private void twoRows(
            int rows,
            int n,
            int k,
            float[] a,
            int at,
            int aRow,
            int aColumn,
            float[] c,
            int put,
            int cRow,
            boolean add) {
        float[] sum0 = sums[0];
        float[] sum1 = sums[1];
        Arrays.fill(sum0, 0, n, 0);
        Arrays.fill(sum1, 0, n, 0);
        if (rows == 2) {
            twoRows(n, k, a, at, at + aRow, aColumn, sum0, sum1);
        } else {
            oneRow(n, k, a, at, aColumn, sum0);
        }
        for (int r = 0; r < rows; r++) {
            if (add) {
                addTo(c, put + r * cRow, sums[r], n);
            } else {
                System.arraycopy(sums[r], 0, c, put + r * cRow, n);
            }
        }
    }

    private static void addTo(float[] c, int put, float[] sum, int n) {
        for (int j = 0; j < n; j++) {
            c[put + j] += sum[j];
        }
    }

    private void twoRows(int n, int k, float[] a, int at0, int at1, int step, float[] sum0, float[] sum1) {
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            int q = p * step;
            multiply2x4(
                    n,
                    packed[p],
                    packed[p + 1],
                    packed[p + 2],
                    packed[p + 3],
                    a[at0 + q],
                    a[at0 + q + step],
                    a[at0 + q + 2 * step],
                    a[at0 + q + 3 * step],
                    a[at1 + q],
                    a[at1 + q + step],
                    a[at1 + q + 2 * step],
                    a[at1 + q + 3 * step],
                    sum0,
                    sum1);
        }
        for (; p < k; p++) {
            multiply1(n, packed[p], a[at0 + p * step], sum0);
            multiply1(n, packed[p], a[at1 + p * step], sum1);
        }
    }

    private void oneRow(int n, int k, float[] a, int at, int step, float[] sum) {
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            int q = at + p * step;
            multiply1x4(
                    n,
                    packed[p],
                    packed[p + 1],
                    packed[p + 2],
                    packed[p + 3],
                    a[q],
                    a[q + step],
                    a[q + 2 * step],
                    a[q + 3 * step],
                    sum);
        }
        for (; p < k; p++) {
            multiply1(n, packed[p], a[at + p * step], sum);
        }
    }

    private static void multiply2x4(
            int n,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float a00,
            float a01,
            float a02,
            float a03,
            float a10,
            float a11,
            float a12,
            float a13,
            float[] sum0,
            float[] sum1) {
        for (int j = 0; j < n; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            float x2 = b2[j];
            float x3 = b3[j];
            sum0[j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, sum0[j]))));
            sum1[j] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, sum1[j]))));
        }
    }

    private static void multiply1x4(
            int n,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float a0,
            float a1,
            float a2,
            float a3,
            float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]))));
        }
    }

    private static void multiply1(int n, float[] b, float a, float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    private void block(float[] b, int at, int row, int column, int k, int n) {
        if (column == 1) {
            for (int p = 0; p < k; p++) {
                System.arraycopy(b, at + p * row, packed[p], 0, n);
            }
            return;
        }
        // Eight rows of the block at a time: a line of a transposed b then serves several of them.
        for (int p = 0; p < k; p += 8) {
            int end = Math.min(k, p + 8);
            for (int j = 0; j < n; j++) {
                int source = at + j * column;
                for (int q = p; q < end; q++) {
                    packed[q][j] = b[source + q * row];
                }
            }
        }
    }
}
