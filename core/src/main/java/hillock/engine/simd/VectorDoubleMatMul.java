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
final class VectorDoubleMatMul implements MatMul {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    static final int STRIP = 2 * LANES;
    private static final int K_BLOCK = 256;
    /** AVX-512 has 32 vector registers, others 16 that hold a tile of half the height. */
    private static final int TALLEST = SPECIES.vectorBitSize() >= 512 ? 12 : 6;

    private final double[] strip = new double[K_BLOCK * STRIP];
    private final double[] sums = new double[12 * STRIP];

    @Override
    public void pack(
            Object b, int bo, int bRow, int bColumn, int k, int n, int stripFrom, int stripTo, Object packed, int po) {
        for (int s = stripFrom; s < stripTo; s++) {
            int width = Math.min(STRIP, n - s * STRIP);
            pack(
                    (double[]) b,
                    bo + s * STRIP * bColumn,
                    bRow,
                    bColumn,
                    k,
                    width,
                    (double[]) packed,
                    po + s * STRIP * k);
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
        for (int kFrom = 0; kFrom == 0 || kFrom < k; kFrom += K_BLOCK) {
            int kSize = Math.min(K_BLOCK, k - kFrom);
            int at = ao + kFrom * aColumn;
            for (int s = stripFrom; s < stripTo; s++) {
                int width = Math.min(STRIP, n - s * STRIP);
                int from = po + (s * k + kFrom) * STRIP;
                tiles(
                        rowFrom,
                        rowTo,
                        kSize,
                        (double[]) a,
                        at,
                        aRow,
                        aColumn,
                        (double[]) packed,
                        from,
                        STRIP,
                        0,
                        width,
                        (double[]) c,
                        co + s * STRIP,
                        cRow,
                        kFrom > 0);
            }
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
            // A last strip that is too narrow is read from columns before it, if there are any.
            int lane = Math.min(STRIP - width, column - columnFrom);
            boolean direct = bColumn == 1 && width + lane == STRIP;
            for (int kFrom = 0; kFrom == 0 || kFrom < k; kFrom += K_BLOCK) {
                int kSize = Math.min(K_BLOCK, k - kFrom);
                int from = bo + kFrom * bRow + column * bColumn;
                if (!direct) {
                    pack((double[]) b, from, bRow, bColumn, kSize, width, strip, 0);
                }
                tiles(
                        rowFrom,
                        rowTo,
                        kSize,
                        (double[]) a,
                        ao + kFrom * aColumn,
                        aRow,
                        aColumn,
                        direct ? (double[]) b : strip,
                        direct ? from - lane : 0,
                        direct ? bRow : STRIP,
                        direct ? lane : 0,
                        width,
                        (double[]) c,
                        co + column,
                        cRow,
                        kFrom > 0);
            }
        }
    }

    /** All rows of one strip and one block of k. */
    private void tiles(
            int rowFrom,
            int rowTo,
            int k,
            double[] a,
            int ao,
            int aRow,
            int aColumn,
            double[] b,
            int from,
            int bStep,
            int lane,
            int width,
            double[] c,
            int co,
            int cRow,
            boolean add) {
        for (int i = rowFrom; i < rowTo; ) {
            int left = rowTo - i;
            int rows = left >= TALLEST ? TALLEST : left >= 6 ? 6 : left >= 2 ? 2 : 1;
            int at = ao + i * aRow;
            switch (rows) {
                case 12 -> tile12(k, a, at, aRow, aColumn, b, from, bStep, sums);
                case 6 -> tile6(k, a, at, aRow, aColumn, b, from, bStep, sums);
                case 2 -> tile2(k, a, at, aRow, aColumn, b, from, bStep, sums);
                default -> tile1(k, a, at, aColumn, b, from, bStep, sums);
            }
            store(rows, lane, width, c, co + i * cRow, cRow, add);
            i += rows;
        }
    }

    /** Writes a tile of block sums to c, or adds it. */
    private void store(int rows, int lane, int width, double[] c, int put, int cRow, boolean add) {
        for (int r = 0; r < rows; r++) {
            int to = put + r * cRow;
            int from = r * STRIP + lane;
            if (!add) {
                System.arraycopy(sums, from, c, to, width);
            } else if (width == STRIP) {
                DoubleVector low = DoubleVector.fromArray(SPECIES, c, to);
                DoubleVector high = DoubleVector.fromArray(SPECIES, c, to + LANES);
                low.add(DoubleVector.fromArray(SPECIES, sums, from)).intoArray(c, to);
                high.add(DoubleVector.fromArray(SPECIES, sums, from + LANES)).intoArray(c, to + LANES);
            } else {
                for (int j = 0; j < width; j++) {
                    c[to + j] += sums[from + j];
                }
            }
        }
    }

    /** Packs a strip, row after row, filled up with zeros. */
    private static void pack(double[] b, int at, int row, int column, int k, int width, double[] packed, int to) {
        if (column == 1 && width == STRIP) {
            for (int p = 0, from = at, target = to; p < k; p++, from += row, target += STRIP) {
                DoubleVector low = DoubleVector.fromArray(SPECIES, b, from);
                DoubleVector high = DoubleVector.fromArray(SPECIES, b, from + LANES);
                low.intoArray(packed, target);
                high.intoArray(packed, target + LANES);
            }
            return;
        }
        // Eight rows at a time: a line of a transposed b then serves several of them.
        for (int p = 0; p < k; p += 8) {
            int end = Math.min(k, p + 8);
            for (int j = 0; j < width; j++) {
                int from = at + j * column;
                for (int q = p; q < end; q++) {
                    packed[to + q * STRIP + j] = b[from + q * row];
                }
            }
            for (int q = p; q < end && width < STRIP; q++) {
                Arrays.fill(packed, to + q * STRIP + width, to + (q + 1) * STRIP, 0);
            }
        }
    }

    private static void tile12(
            int k, double[] a, int at, int row, int step, double[] b, int strip, int bStep, double[] sums) {
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
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
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

    private static void tile6(
            int k, double[] a, int at, int row, int step, double[] b, int strip, int bStep, double[] sums) {
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
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
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

    private static void tile2(
            int k, double[] a, int at, int row, int step, double[] b, int strip, int bStep, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        DoubleVector low1 = DoubleVector.zero(SPECIES);
        DoubleVector high1 = DoubleVector.zero(SPECIES);
        int at1 = at + row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
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

    private static void tile1(int k, double[] a, int at, int step, double[] b, int strip, int bStep, double[] sums) {
        DoubleVector low0 = DoubleVector.zero(SPECIES);
        DoubleVector high0 = DoubleVector.zero(SPECIES);
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
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
