package hillock.engine.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A float32 contraction of operands that lie anywhere, in the order of summation of {@code Op.MatMul}: k cut every 256,
 * one chain of fused multiply-adds from +0 per block, block sums added in ascending order. Lanes run over columns;
 * columns that are neighbours in b are read where they are, others are packed. Scratch storage for one thread.
 *
 * <p>Bodies are written out: a helper method or a scalar overload inside them makes HotSpot give up inlining.
 */
public final class FloatContraction {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** How many columns are computed together. */
    public static final int STRIP = 2 * LANES;

    private static final int K_BLOCK = 256;
    /** AVX-512 has 32 vector registers, others 16 that hold a tile of half the height. */
    private static final int TALLEST = SPECIES.vectorBitSize() >= 512 ? 12 : 6;

    private final float[] packed = new float[K_BLOCK * STRIP];
    private final int[] packedSteps = new int[K_BLOCK];
    private final float[] sums = new float[12 * STRIP];
    // The columns of the current strip that are stored, as runs of neighbours.
    private final int[] runFrom = new int[STRIP];
    private final int[] runTo = new int[STRIP];
    private final int[] runLength = new int[STRIP];
    private int runs;

    FloatContraction() {
        Arrays.setAll(packedSteps, p -> p * STRIP);
    }

