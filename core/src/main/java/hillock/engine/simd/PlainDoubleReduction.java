package hillock.engine.simd;

import hillock.arithmetic.Sums;
import hillock.graph.Op;

/** Reductions in plain Java. */
final class PlainDoubleReduction implements DoubleReduction {
    /** Lanes of a block of a sum that are added side by side; the others are whole multiples of them away. */
    private static final int ASIDE = Sums.LANES / 8;

    /** The longest row whose sum has a form of its own. */
    static final int FEW = 16;

    @Override
    public void last(Op.Reduction kind, double[] x, int offset, double[] out, int outOffset, int rows, int length) {
        for (int row = 0; row < rows; row++) {
            int at = offset + row * length;
            out[outOffset + row] = switch (kind) {
                case SUM -> sum(x, at, length);
                case MAX -> max(x, at, 1, length);
                case MIN -> min(x, at, 1, length);
            };
        }
    }

    @Override
    public void chains(
            Op.Reduction kind,
            double[] x,
            int offset,
            int stride,
            int length,
            double[] out,
            int outOffset,
            int columns) {
        int j = 0;
        if (kind == Op.Reduction.SUM) {
            for (; j + 8 <= columns; j += 8) {
                eight(x, offset + j, stride, length, out, outOffset + j);
            }
        }
        for (; j < columns; j++) {
            out[outOffset + j] = switch (kind) {
                case SUM -> Sums.chain(x, offset + j, stride, length);
                case MAX -> max(x, offset + j, stride, length);
                case MIN -> min(x, offset + j, stride, length);
            };
        }
    }

    private static double sum(double[] x, int offset, int length) {
        if (length <= FEW) {
            return Sums.sum(x, offset, length);
        }
        int blocks = (length - 1) / Sums.SUM_BLOCK + 1;
        return tree(x, offset, length, blocks, 0);
    }

    /** The sum of blocks {@code first .. first + count - 1}: neighbours are added level by level. */
    private static double tree(double[] x, int offset, int length, int count, int first) {
        if (count == 1) {
            int begin = first * Sums.SUM_BLOCK;
            return block(x, offset + begin, Math.min(Sums.SUM_BLOCK, length - begin));
        }
        int left = Integer.highestOneBit(count - 1);
        return tree(x, offset, length, left, first) + tree(x, offset, length, count - left, first + left);
    }

    private static double block(double[] x, int at, int length) {
        double r0 = lanes(x, at, length) + lanes(x, at + 4, length - 4);
        double r1 = lanes(x, at + 1, length - 1) + lanes(x, at + 5, length - 5);
        double r2 = lanes(x, at + 2, length - 2) + lanes(x, at + 6, length - 6);
        double r3 = lanes(x, at + 3, length - 3) + lanes(x, at + 7, length - 7);
        return (r0 + r2) + (r1 + r3);
    }

    /** Every eighth lane of a block, beginning with the one at {@code at}, which has {@code length} elements behind. */
    private static double lanes(double[] x, int at, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 * ASIDE < length; i += Sums.LANES) {
            s0 += x[at + i];
            s1 += x[at + i + ASIDE];
            s2 += x[at + i + 2 * ASIDE];
            s3 += x[at + i + 3 * ASIDE];
            s4 += x[at + i + 4 * ASIDE];
            s5 += x[at + i + 5 * ASIDE];
            s6 += x[at + i + 6 * ASIDE];
            s7 += x[at + i + 7 * ASIDE];
        }
        s0 = i < length ? s0 + x[at + i] : s0;
        s1 = i + ASIDE < length ? s1 + x[at + i + ASIDE] : s1;
        s2 = i + 2 * ASIDE < length ? s2 + x[at + i + 2 * ASIDE] : s2;
        s3 = i + 3 * ASIDE < length ? s3 + x[at + i + 3 * ASIDE] : s3;
        s4 = i + 4 * ASIDE < length ? s4 + x[at + i + 4 * ASIDE] : s4;
        s5 = i + 5 * ASIDE < length ? s5 + x[at + i + 5 * ASIDE] : s5;
        s6 = i + 6 * ASIDE < length ? s6 + x[at + i + 6 * ASIDE] : s6;
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    private static void eight(double[] x, int offset, int stride, int length, double[] out, int outOffset) {
        double t0 = 0;
        double t1 = 0;
        double t2 = 0;
        double t3 = 0;
        double t4 = 0;
        double t5 = 0;
        double t6 = 0;
        double t7 = 0;
        for (int from = 0; from < length; from += Sums.CHAIN_BLOCK) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            double s5 = 0;
            double s6 = 0;
            double s7 = 0;
            int end = offset + Math.min(length, from + Sums.CHAIN_BLOCK) * stride;
            for (int at = offset + from * stride; at < end; at += stride) {
                s0 += x[at];
                s1 += x[at + 1];
                s2 += x[at + 2];
                s3 += x[at + 3];
                s4 += x[at + 4];
                s5 += x[at + 5];
                s6 += x[at + 6];
                s7 += x[at + 7];
            }
            t0 += s0;
            t1 += s1;
            t2 += s2;
            t3 += s3;
            t4 += s4;
            t5 += s5;
            t6 += s6;
            t7 += s7;
        }
        out[outOffset] = t0;
        out[outOffset + 1] = t1;
        out[outOffset + 2] = t2;
        out[outOffset + 3] = t3;
        out[outOffset + 4] = t4;
        out[outOffset + 5] = t5;
        out[outOffset + 6] = t6;
        out[outOffset + 7] = t7;
    }

    static double max(double[] x, int offset, int stride, int length) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0, at = offset; i < length; i++, at += stride) {
            most = Math.max(most, x[at]);
        }
        return most;
    }

    static double min(double[] x, int offset, int stride, int length) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0, at = offset; i < length; i++, at += stride) {
            least = Math.min(least, x[at]);
        }
        return least;
    }

    @Override
    public void add(double[] x, int offset, double[] sums, int sumsOffset, int n) {
        for (int i = 0; i < n; i++) {
            sums[sumsOffset + i] += x[offset + i];
        }
    }
}
