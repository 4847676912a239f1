package hillock.arithmetic;

import java.util.Arrays;

/**
 * The summation orders that define every sum and every product chain.
 *
 * <p>Floating-point addition is not associative, so an order is part of the meaning of a sum. The orders here depend on
 * the length alone, never on layout, blocking or threads. Three are defined:
 *
 * <ul>
 *   <li><b>{@code sum}</b>, for the last axis. The elements are cut into blocks of {@value #SUM_BLOCK}. Inside a block
 *       there are {@value #LANES} lanes, each starting from {@code +0}; element {@code i} of the block is added to lane
 *       {@code i % 64}, in ascending order, so a tail shorter than 64 goes to the first lanes. The lanes are then
 *       halved: for {@code h = 32, 16, 8, 4, 2, 1}, lane {@code j} becomes {@code lane[j] + lane[j + h]} for every
 *       {@code j < h}; the block's sum is lane 0. Block sums are added in a tree of neighbours, level by level:
 *       {@code s[2i] + s[2i + 1]} becomes the new {@code s[i]}, and an odd last one moves up unchanged, until one is
 *       left.
 *   <li><b>{@code chain}</b>, for every other axis. The elements are cut into blocks of {@value #CHAIN_BLOCK}; each
 *       block is added in ascending order starting from {@code +0}; block sums are added in ascending order, starting
 *       with the first block's sum.
 *   <li><b>{@code dot}</b>, for one element of a matrix product. As {@code chain}, with a fused multiply-add for each
 *       addition inside a block: {@code s = fma(a, b, s)}.
 * </ul>
 *
 * <p>A sum of length 0 is {@code +0}, and because every block starts from {@code +0} a sum of negative zeros is
 * {@code +0}. Integer sums wrap, so their order does not matter. Offsets and strides count elements; a stride may be
 * negative or zero. Indices are checked by the arrays alone.
 */
public final class Sums {

    /** The number of elements in a block of {@code sum}. */
    public static final int SUM_BLOCK = 4096;

    /** The number of lanes inside a block of {@code sum}. */
    public static final int LANES = 64;

    /** The number of elements in a block of {@code chain} and {@code dot}. */
    public static final int CHAIN_BLOCK = 256;

    /** The elements added in one pass over the lanes: four rows were fastest of one, two, four, eight and sixteen. */
    private static final int PASS = 4 * LANES;

    /** The longest sum that needs no lanes in memory and no calls. */
    private static final int FEW = 16;

    /** One more than the number of levels of a tree over {@code 2^31 / 4096} block sums. */
    private static final int LEVELS = 20;

    private Sums() {}

    /** The sum of {@code length} neighbouring elements in last-axis order. */
    public static float sum(float[] a, int offset, int length) {
        return sum(a, offset, 1, length);
    }

    /** The sum of {@code length} elements that lie {@code stride} apart, in last-axis order. */
    public static float sum(float[] a, int offset, int stride, int length) {
        if (length <= FEW) {
            return few(a, offset, stride, length);
        }
        if (length <= LANES) {
            return fold(a, offset, stride, 0, 1, length);
        }
        float[] lanes = new float[LANES];
        if (length <= SUM_BLOCK) {
            return block(a, offset, stride, length, lanes);
        }
        // A binary counter of finished subtrees: partial[k] holds the sum of 2^k neighbouring blocks where bit k of
        // `blocks` is set. It gives the tree of neighbours without an array of all block sums.
        float[] partial = new float[LEVELS];
        int blocks = (length - 1) / SUM_BLOCK + 1;
        for (int b = 0; b < blocks; b++) {
            int start = b * SUM_BLOCK;
            float s = block(a, offset + start * stride, stride, Math.min(SUM_BLOCK, length - start), lanes);
            int level = 0;
            for (; (b >> level & 1) != 0; level++) {
                s = partial[level] + s;
            }
            partial[level] = s;
        }
        int level = Integer.numberOfTrailingZeros(blocks);
        float s = partial[level];
        while (blocks >> ++level != 0) {
            if ((blocks >> level & 1) != 0) {
                s = partial[level] + s;
            }
        }
        return s;
    }

