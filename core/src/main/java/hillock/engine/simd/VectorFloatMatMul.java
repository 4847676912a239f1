package hillock.engine.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The float32 matrix product of strided operands with the Vector API, in the order of summation of {@code Op.MatMul}: k
 * cut every 256, one chain of fused multiply-adds from +0 per block, block sums added in ascending order. Every lane
 * runs the chain of one element, so the number of lanes does not matter to the result.
 *
 * <p>b is packed into strips of two vectors; a tile of up to twelve rows by two vectors is kept in registers (twelve
 * where there are 32 of them, six elsewhere). Bodies are written out: a helper method or a scalar overload inside them
 * makes HotSpot give up inlining.
 */
final class VectorFloatMatMul implements MatMul {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    static final int STRIP = 2 * LANES;
    private static final int K_BLOCK = 256;
    /** AVX-512 has 32 vector registers, others 16 that hold a tile of half the height. */
    private static final int TALLEST = SPECIES.vectorBitSize() >= 512 ? 12 : 6;

    private final float[] strip = new float[K_BLOCK * STRIP];
    private final float[] sums = new float[12 * STRIP];

    @Override
    public void pack(
            Object b, int bo, int bRow, int bColumn, int k, int n, int stripFrom, int stripTo, Object packed, int po) {
        for (int s = stripFrom; s < stripTo; s++) {
            int width = Math.min(STRIP, n - s * STRIP);
            pack((float[]) b, bo + s * STRIP * bColumn, bRow, bColumn, k, width, (float[]) packed, po + s * STRIP * k);
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
                        (float[]) a,
                        at,
                        aRow,
                        aColumn,
                        (float[]) packed,
                        from,
                        STRIP,
                        0,
                        width,
                        (float[]) c,
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
                    pack((float[]) b, from, bRow, bColumn, kSize, width, strip, 0);
                }
                tiles(
                        rowFrom,
                        rowTo,
                        kSize,
                        (float[]) a,
                        ao + kFrom * aColumn,
                        aRow,
                        aColumn,
                        direct ? (float[]) b : strip,
                        direct ? from - lane : 0,
                        direct ? bRow : STRIP,
                        direct ? lane : 0,
                        width,
                        (float[]) c,
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
            float[] a,
            int ao,
            int aRow,
            int aColumn,
            float[] b,
            int from,
            int bStep,
            int lane,
            int width,
            float[] c,
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
    private void store(int rows, int lane, int width, float[] c, int put, int cRow, boolean add) {
        for (int r = 0; r < rows; r++) {
            int to = put + r * cRow;
            int from = r * STRIP + lane;
            if (!add) {
                System.arraycopy(sums, from, c, to, width);
            } else if (width == STRIP) {
                FloatVector low = FloatVector.fromArray(SPECIES, c, to);
                FloatVector high = FloatVector.fromArray(SPECIES, c, to + LANES);
                low.add(FloatVector.fromArray(SPECIES, sums, from)).intoArray(c, to);
                high.add(FloatVector.fromArray(SPECIES, sums, from + LANES)).intoArray(c, to + LANES);
            } else {
                for (int j = 0; j < width; j++) {
                    c[to + j] += sums[from + j];
                }
            }
        }
    }

    /** Packs a strip, row after row, filled up with zeros. */
    private static void pack(float[] b, int at, int row, int column, int k, int width, float[] packed, int to) {
        if (column == 1 && width == STRIP) {
            for (int p = 0, from = at, target = to; p < k; p++, from += row, target += STRIP) {
                FloatVector low = FloatVector.fromArray(SPECIES, b, from);
                FloatVector high = FloatVector.fromArray(SPECIES, b, from + LANES);
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
            int k, float[] a, int at, int row, int step, float[] b, int strip, int bStep, float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        FloatVector low1 = FloatVector.zero(SPECIES);
        FloatVector high1 = FloatVector.zero(SPECIES);
        FloatVector low2 = FloatVector.zero(SPECIES);
        FloatVector high2 = FloatVector.zero(SPECIES);
        FloatVector low3 = FloatVector.zero(SPECIES);
        FloatVector high3 = FloatVector.zero(SPECIES);
        FloatVector low4 = FloatVector.zero(SPECIES);
        FloatVector high4 = FloatVector.zero(SPECIES);
        FloatVector low5 = FloatVector.zero(SPECIES);
        FloatVector high5 = FloatVector.zero(SPECIES);
        FloatVector low6 = FloatVector.zero(SPECIES);
        FloatVector high6 = FloatVector.zero(SPECIES);
        FloatVector low7 = FloatVector.zero(SPECIES);
        FloatVector high7 = FloatVector.zero(SPECIES);
        FloatVector low8 = FloatVector.zero(SPECIES);
        FloatVector high8 = FloatVector.zero(SPECIES);
        FloatVector low9 = FloatVector.zero(SPECIES);
        FloatVector high9 = FloatVector.zero(SPECIES);
        FloatVector low10 = FloatVector.zero(SPECIES);
        FloatVector high10 = FloatVector.zero(SPECIES);
        FloatVector low11 = FloatVector.zero(SPECIES);
        FloatVector high11 = FloatVector.zero(SPECIES);
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
            FloatVector low = FloatVector.fromArray(SPECIES, b, from);
            FloatVector high = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at2 + q]);
            low2 = x2.fma(low, low2);
            high2 = x2.fma(high, high2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at3 + q]);
            low3 = x3.fma(low, low3);
            high3 = x3.fma(high, high3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[at4 + q]);
            low4 = x4.fma(low, low4);
            high4 = x4.fma(high, high4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[at5 + q]);
            low5 = x5.fma(low, low5);
            high5 = x5.fma(high, high5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, a[at6 + q]);
            low6 = x6.fma(low, low6);
            high6 = x6.fma(high, high6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, a[at7 + q]);
            low7 = x7.fma(low, low7);
            high7 = x7.fma(high, high7);
            FloatVector x8 = FloatVector.broadcast(SPECIES, a[at8 + q]);
            low8 = x8.fma(low, low8);
            high8 = x8.fma(high, high8);
            FloatVector x9 = FloatVector.broadcast(SPECIES, a[at9 + q]);
            low9 = x9.fma(low, low9);
            high9 = x9.fma(high, high9);
            FloatVector x10 = FloatVector.broadcast(SPECIES, a[at10 + q]);
            low10 = x10.fma(low, low10);
            high10 = x10.fma(high, high10);
            FloatVector x11 = FloatVector.broadcast(SPECIES, a[at11 + q]);
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
            int k, float[] a, int at, int row, int step, float[] b, int strip, int bStep, float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        FloatVector low1 = FloatVector.zero(SPECIES);
        FloatVector high1 = FloatVector.zero(SPECIES);
        FloatVector low2 = FloatVector.zero(SPECIES);
        FloatVector high2 = FloatVector.zero(SPECIES);
        FloatVector low3 = FloatVector.zero(SPECIES);
        FloatVector high3 = FloatVector.zero(SPECIES);
        FloatVector low4 = FloatVector.zero(SPECIES);
        FloatVector high4 = FloatVector.zero(SPECIES);
        FloatVector low5 = FloatVector.zero(SPECIES);
        FloatVector high5 = FloatVector.zero(SPECIES);
        int at1 = at + row;
        int at2 = at + 2 * row;
        int at3 = at + 3 * row;
        int at4 = at + 4 * row;
        int at5 = at + 5 * row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
            FloatVector low = FloatVector.fromArray(SPECIES, b, from);
            FloatVector high = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at2 + q]);
            low2 = x2.fma(low, low2);
            high2 = x2.fma(high, high2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at3 + q]);
            low3 = x3.fma(low, low3);
            high3 = x3.fma(high, high3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[at4 + q]);
            low4 = x4.fma(low, low4);
            high4 = x4.fma(high, high4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[at5 + q]);
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
            int k, float[] a, int at, int row, int step, float[] b, int strip, int bStep, float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        FloatVector low1 = FloatVector.zero(SPECIES);
        FloatVector high1 = FloatVector.zero(SPECIES);
        int at1 = at + row;
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
            FloatVector low = FloatVector.fromArray(SPECIES, b, from);
            FloatVector high = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at1 + q]);
            low1 = x1.fma(low, low1);
            high1 = x1.fma(high, high1);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
        low1.intoArray(sums, STRIP);
        high1.intoArray(sums, STRIP + LANES);
    }

    private static void tile1(int k, float[] a, int at, int step, float[] b, int strip, int bStep, float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        for (int p = 0, q = 0, from = strip; p < k; p++, q += step, from += bStep) {
            FloatVector low = FloatVector.fromArray(SPECIES, b, from);
            FloatVector high = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
    }
}
