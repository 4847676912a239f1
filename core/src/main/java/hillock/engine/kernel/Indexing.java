package hillock.engine.kernel;

import hillock.array.TensorType;
import hillock.graph.IndexRangeException;
import hillock.graph.Op;

/**
 * Picking, adding and searching along an axis, in the order of the interpreter. A tensor is seen as [outer, extent,
 * inner]. Nothing is allocated.
 */
public final class Indexing {
    private Indexing() {}

    /**
     * Fails if an index is outside an axis.
     *
     * @param op for the text of the error
     * @param type the tensor that is picked from or added to
     */
    public static void check(Op op, int axis, TensorType type, int[] indices, int offset, int count) {
        int extent = type.shape().dimension(axis);
        for (int i = 0; i < count; i++) {
            int index = indices[offset + i];
            if (index < 0 || index >= extent) {
                throw new IndexRangeException(op, type, axis, i, index);
            }
        }
    }

    /**
     * Picks rows of {@code inner} elements: rows {@code from .. to - 1} of the result, which is [outer, count, inner].
     */
    public static void gather(
            Object x,
            int xOffset,
            int[] indices,
            int indexOffset,
            int count,
            Object out,
            int outOffset,
            int extent,
            int inner,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            int source = row / count * extent + indices[indexOffset + row % count];
            System.arraycopy(x, xOffset + source * inner, out, outOffset + row * inner, inner);
        }
    }

    /**
     * Adds {@code count} rows for each of {@code outer} to the rows of {@code sums} that the indices name, one after
     * the other, elements {@code from .. to - 1} of each.
     */
    public static void scatterAdd(
            Object x,
            int xOffset,
            int[] indices,
            int indexOffset,
            int count,
            Object sums,
            int sumsOffset,
            int outer,
            int extent,
            int inner,
            int from,
            int to) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < count; i++) {
                int source = xOffset + (o * count + i) * inner + from;
                int target = sumsOffset + (o * extent + indices[indexOffset + i]) * inner + from;
                Reductions.add(x, source, sums, target, to - from);
            }
        }
    }

    /** Where the greatest element of lines {@code from .. to - 1} is, the first of several; NaN is the greatest. */
    public static void argMax(
            Object x, int xOffset, int[] out, int outOffset, int extent, int inner, int from, int to) {
        for (int line = from; line < to; line++) {
            int begin = xOffset + line / inner * extent * inner + line % inner;
            out[outOffset + line] = switch (x) {
                case float[] floats -> argMax(floats, begin, inner, extent);
                case double[] doubles -> argMax(doubles, begin, inner, extent);
                case int[] ints -> argMax(ints, begin, inner, extent);
                case long[] longs -> argMax(longs, begin, inner, extent);
                default -> argMax((byte[]) x, begin, inner, extent);
            };
        }
    }

    private static int argMax(float[] x, int begin, int stride, int extent) {
        int best = 0;
        float greatest = x[begin];
        for (int i = 1; i < extent; i++) {
            float each = x[begin + i * stride];
            if (each > greatest || Float.isNaN(each) && !Float.isNaN(greatest)) {
                best = i;
                greatest = each;
            }
        }
        return best;
    }

    private static int argMax(double[] x, int begin, int stride, int extent) {
        int best = 0;
        double greatest = x[begin];
        for (int i = 1; i < extent; i++) {
            double each = x[begin + i * stride];
            if (each > greatest || Double.isNaN(each) && !Double.isNaN(greatest)) {
                best = i;
                greatest = each;
            }
        }
        return best;
    }

    private static int argMax(int[] x, int begin, int stride, int extent) {
        int best = 0;
        int greatest = x[begin];
        for (int i = 1; i < extent; i++) {
            int each = x[begin + i * stride];
            if (each > greatest) {
                best = i;
                greatest = each;
            }
        }
        return best;
    }

    private static int argMax(long[] x, int begin, int stride, int extent) {
        int best = 0;
        long greatest = x[begin];
        for (int i = 1; i < extent; i++) {
            long each = x[begin + i * stride];
            if (each > greatest) {
                best = i;
                greatest = each;
            }
        }
        return best;
    }

    private static int argMax(byte[] x, int begin, int stride, int extent) {
        int best = 0;
        byte greatest = x[begin];
        for (int i = 1; i < extent; i++) {
            byte each = x[begin + i * stride];
            if (each > greatest) {
                best = i;
                greatest = each;
            }
        }
        return best;
    }

    /** Running sums of lines {@code from .. to - 1}, which begin with zero. */
    public static void cumSum(
            Op.CumSum op, Object x, int xOffset, Object out, int outOffset, int extent, int inner, int from, int to) {
        int step = op.reversed() ? -inner : inner;
        for (int line = from; line < to; line++) {
            int first = line / inner * extent * inner + line % inner + (op.reversed() ? (extent - 1) * inner : 0);
            int begin = xOffset + first;
            int put = outOffset + first;
            switch (x) {
                case float[] floats -> cumSum(floats, begin, (float[]) out, put, step, extent, op.exclusive());
                case double[] doubles -> cumSum(doubles, begin, (double[]) out, put, step, extent, op.exclusive());
                case int[] ints -> cumSum(ints, begin, (int[]) out, put, step, extent, op.exclusive());
                default -> cumSum((long[]) x, begin, (long[]) out, put, step, extent, op.exclusive());
            }
        }
    }

    private static void cumSum(float[] x, int begin, float[] out, int put, int step, int extent, boolean exclusive) {
        float running = 0;
        for (int i = 0; i < extent; i++) {
            float next = running + x[begin + i * step];
            out[put + i * step] = exclusive ? running : next;
            running = next;
        }
    }

    private static void cumSum(double[] x, int begin, double[] out, int put, int step, int extent, boolean exclusive) {
        double running = 0;
        for (int i = 0; i < extent; i++) {
            double next = running + x[begin + i * step];
            out[put + i * step] = exclusive ? running : next;
            running = next;
        }
    }

    private static void cumSum(int[] x, int begin, int[] out, int put, int step, int extent, boolean exclusive) {
        int running = 0;
        for (int i = 0; i < extent; i++) {
            int next = running + x[begin + i * step];
            out[put + i * step] = exclusive ? running : next;
            running = next;
        }
    }

    private static void cumSum(long[] x, int begin, long[] out, int put, int step, int extent, boolean exclusive) {
        long running = 0;
        for (int i = 0; i < extent; i++) {
            long next = running + x[begin + i * step];
            out[put + i * step] = exclusive ? running : next;
            running = next;
        }
    }
}