    /**
     * The sum of {@code count} block sums in the tree of neighbours, for callers that made the block sums apart. Each
     * block sum is {@link #sum(float[], int, int, int)} of its at most {@value #SUM_BLOCK} elements. Overwrites
     * {@code s}.
     */
    public static float tree(float[] s, int offset, int count) {
        if (count <= 0) {
            return 0;
        }
        for (int n = count; n > 1; n = (n + 1) >> 1) {
            for (int i = 0; i < n >> 1; i++) {
                s[offset + i] = s[offset + 2 * i] + s[offset + 2 * i + 1];
            }
            if ((n & 1) != 0) {
                s[offset + (n >> 1)] = s[offset + n - 1];
            }
        }
        return s[offset];
    }

    /**
     * The sum of {@code length} elements that lie {@code stride} apart, in the order of an axis that is not the last.
     */
    public static float chain(float[] a, int offset, int stride, int length) {
        float total = 0;
        int at = offset;
        for (int start = 0; start < length; ) {
            int end = start + Math.min(CHAIN_BLOCK, length - start);
            float s = 0;
            for (int i = start; i < end; i++, at += stride) {
                s += a[at];
            }
            total = start == 0 ? s : total + s;
            start = end;
        }
        return total;
    }

    /**
     * The sum of {@code length} products, in the order of a matrix product; element {@code i} of {@code a} lies at
     * {@code aOffset + i * aStride}, {@code b} likewise.
     */
    public static float dot(float[] a, int aOffset, int aStride, float[] b, int bOffset, int bStride, int length) {
        float total = 0;
        int p = aOffset;
        int q = bOffset;
        for (int start = 0; start < length; ) {
            int end = start + Math.min(CHAIN_BLOCK, length - start);
            float s = 0;
            for (int i = start; i < end; i++, p += aStride, q += bStride) {
                s = Math.fma(a[p], b[q], s);
            }
            total = start == 0 ? s : total + s;
            start = end;
        }
        return total;
    }

    /** The sum of at most {@value #SUM_BLOCK} elements; {@code lanes} is scratch of length {@value #LANES}. */
    private static float block(float[] a, int offset, int stride, int length, float[] lanes) {
        Arrays.fill(lanes, 0);
        if (stride == 1) {
            contiguousLanes(a, offset, length, lanes);
        } else {
            for (int i = 0, at = offset; i < length; i++, at += stride) {
                lanes[i & (LANES - 1)] += a[at];
            }
        }
        for (int h = LANES / 2; h > 0; h >>= 1) {
            for (int j = 0; j < h; j++) {
                lanes[j] = lanes[j] + lanes[j + h];
            }
        }
        return lanes[0];
    }

    /**
     * Adds neighbouring elements to the lanes. The elements are copied first because HotSpot vectorises a loop that
     * stores into one array and loads from another only when both are indexed by the loop variable alone.
     */
    private static void contiguousLanes(float[] a, int offset, int length, float[] lanes) {
        int i = 0;
        if (length >= PASS) {
            float[] rows = new float[PASS];
            for (; i <= length - PASS; i += PASS) {
                System.arraycopy(a, offset + i, rows, 0, PASS);
                for (int j = 0; j < LANES; j++) {
                    lanes[j] = lanes[j] + rows[j] + rows[j + LANES] + rows[j + 2 * LANES] + rows[j + 3 * LANES];
                }
            }
        }
        for (; i < length; i++) {
            lanes[i & (LANES - 1)] += a[offset + i];
        }
    }

    /** The sum of at most {@value #FEW} elements: the last three halvings written out. */
    private static float few(float[] a, int offset, int stride, int length) {
        float s0 = lane(a, offset, stride, 0, length) + lane(a, offset, stride, 4, length);
        float s1 = lane(a, offset, stride, 1, length) + lane(a, offset, stride, 5, length);
        float s2 = lane(a, offset, stride, 2, length) + lane(a, offset, stride, 6, length);
        float s3 = lane(a, offset, stride, 3, length) + lane(a, offset, stride, 7, length);
        return (s0 + s2) + (s1 + s3);
    }

    /**
     * Lanes {@code j} and {@code j + 8} of a block with at most {@value #FEW} elements; an empty one holds {@code +0}.
     */
    private static float lane(float[] a, int offset, int stride, int j, int length) {
        float s = j < length ? 0 + a[offset + j * stride] : 0;
        return j + 8 < length ? s + a[offset + (j + 8) * stride] : s;
    }

