package hillock.engine.simd;

import hillock.arithmetic.Sums;
import hillock.graph.Op;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions by the Vector API. The 64 lanes of a sum lie in 4, 8 or 16 vectors, which are added four at a time: those
 * four whose sum is what the first two halvings give. A sum begins with {@code +0} and never becomes {@code -0}, so
 * lanes without an element may have {@code +0} added.
 */
final class VectorFloatReduction implements FloatReduction {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();

    /** Results that stay in the nearest cache. */
    private static final int TILE = 1024;

    private static final PlainFloatReduction PLAIN = new PlainFloatReduction();

    /** How many times four vectors the lanes of a sum take. */
    private static final int PASSES = Sums.LANES / (4 * WIDTH);

    /** How many lanes of a sum lie from one of the four vectors to the next. */
    private static final int STEP = Sums.LANES / 4;

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(SPECIES, 8 % WIDTH, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(SPECIES, 4 % WIDTH, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(SPECIES, 2 % WIDTH, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(SPECIES, 1 % WIDTH, 1, true);

    /**
     * Whether this is the better form here: vectors are of a width that the lanes of a sum can be spread over, and the
     * processor has maxima and masked loads for them, which those of AMD and Intel lack where vectors are short.
     */
    static boolean suits() {
        boolean known = WIDTH >= 4 && WIDTH <= 16;
        return known && (SPECIES.vectorBitSize() >= 256 || "aarch64".equals(System.getProperty("os.arch")));
    }

    @Override
    public void last(Op.Reduction kind, float[] x, int offset, float[] out, int outOffset, int rows, int length) {
        switch (kind) {
            case SUM -> {
                for (int row = 0; row < rows; row++) {
                    out[outOffset + row] = sum(x, offset + row * length, length);
                }
            }
            case MAX -> {
                for (int row = 0; row < rows; row++) {
                    out[outOffset + row] = max(x, offset + row * length, length);
                }
            }
            case MIN -> {
                for (int row = 0; row < rows; row++) {
                    out[outOffset + row] = min(x, offset + row * length, length);
                }
            }
        }
    }

    private static float sum(float[] x, int offset, int length) {
        if (length <= PlainFloatReduction.FEW) {
            return Sums.sum(x, offset, length);
        }
        if (length <= Sums.SUM_BLOCK) {
            return block(x, offset, length);
        }
        return tree(x, offset, length, (length - 1) / Sums.SUM_BLOCK + 1, 0);
    }

    /** The sum of blocks {@code first .. first + count - 1}: neighbours are added level by level. */
    private static float tree(float[] x, int offset, int length, int count, int first) {
        if (count == 1) {
            int begin = first * Sums.SUM_BLOCK;
            return block(x, offset + begin, Math.min(Sums.SUM_BLOCK, length - begin));
        }
        int left = Integer.highestOneBit(count - 1);
        return tree(x, offset, length, left, first) + tree(x, offset, length, count - left, first + left);
    }

    /**
     * The sum of one block. All in one method: a vector that is given back by a method that HotSpot does not inline is
     * put into an object.
     */
    private static float block(float[] x, int at, int length) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s = zero;
        for (int first = 0; first < Math.min(PASSES, 2); first++) {
            FloatVector pair = zero;
            for (int pass = first; pass < PASSES; pass += 2) {
                FloatVector s0 = zero;
                FloatVector s1 = zero;
                FloatVector s2 = zero;
                FloatVector s3 = zero;
                int i = pass * WIDTH;
                int p = at + i;
                for (int last = length - Sums.LANES + i; i <= last; i += Sums.LANES, p += Sums.LANES) {
                    s0 = s0.add(FloatVector.fromArray(SPECIES, x, p));
                    s1 = s1.add(FloatVector.fromArray(SPECIES, x, p + STEP));
                    s2 = s2.add(FloatVector.fromArray(SPECIES, x, p + 2 * STEP));
                    s3 = s3.add(FloatVector.fromArray(SPECIES, x, p + 3 * STEP));
                }
                // Always, where no elements are left with no lanes: without branches vectors stay in registers.
                s0 = s0.add(FloatVector.fromArray(SPECIES, x, i < length ? p : at, SPECIES.indexInRange(i, length)));
                i += STEP;
                p += STEP;
                s1 = s1.add(FloatVector.fromArray(SPECIES, x, i < length ? p : at, SPECIES.indexInRange(i, length)));
                i += STEP;
                p += STEP;
                s2 = s2.add(FloatVector.fromArray(SPECIES, x, i < length ? p : at, SPECIES.indexInRange(i, length)));
                i += STEP;
                p += STEP;
                s3 = s3.add(FloatVector.fromArray(SPECIES, x, i < length ? p : at, SPECIES.indexInRange(i, length)));
                pair = pair.add(s0.add(s2).add(s1.add(s3)));
            }
            s = s.add(pair);
        }
        if (WIDTH == 16) {
            s = s.add(s.rearrange(BY_8));
        }
        if (WIDTH >= 8) {
            s = s.add(s.rearrange(BY_4));
        }
        s = s.add(s.rearrange(BY_2));
        s = s.add(s.rearrange(BY_1));
        return s.lane(0);
    }

    private static float max(float[] x, int at, int length) {
        if (length < WIDTH) {
            return PlainFloatReduction.max(x, at, 1, length);
        }
        FloatVector m0 = FloatVector.fromArray(SPECIES, x, at);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        int p = at;
        int last = at + length - WIDTH;
        for (; p <= last - 3 * WIDTH; p += 4 * WIDTH) {
            m0 = m0.max(FloatVector.fromArray(SPECIES, x, p));
            m1 = m1.max(FloatVector.fromArray(SPECIES, x, p + WIDTH));
            m2 = m2.max(FloatVector.fromArray(SPECIES, x, p + 2 * WIDTH));
            m3 = m3.max(FloatVector.fromArray(SPECIES, x, p + 3 * WIDTH));
        }
        for (; p < last; p += WIDTH) {
            m0 = m0.max(FloatVector.fromArray(SPECIES, x, p));
        }
        // The last vector begins earlier rather than end behind the row: an element twice changes nothing.
        m1 = m1.max(FloatVector.fromArray(SPECIES, x, last));
        FloatVector m = m0.max(m1).max(m2.max(m3));
        if (WIDTH == 16) {
            m = m.max(m.rearrange(BY_8));
        }
        if (WIDTH >= 8) {
            m = m.max(m.rearrange(BY_4));
        }
        m = m.max(m.rearrange(BY_2));
        m = m.max(m.rearrange(BY_1));
        return m.lane(0);
    }

    private static float min(float[] x, int at, int length) {
        if (length < WIDTH) {
            return PlainFloatReduction.min(x, at, 1, length);
        }
        FloatVector m0 = FloatVector.fromArray(SPECIES, x, at);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        int p = at;
        int last = at + length - WIDTH;
        for (; p <= last - 3 * WIDTH; p += 4 * WIDTH) {
            m0 = m0.min(FloatVector.fromArray(SPECIES, x, p));
            m1 = m1.min(FloatVector.fromArray(SPECIES, x, p + WIDTH));
            m2 = m2.min(FloatVector.fromArray(SPECIES, x, p + 2 * WIDTH));
            m3 = m3.min(FloatVector.fromArray(SPECIES, x, p + 3 * WIDTH));
        }
        for (; p < last; p += WIDTH) {
            m0 = m0.min(FloatVector.fromArray(SPECIES, x, p));
        }
        // The last vector begins earlier rather than end behind the row: an element twice changes nothing.
        m1 = m1.min(FloatVector.fromArray(SPECIES, x, last));
        FloatVector m = m0.min(m1).min(m2.min(m3));
        if (WIDTH == 16) {
            m = m.min(m.rearrange(BY_8));
        }
        if (WIDTH >= 8) {
            m = m.min(m.rearrange(BY_4));
        }
        m = m.min(m.rearrange(BY_2));
        m = m.min(m.rearrange(BY_1));
        return m.lane(0);
    }

    @Override
    public void chains(
            Op.Reduction kind, float[] x, int offset, int stride, int length, float[] out, int outOffset, int columns) {
        if (columns < WIDTH && kind != Op.Reduction.SUM) {
            PLAIN.chains(kind, x, offset, stride, length, out, outOffset, columns);
            return;
        }
        switch (kind) {
            case SUM -> {
                // A total of nothing is +0 as well, and no sum is -0.
                Arrays.fill(out, outOffset, outOffset + columns, 0);
                for (int from = 0; from < length; from += Sums.CHAIN_BLOCK) {
                    int rows = Math.min(Sums.CHAIN_BLOCK, length - from);
                    int at = offset + from * stride;
                    int j = 0;
                    for (; j <= columns - 8 * WIDTH; j += 8 * WIDTH) {
                        eightSums(x, at + j, stride, rows, out, outOffset + j);
                    }
                    for (; j < columns; j += WIDTH) {
                        sums(x, at + j, stride, rows, out, outOffset + j, columns - j);
                    }
                }
            }
            case MAX -> {
                Arrays.fill(out, outOffset, outOffset + columns, Float.NEGATIVE_INFINITY);
                for (int j = 0; j < columns; j += TILE) {
                    int n = Math.clamp(columns - j, WIDTH, TILE);
                    int at = Math.min(j, columns - n);
                    maxima(x, offset + at, stride, length, out, outOffset + at, n);
                }
            }
            case MIN -> {
                Arrays.fill(out, outOffset, outOffset + columns, Float.POSITIVE_INFINITY);
                for (int j = 0; j < columns; j += TILE) {
                    int n = Math.clamp(columns - j, WIDTH, TILE);
                    int at = Math.min(j, columns - n);
                    minima(x, offset + at, stride, length, out, outOffset + at, n);
                }
            }
        }
    }

    /**
     * Adds the sum of one block of rows to eight vectors of totals. One call a block: a method that is called often is
     * compiled whole, with vectors in registers.
     */
    private static void eightSums(float[] x, int offset, int stride, int rows, float[] out, int outOffset) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        int p = offset;
        for (int i = 0; i < rows; i++, p += stride) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, x, p));
            s1 = s1.add(FloatVector.fromArray(SPECIES, x, p + WIDTH));
            s2 = s2.add(FloatVector.fromArray(SPECIES, x, p + 2 * WIDTH));
            s3 = s3.add(FloatVector.fromArray(SPECIES, x, p + 3 * WIDTH));
            s4 = s4.add(FloatVector.fromArray(SPECIES, x, p + 4 * WIDTH));
            s5 = s5.add(FloatVector.fromArray(SPECIES, x, p + 5 * WIDTH));
            s6 = s6.add(FloatVector.fromArray(SPECIES, x, p + 6 * WIDTH));
            s7 = s7.add(FloatVector.fromArray(SPECIES, x, p + 7 * WIDTH));
        }
        s0.add(FloatVector.fromArray(SPECIES, out, outOffset)).intoArray(out, outOffset);
        s1.add(FloatVector.fromArray(SPECIES, out, outOffset + WIDTH)).intoArray(out, outOffset + WIDTH);
        s2.add(FloatVector.fromArray(SPECIES, out, outOffset + 2 * WIDTH)).intoArray(out, outOffset + 2 * WIDTH);
        s3.add(FloatVector.fromArray(SPECIES, out, outOffset + 3 * WIDTH)).intoArray(out, outOffset + 3 * WIDTH);
        s4.add(FloatVector.fromArray(SPECIES, out, outOffset + 4 * WIDTH)).intoArray(out, outOffset + 4 * WIDTH);
        s5.add(FloatVector.fromArray(SPECIES, out, outOffset + 5 * WIDTH)).intoArray(out, outOffset + 5 * WIDTH);
        s6.add(FloatVector.fromArray(SPECIES, out, outOffset + 6 * WIDTH)).intoArray(out, outOffset + 6 * WIDTH);
        s7.add(FloatVector.fromArray(SPECIES, out, outOffset + 7 * WIDTH)).intoArray(out, outOffset + 7 * WIDTH);
    }

    /** The same for one vector or, where there are not so many columns, less. */
    private static void sums(float[] x, int offset, int stride, int rows, float[] out, int outOffset, int columns) {
        VectorMask<Float> there = SPECIES.indexInRange(0, columns);
        FloatVector s = FloatVector.zero(SPECIES);
        int p = offset;
        for (int i = 0; i < rows; i++, p += stride) {
            s = s.add(FloatVector.fromArray(SPECIES, x, p, there));
        }
        s.add(FloatVector.fromArray(SPECIES, out, outOffset, there)).intoArray(out, outOffset, there);
    }

    /** Row by row with the result in the cache, so that memory is read in order. */
    private static void maxima(float[] x, int offset, int stride, int length, float[] out, int outOffset, int columns) {
        int last = columns - WIDTH;
        for (int i = 0; i < length; i++) {
            int p = offset + i * stride;
            for (int j = 0; j < last; j += WIDTH) {
                FloatVector.fromArray(SPECIES, out, outOffset + j)
                        .max(FloatVector.fromArray(SPECIES, x, p + j))
                        .intoArray(out, outOffset + j);
            }
            FloatVector.fromArray(SPECIES, out, outOffset + last)
                    .max(FloatVector.fromArray(SPECIES, x, p + last))
                    .intoArray(out, outOffset + last);
        }
    }

    /** Row by row with the result in the cache, so that memory is read in order. */
    private static void minima(float[] x, int offset, int stride, int length, float[] out, int outOffset, int columns) {
        int last = columns - WIDTH;
        for (int i = 0; i < length; i++) {
            int p = offset + i * stride;
            for (int j = 0; j < last; j += WIDTH) {
                FloatVector.fromArray(SPECIES, out, outOffset + j)
                        .min(FloatVector.fromArray(SPECIES, x, p + j))
                        .intoArray(out, outOffset + j);
            }
            FloatVector.fromArray(SPECIES, out, outOffset + last)
                    .min(FloatVector.fromArray(SPECIES, x, p + last))
                    .intoArray(out, outOffset + last);
        }
    }

    @Override
    public void add(float[] x, int offset, float[] sums, int sumsOffset, int n) {
        int i = 0;
        for (; i <= n - WIDTH; i += WIDTH) {
            FloatVector.fromArray(SPECIES, sums, sumsOffset + i)
                    .add(FloatVector.fromArray(SPECIES, x, offset + i))
                    .intoArray(sums, sumsOffset + i);
        }
        PLAIN.add(x, offset + i, sums, sumsOffset + i, n - i);
    }
}
