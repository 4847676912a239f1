package hillock.engine.simd;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The float64 matrix product of strided operands with the Vector API, in the order of summation of {@code Op.MatMul}: k
 * cut every 256, one chain of fused multiply-adds from +0 per block, block sums added in ascending order. Every lane
 * runs the chain of one element, so the number of lanes does not matter to the result.
 *
 * <p>b is packed into strips of two vectors; a tile of up to twelve rows by two vectors is kept in registers (twelve
 * where there are 32 of them, six elsewhere). Bodies are written out: a helper method or a scalar overload inside them
 * makes HotSpot give up inlining.
 */
final class VectorDoubleMatMul implements DoubleMatMul {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int STRIP = 2 * LANES;
    private static final int K_BLOCK = 256;
    /** AVX-512 has 32 vector registers, others 16 that hold a tile of half the height. */
    private static final int TALLEST = SPECIES.vectorBitSize() >= 512 ? 12 : 6;

    private final double[] packed = new double[K_BLOCK * (PANEL + STRIP)];
    private final double[] sums = new double[12 * STRIP];

    @Override
    public void panel(
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            int k,
            double[] a,
            int ao,
            int aRow,
            int aColumn,
            double[] b,
            int bo,
            int bRow,
            int bColumn,
            double[] c,
            int co,
            int cRow) {
        int n = columnTo - columnFrom;
        for (int kFrom = 0; kFrom == 0 || kFrom < k; kFrom += K_BLOCK) {
            int kSize = Math.min(K_BLOCK, k - kFrom);
            pack(b, bo + kFrom * bRow + columnFrom * bColumn, bRow, bColumn, kSize, n);
            for (int i = rowFrom; i < rowTo; ) {
                int left = rowTo - i;
                int rows = left >= TALLEST ? TALLEST : left >= 6 ? 6 : left >= 2 ? 2 : 1;
                int at = ao + i * aRow + kFrom * aColumn;
                for (int strip = 0; strip < n; strip += STRIP) {
                    int put = co + i * cRow + columnFrom + strip;
                    tile(rows, kSize, a, at, aRow, aColumn, strip * kSize);
                    store(rows, Math.min(STRIP, n - strip), c, put, cRow, kFrom > 0);
                }
                i += rows;
            }
        }
    }

    private void tile(int rows, int k, double[] a, int at, int row, int step, int strip) {
        switch (rows) {
            case 12 -> tile12(k, a, at, row, step, packed, strip, sums);
            case 6 -> tile6(k, a, at, row, step, packed, strip, sums);
            case 2 -> tile2(k, a, at, row, step, packed, strip, sums);
            default -> tile1(k, a, at, step, packed, strip, sums);
        }
    }

    /** Writes a tile of block sums to c, or adds it. */
    private void store(int rows, int columns, double[] c, int put, int cRow, boolean add) {
        for (int r = 0; r < rows; r++) {
            int to = put + r * cRow;
            int from = r * STRIP;
            if (!add) {
                System.arraycopy(sums, from, c, to, columns);
            } else if (columns == STRIP) {
                DoubleVector low = DoubleVector.fromArray(SPECIES, c, to);
                DoubleVector high = DoubleVector.fromArray(SPECIES, c, to + LANES);
                low.add(DoubleVector.fromArray(SPECIES, sums, from)).intoArray(c, to);
                high.add(DoubleVector.fromArray(SPECIES, sums, from + LANES)).intoArray(c, to + LANES);
            } else {
                for (int j = 0; j < columns; j++) {
                    c[to + j] += sums[from + j];
                }
            }
        }
    }

    /** Strip s holds columns s * STRIP and following, row after row, filled up with zeros. */
    private void pack(double[] b, int at, int row, int column, int k, int n) {
        for (int strip = 0; strip < n; strip += STRIP) {
            int width = Math.min(STRIP, n - strip);
            int to = strip * k;
            if (column == 1) {
                for (int p = 0; p < k; p++) {
                    int target = to + p * STRIP;
                    System.arraycopy(b, at + p * row + strip, packed, target, width);
                    Arrays.fill(packed, target + width, target + STRIP, 0);
                }
                continue;
            }
            for (int j = 0; j < width; j++) {
                int source = at + (strip + j) * column;
                for (int p = 0, target = to + j; p < k; p++, target += STRIP) {
                    packed[target] = b[source + p * row];
                }
            }
            for (int p = 0; p < k && width < STRIP; p++) {
                Arrays.fill(packed, to + p * STRIP + width, to + (p + 1) * STRIP, 0);
            }
        }
    }