    /**
     * The sum of lanes {@code j, j + h, j + 2h, ...} of a block with at most one element a lane. Empty lanes hold
     * {@code +0} and change nothing, so they are left out; {@code 0 +} turns a lone negative zero into {@code +0}.
     */
    private static float fold(float[] a, int offset, int stride, int j, int h, int length) {
        if (j + h >= length) {
            return 0 + a[offset + j * stride];
        }
        return fold(a, offset, stride, j, 2 * h, length) + fold(a, offset, stride, j + h, 2 * h, length);
    }

    /** The sum of {@code length} neighbouring elements in last-axis order. */
    public static double sum(double[] a, int offset, int length) {
        return sum(a, offset, 1, length);
    }

    /** The sum of {@code length} elements that lie {@code stride} apart, in last-axis order. */
    public static double sum(double[] a, int offset, int stride, int length) {
        if (length <= FEW) {
            return few(a, offset, stride, length);
        }
        if (length <= LANES) {
            return fold(a, offset, stride, 0, 1, length);
        }
        double[] lanes = new double[LANES];
        if (length <= SUM_BLOCK) {
            return block(a, offset, stride, length, lanes);
        }
        // A binary counter of finished subtrees: partial[k] holds the sum of 2^k neighbouring blocks where bit k of
        // `blocks` is set. It gives the tree of neighbours without an array of all block sums.
        double[] partial = new double[LEVELS];
        int blocks = (length - 1) / SUM_BLOCK + 1;
        for (int b = 0; b < blocks; b++) {
            int start = b * SUM_BLOCK;
            double s = block(a, offset + start * stride, stride, Math.min(SUM_BLOCK, length - start), lanes);
            int level = 0;
            for (; (b >> level & 1) != 0; level++) {
                s = partial[level] + s;
            }
            partial[level] = s;
        }
        int level = Integer.numberOfTrailingZeros(blocks);
        double s = partial[level];
        while (blocks >> ++level != 0) {
            if ((blocks >> level & 1) != 0) {
                s = partial[level] + s;
            }
        }
        return s;
    }

    /**
     * The sum of {@code count} block sums in the tree of neighbours, for callers that made the block sums apart. Each
     * block sum is {@link #sum(double[], int, int, int)} of its at most {@value #SUM_BLOCK} elements. Overwrites
     * {@code s}.
     */
    public static double tree(double[] s, int offset, int count) {
        if (count <= 0) {
            return 0;
        }
        for (int n = count; n > 1; n = (n + 1) >> 1) {
            for (int i = 0; i < n >> 1; i++) {
                s[offset + i] = s[offset + 2 * i] + s[offset + 2 * i + 1];
            }
            if ((n & 1) != 0) {
                s[offset + (n >> 1)] = s[offset + n - 1];
            }
        }
        return s[offset];
    }

    /**
     * The sum of {@code length} elements that lie {@code stride} apart, in the order of an axis that is not the last.
     */
    public static double chain(double[] a, int offset, int stride, int length) {
        double total = 0;
        int at = offset;
        for (int start = 0; start < length; ) {
            int end = start + Math.min(CHAIN_BLOCK, length - start);
            double s = 0;
            for (int i = start; i < end; i++, at += stride) {
                s += a[at];
            }
            total = start == 0 ? s : total + s;
            start = end;
        }
        return total;
    }

    /**
     * The sum of {@code length} products, in the order of a matrix product; element {@code i} of {@code a} lies at
     * {@code aOffset + i * aStride}, {@code b} likewise.
     */
    public static double dot(double[] a, int aOffset, int aStride, double[] b, int bOffset, int bStride, int length) {
        double total = 0;
        int p = aOffset;
        int q = bOffset;
        for (int start = 0; start < length; ) {
            int end = start + Math.min(CHAIN_BLOCK, length - start);
            double s = 0;
            for (int i = start; i < end; i++, p += aStride, q += bStride) {
                s = Math.fma(a[p], b[q], s);
            }
            total = start == 0 ? s : total + s;
            start = end;
        }
        return total;
    }