    /**
     * Computes rows {@code rowFrom .. rowTo - 1} and all columns. The offsets {@code ao}, {@code bo}, {@code co} are
     * added to those of the tables.
     */
    public void run(Offsets at, int rowFrom, int rowTo, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int k = at.aSteps().length;
        int n = at.columns().length;
        for (int strip = 0; strip < n; strip += STRIP) {
            int width = Math.min(STRIP, n - strip);
            // A last strip that is too narrow begins earlier, if there are columns before it.
            int begin = Math.max(0, strip + width - STRIP);
            boolean direct = begin + STRIP <= n && neighbours(at.columns(), begin);
            int first = direct ? begin : strip;
            findRuns(at.resultColumns(), strip, width, strip - first);
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                float[] source = direct ? b : packed;
                int[] steps = direct ? at.bSteps() : packedSteps;
                int stepsFrom = direct ? from : 0;
                int base = direct ? bo + at.columns()[first] : 0;
                if (!direct) {
                    pack(at, b, bo, strip, width, from, length);
                }
                for (int i = rowFrom; i < rowTo; ) {
                    int rows = height(rowTo - i);
                    tile(rows, length, a, at, i, ao, source, base, steps, stepsFrom, from);
                    store(rows, at.resultRows(), i, c, co, from > 0);
                    i += rows;
                }
            }
        }
    }

    /** The tile for so many rows. Two tiles of eight are faster than one of twelve and one of four. */
    private static int height(int left) {
        int most = Math.min(left, TALLEST);
        if (left == 16 && TALLEST > 8) {
            return 8;
        }
        return most >= 12 ? 12 : most >= 8 ? 8 : most >= 6 ? 6 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
    }

    private static boolean neighbours(int[] columns, int begin) {
        for (int j = begin + 1; j < begin + STRIP; j++) {
            if (columns[j] != columns[j - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    private void findRuns(int[] columns, int strip, int width, int lane) {
        runs = 0;
        for (int j = 0; j < width; j++) {
            int target = columns[strip + j];
            if (target < 0) {
                continue;
            }
            int last = runs - 1;
            if (last >= 0 && runFrom[last] + runLength[last] == lane + j && runTo[last] + runLength[last] == target) {
                runLength[last]++;
            } else {
                runFrom[runs] = lane + j;
                runTo[runs] = target;
                runLength[runs] = 1;
                runs++;
            }
        }
    }

    private void pack(Offsets at, float[] b, int bo, int strip, int width, int from, int length) {
        for (int p = 0; p < length; p++) {
            int base = bo + at.bSteps()[from + p];
            int target = p * STRIP;
            for (int j = 0; j < width; j++) {
                packed[target + j] = b[base + at.columns()[strip + j]];
            }
        }
        for (int p = 0; p < length && width < STRIP; p++) {
            Arrays.fill(packed, p * STRIP + width, (p + 1) * STRIP, 0);
        }
    }

    private void store(int rows, int[] resultRows, int row, float[] c, int co, boolean add) {
        for (int r = 0; r < rows; r++) {
            int to = co + resultRows[row + r];
            int from = r * STRIP;
            for (int run = 0; run < runs; run++) {
                int source = from + runFrom[run];
                int target = to + runTo[run];
                int length = runLength[run];
                if (add) {
                    for (int j = 0; j < length; j++) {
                        c[target + j] += sums[source + j];
                    }
                } else if (length == 1) {
                    c[target] = sums[source];
                } else {
                    System.arraycopy(sums, source, c, target, length);
                }
            }
        }
    }

    private void tile(
            int rows,
            int k,
            float[] a,
            Offsets at,
            int row,
            int ao,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from) {
        int[] begins = at.rows();
        int[] aSteps = at.aSteps();
        switch (rows) {
            case 12 -> tile12(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
            case 8 -> tile8(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
            case 6 -> tile6(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
            case 4 -> tile4(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
            case 2 -> tile2(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
            default -> tile1(k, a, begins, row, ao, aSteps, b, bo, bSteps, bFrom, from, sums);
        }
    }

    private static void tile12(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
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
        int at0 = ao + rows[row];
        int at1 = ao + rows[row + 1];
        int at2 = ao + rows[row + 2];
        int at3 = ao + rows[row + 3];
        int at4 = ao + rows[row + 4];
        int at5 = ao + rows[row + 5];
        int at6 = ao + rows[row + 6];
        int at7 = ao + rows[row + 7];
        int at8 = ao + rows[row + 8];
        int at9 = ao + rows[row + 9];
        int at10 = ao + rows[row + 10];
        int at11 = ao + rows[row + 11];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
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

    private static void tile8(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
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
        int at0 = ao + rows[row];
        int at1 = ao + rows[row + 1];
        int at2 = ao + rows[row + 2];
        int at3 = ao + rows[row + 3];
        int at4 = ao + rows[row + 4];
        int at5 = ao + rows[row + 5];
        int at6 = ao + rows[row + 6];
        int at7 = ao + rows[row + 7];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
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
    }

    private static void tile6(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
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
        int at0 = ao + rows[row];
        int at1 = ao + rows[row + 1];
        int at2 = ao + rows[row + 2];
        int at3 = ao + rows[row + 3];
        int at4 = ao + rows[row + 4];
        int at5 = ao + rows[row + 5];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
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

    private static void tile4(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        FloatVector low1 = FloatVector.zero(SPECIES);
        FloatVector high1 = FloatVector.zero(SPECIES);
        FloatVector low2 = FloatVector.zero(SPECIES);
        FloatVector high2 = FloatVector.zero(SPECIES);
        FloatVector low3 = FloatVector.zero(SPECIES);
        FloatVector high3 = FloatVector.zero(SPECIES);
        int at0 = ao + rows[row];
        int at1 = ao + rows[row + 1];
        int at2 = ao + rows[row + 2];
        int at3 = ao + rows[row + 3];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
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
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
        low1.intoArray(sums, STRIP);
        high1.intoArray(sums, STRIP + LANES);
        low2.intoArray(sums, 2 * STRIP);
        high2.intoArray(sums, 2 * STRIP + LANES);
        low3.intoArray(sums, 3 * STRIP);
        high3.intoArray(sums, 3 * STRIP + LANES);
    }

    private static void tile2(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        FloatVector low1 = FloatVector.zero(SPECIES);
        FloatVector high1 = FloatVector.zero(SPECIES);
        int at0 = ao + rows[row];
        int at1 = ao + rows[row + 1];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
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

    private static void tile1(
            int k,
            float[] a,
            int[] rows,
            int row,
            int ao,
            int[] aSteps,
            float[] b,
            int bo,
            int[] bSteps,
            int bFrom,
            int from,
            float[] sums) {
        FloatVector low0 = FloatVector.zero(SPECIES);
        FloatVector high0 = FloatVector.zero(SPECIES);
        int at0 = ao + rows[row];
        for (int p = 0; p < k; p++) {
            int strip = bo + bSteps[bFrom + p];
            FloatVector low = FloatVector.fromArray(SPECIES, b, strip);
            FloatVector high = FloatVector.fromArray(SPECIES, b, strip + LANES);
            int q = aSteps[from + p];
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at0 + q]);
            low0 = x0.fma(low, low0);
            high0 = x0.fma(high, high0);
        }
        low0.intoArray(sums, 0);
        high0.intoArray(sums, LANES);
    }
}