    private static void tile12(int k, double[] a, int at, int row, int step, double[] b, int strip, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        DoubleVector low1 = DoubleVector.zero(SPECIES);
        DoubleVector high1 = DoubleVector.zero(SPECIES);
        DoubleVector low2 = DoubleVector.zero(SPECIES);
        DoubleVector high2 = DoubleVector.zero(SPECIES);
        DoubleVector low3 = DoubleVector.zero(SPECIES);
        DoubleVector high3 = DoubleVector.zero(SPECIES);
        DoubleVector low4 = DoubleVector.zero(SPECIES);
        DoubleVector high4 = DoubleVector.zero(SPECIES);
        DoubleVector low5 = DoubleVector.zero(SPECIES);
        DoubleVector high5 = DoubleVector.zero(SPECIES);
        DoubleVector low6 = DoubleVector.zero(SPECIES);
        DoubleVector high6 = DoubleVector.zero(SPECIES);
        DoubleVector low7 = DoubleVector.zero(SPECIES);
        DoubleVector high7 = DoubleVector.zero(SPECIES);
        DoubleVector low8 = DoubleVector.zero(SPECIES);
        DoubleVector high8 = DoubleVector.zero(SPECIES);
        DoubleVector low9 = DoubleVector.zero(SPECIES);
        DoubleVector high9 = DoubleVector.zero(SPECIES);
        DoubleVector low10 = DoubleVector.zero(SPECIES);
        DoubleVector high10 = DoubleVector.zero(SPECIES);
        DoubleVector low11 = DoubleVector.zero(SPECIES);
        DoubleVector high11 = DoubleVector.zero(SPECIES);
        int at1 = at + row;
        int at2 = at + 2 * row;
        int at3 = at + 3 * row;
        int at4 = at + 4 * row;
        int at5 = at + 5 * row;
        int at6 = at + 6 * row;
        int at7 = at + 7 * row;
        int at8 = at + 8 * row;
        int at9 = at + 9 * row;
        int at10 = at + 10 * row;
        int at11 = at + 11 * row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += STRIP) {
            DoubleVector low = DoubleVector.fromArray(SPECIES, b, from);
            DoubleVector high = DoubleVector.fromArray(SPECIES, b, from + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[at2 + q]);
            low2 = x2.fma(low, low2);
            high2 = x2.fma(high, high2);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[at3 + q]);
            low3 = x3.fma(low, low3);
            high3 = x3.fma(high, high3);
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[at4 + q]);
            low4 = x4.fma(low, low4);
            high4 = x4.fma(high, high4);
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[at5 + q]);
            low5 = x5.fma(low, low5);
            high5 = x5.fma(high, high5);
            DoubleVector x6 = DoubleVector.broadcast(SPECIES, a[at6 + q]);
            low6 = x6.fma(low, low6);
            high6 = x6.fma(high, high6);
            DoubleVector x7 = DoubleVector.broadcast(SPECIES, a[at7 + q]);
            low7 = x7.fma(low, low7);
            high7 = x7.fma(high, high7);
            DoubleVector x8 = DoubleVector.broadcast(SPECIES, a[at8 + q]);
            low8 = x8.fma(low, low8);
            high8 = x8.fma(high, high8);
            DoubleVector x9 = DoubleVector.broadcast(SPECIES, a[at9 + q]);
            low9 = x9.fma(low, low9);
            high9 = x9.fma(high, high9);
            DoubleVector x10 = DoubleVector.broadcast(SPECIES, a[at10 + q]);
            low10 = x10.fma(low, low10);
            high10 = x10.fma(high, high10);
            DoubleVector x11 = DoubleVector.broadcast(SPECIES, a[at11 + q]);
            low11 = x11.fma(low, low11);
            high11 = x11.fma(high, high11);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
        low1.intoArray(sums, STRIP);
        high1.intoArray(sums, STRIP + LANES);
        low2.intoArray(sums, 2 * STRIP);
        high2.intoArray(sums, 2 * STRIP + LANES);
        low3.intoArray(sums, 3 * STRIP);
        high3.intoArray(sums, 3 * STRIP + LANES);
        low4.intoArray(sums, 4 * STRIP);
        high4.intoArray(sums, 4 * STRIP + LANES);
        low5.intoArray(sums, 5 * STRIP);
        high5.intoArray(sums, 5 * STRIP + LANES);
        low6.intoArray(sums, 6 * STRIP);
        high6.intoArray(sums, 6 * STRIP + LANES);
        low7.intoArray(sums, 7 * STRIP);
        high7.intoArray(sums, 7 * STRIP + LANES);
        low8.intoArray(sums, 8 * STRIP);
        high8.intoArray(sums, 8 * STRIP + LANES);
        low9.intoArray(sums, 9 * STRIP);
        high9.intoArray(sums, 9 * STRIP + LANES);
        low10.intoArray(sums, 10 * STRIP);
        high10.intoArray(sums, 10 * STRIP + LANES);
        low11.intoArray(sums, 11 * STRIP);
        high11.intoArray(sums, 11 * STRIP + LANES);
    }

    private static void tile6(int k, double[] a, int at, int row, int step, double[] b, int strip, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        DoubleVector low1 = DoubleVector.zero(SPECIES);
        DoubleVector high1 = DoubleVector.zero(SPECIES);
        DoubleVector low2 = DoubleVector.zero(SPECIES);
        DoubleVector high2 = DoubleVector.zero(SPECIES);
        DoubleVector low3 = DoubleVector.zero(SPECIES);
        DoubleVector high3 = DoubleVector.zero(SPECIES);
        DoubleVector low4 = DoubleVector.zero(SPECIES);
        DoubleVector high4 = DoubleVector.zero(SPECIES);
        DoubleVector low5 = DoubleVector.zero(SPECIES);
        DoubleVector high5 = DoubleVector.zero(SPECIES);
        int at1 = at + row;
        int at2 = at + 2 * row;
        int at3 = at + 3 * row;
        int at4 = at + 4 * row;
        int at5 = at + 5 * row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += STRIP) {
            DoubleVector low = DoubleVector.fromArray(SPECIES, b, from);
            DoubleVector high = DoubleVector.fromArray(SPECIES, b, from + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
            DoubleVector x2 = DoubleVector.broadcast(SPECIES, a[at2 + q]);
            low2 = x2.fma(low, low2);
            high2 = x2.fma(high, high2);
            DoubleVector x3 = DoubleVector.broadcast(SPECIES, a[at3 + q]);
            low3 = x3.fma(low, low3);
            high3 = x3.fma(high, high3);
            DoubleVector x4 = DoubleVector.broadcast(SPECIES, a[at4 + q]);
            low4 = x4.fma(low, low4);
            high4 = x4.fma(high, high4);
            DoubleVector x5 = DoubleVector.broadcast(SPECIES, a[at5 + q]);
            low5 = x5.fma(low, low5);
            high5 = x5.fma(high, high5);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
        low1.intoArray(sums, STRIP);
        high1.intoArray(sums, STRIP + LANES);
        low2.intoArray(sums, 2 * STRIP);
        high2.intoArray(sums, 2 * STRIP + LANES);
        low3.intoArray(sums, 3 * STRIP);
        high3.intoArray(sums, 3 * STRIP + LANES);
        low4.intoArray(sums, 4 * STRIP);
        high4.intoArray(sums, 4 * STRIP + LANES);
        low5.intoArray(sums, 5 * STRIP);
        high5.intoArray(sums, 5 * STRIP + LANES);
    }

    private static void tile2(int k, double[] a, int at, int row, int step, double[] b, int strip, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        DoubleVector low1 = DoubleVector.zero(SPECIES);
        DoubleVector high1 = DoubleVector.zero(SPECIES);
        int at1 = at + row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += STRIP) {
            DoubleVector low = DoubleVector.fromArray(SPECIES, b, from);
            DoubleVector high = DoubleVector.fromArray(SPECIES, b, from + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            DoubleVector x1 = DoubleVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
        low1.intoArray(sums, STRIP);
        high1.intoArray(sums, STRIP + LANES);
    }

    private static void tile1(int k, double[] a, int at, int step, double[] b, int strip, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += STRIP) {
            DoubleVector low = DoubleVector.fromArray(SPECIES, b, from);
            DoubleVector high = DoubleVector.fromArray(SPECIES, b, from + LANES);
            DoubleVector x0 = DoubleVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
    }
}