    /** The sum of at most {@value #SUM_BLOCK} elements; {@code lanes} is scratch of length {@value #LANES}. */
    private static double block(double[] a, int offset, int stride, int length, double[] lanes) {
        Arrays.fill(lanes, 0);
        if (stride == 1) {
            contiguousLanes(a, offset, length, lanes);
        } else {
            for (int i = 0, at = offset; i < length; i++, at += stride) {
                lanes[i & (LANES - 1)] += a[at];
            }
        }
        for (int h = LANES / 2; h > 0; h >>= 1) {
            for (int j = 0; j < h; j++) {
                lanes[j] = lanes[j] + lanes[j + h];
            }
        }
        return lanes[0];
    }

    /**
     * Adds neighbouring elements to the lanes. The elements are copied first because HotSpot vectorises a loop that
     * stores into one array and loads from another only when both are indexed by the loop variable alone.
     */
    private static void contiguousLanes(double[] a, int offset, int length, double[] lanes) {
        int i = 0;
        if (length >= PASS) {
            double[] rows = new double[PASS];
            for (; i <= length - PASS; i += PASS) {
                System.arraycopy(a, offset + i, rows, 0, PASS);
                for (int j = 0; j < LANES; j++) {
                    lanes[j] = lanes[j] + rows[j] + rows[j + LANES] + rows[j + 2 * LANES] + rows[j + 3 * LANES];
                }
            }
        }
        for (; i < length; i++) {
            lanes[i & (LANES - 1)] += a[offset + i];
        }
    }

    /** The sum of at most {@value #FEW} elements: the last three halvings written out. */
    private static double few(double[] a, int offset, int stride, int length) {
        double s0 = lane(a, offset, stride, 0, length) + lane(a, offset, stride, 4, length);
        double s1 = lane(a, offset, stride, 1, length) + lane(a, offset, stride, 5, length);
        double s2 = lane(a, offset, stride, 2, length) + lane(a, offset, stride, 6, length);
        double s3 = lane(a, offset, stride, 3, length) + lane(a, offset, stride, 7, length);
        return (s0 + s2) + (s1 + s3);
    }

    /**
     * Lanes {@code j} and {@code j + 8} of a block with at most {@value #FEW} elements; an empty one holds {@code +0}.
     */
    private static double lane(double[] a, int offset, int stride, int j, int length) {
        double s = j < length ? 0 + a[offset + j * stride] : 0;
        return j + 8 < length ? s + a[offset + (j + 8) * stride] : s;
    }

    /**
     * The sum of lanes {@code j, j + h, j + 2h, ...} of a block with at most one element a lane. Empty lanes hold
     * {@code +0} and change nothing, so they are left out; {@code 0 +} turns a lone negative zero into {@code +0}.
     */
    private static double fold(double[] a, int offset, int stride, int j, int h, int length) {
        if (j + h >= length) {
            return 0 + a[offset + j * stride];
        }
        return fold(a, offset, stride, j, 2 * h, length) + fold(a, offset, stride, j + h, 2 * h, length);
    }

    /** The wrapping sum of {@code length} elements that lie {@code stride} apart. */
    public static int sum(int[] a, int offset, int stride, int length) {
        int s = 0;
        for (int i = 0, at = offset; i < length; i++, at += stride) {
            s += a[at];
        }
        return s;
    }

    /** The wrapping sum of {@code length} products. */
    public static int dot(int[] a, int aOffset, int aStride, int[] b, int bOffset, int bStride, int length) {
        int s = 0;
        for (int i = 0, p = aOffset, q = bOffset; i < length; i++, p += aStride, q += bStride) {
            s += a[p] * b[q];
        }
        return s;
    }

    /** The wrapping sum of {@code length} elements that lie {@code stride} apart. */
    public static long sum(long[] a, int offset, long stride, int length) {
        long s = 0;
        for (int i = 0, at = offset; i < length; i++, at += stride) {
            s += a[at];
        }
        return s;
    }

    /** The wrapping sum of {@code length} products. */
    public static long dot(long[] a, int aOffset, int aStride, long[] b, int bOffset, int bStride, int length) {
        long s = 0;
        for (int i = 0, p = aOffset, q = bOffset; i < length; i++, p += aStride, q += bStride) {
            s += a[p] * b[q];
        }
        return s;
    }
}
