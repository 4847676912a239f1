package hillock.engine.kernel;

import hillock.arithmetic.Sums;
import hillock.graph.Op;
import java.util.Arrays;

/** Reductions of contiguous float32 and float64 arrays in the orders of {@link Sums}. */
public final class Reductions {
    private static final int TILE = 1024;

    private Reductions() {}

    /** Reduces rows {@code from .. to - 1} of [outer, length] to one element each. */
    public static void last(Op.Reduction kind, Object x, Object out, int from, int to, int length) {
        if (x instanceof float[] floats) {
            lastFloats(kind, floats, (float[]) out, from, to, length);
        } else {
            lastDoubles(kind, (double[]) x, (double[]) out, from, to, length);
        }
    }

    private static void lastFloats(Op.Reduction kind, float[] x, float[] out, int from, int to, int length) {
        switch (kind) {
            case SUM -> {
                for (int row = from; row < to; row++) {
                    out[row] = Sums.sum(x, row * length, length);
                }
            }
            case MAX -> {
                for (int row = from; row < to; row++) {
                    out[row] = max(x, row * length, length);
                }
            }
            case MIN -> {
                for (int row = from; row < to; row++) {
                    out[row] = min(x, row * length, length);
                }
            }
        }
    }

    private static void lastDoubles(Op.Reduction kind, double[] x, double[] out, int from, int to, int length) {
        switch (kind) {
            case SUM -> {
                for (int row = from; row < to; row++) {
                    out[row] = Sums.sum(x, row * length, length);
                }
            }
            case MAX -> {
                for (int row = from; row < to; row++) {
                    out[row] = max(x, row * length, length);
                }
            }
            case MIN -> {
                for (int row = from; row < to; row++) {
                    out[row] = min(x, row * length, length);
                }
            }
        }
    }

    private static float max(float[] x, int offset, int length) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            most = Math.max(most, x[i]);
        }
        return most;
    }

    private static float min(float[] x, int offset, int length) {
        float least = Float.POSITIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            least = Math.min(least, x[i]);
        }
        return least;
    }

    private static double max(double[] x, int offset, int length) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            most = Math.max(most, x[i]);
        }
        return most;
    }

    private static double min(double[] x, int offset, int length) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = offset; i < offset + length; i++) {
            least = Math.min(least, x[i]);
        }
        return least;
    }

    /**
     * Reduces [outer, length, inner] along the middle for outer indices {@code outerFrom .. outerTo - 1} and inner
     * indices {@code innerFrom .. innerTo - 1}: ascending chains, side by side.
     */
    public static void chains(
            Op.Reduction kind,
            Object x,
            Object out,
            int outerFrom,
            int outerTo,
            int length,
            int inner,
            int innerFrom,
            int innerTo) {
        for (int o = outerFrom; o < outerTo; o++) {
            for (int at = innerFrom; at < innerTo; at += TILE) {
                int n = Math.min(TILE, innerTo - at);
                int source = o * length * inner + at;
                if (x instanceof float[] floats) {
                    float[] result = kind == Op.Reduction.SUM
                            ? sums(floats, source, length, inner, n)
                            : extremes(kind, floats, source, length, inner, n);
                    System.arraycopy(result, 0, out, o * inner + at, n);
                } else {
                    double[] doubles = (double[]) x;
                    double[] result = kind == Op.Reduction.SUM
                            ? sums(doubles, source, length, inner, n)
                            : extremes(kind, doubles, source, length, inner, n);
                    System.arraycopy(result, 0, out, o * inner + at, n);
                }
            }
        }
    }

    private static float[] sums(float[] x, int source, int length, int stride, int n) {
        float[] total = new float[n];
        float[] block = new float[n];
        float[] row = new float[n];
        for (int from = 0; from < length; from += Sums.CHAIN_BLOCK) {
            int to = Math.min(length, from + Sums.CHAIN_BLOCK);
            float[] sum = from == 0 ? total : block;
            Arrays.fill(sum, 0);
            for (int i = from; i < to; i++) {
                System.arraycopy(x, source + i * stride, row, 0, n);
                for (int j = 0; j < n; j++) {
                    sum[j] += row[j];
                }
            }
            if (from > 0) {
                for (int j = 0; j < n; j++) {
                    total[j] += block[j];
                }
            }
        }
        return total;
    }

    private static float[] extremes(Op.Reduction kind, float[] x, int source, int length, int stride, int n) {
        boolean most = kind == Op.Reduction.MAX;
        float[] best = new float[n];
        Arrays.fill(best, most ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
        for (int i = 0; i < length; i++) {
            int at = source + i * stride;
            for (int j = 0; j < n; j++) {
                best[j] = most ? Math.max(best[j], x[at + j]) : Math.min(best[j], x[at + j]);
            }
        }
        return best;
    }

    private static double[] sums(double[] x, int source, int length, int stride, int n) {
        double[] total = new double[n];
        double[] block = new double[n];
        double[] row = new double[n];
        for (int from = 0; from < length; from += Sums.CHAIN_BLOCK) {
            int to = Math.min(length, from + Sums.CHAIN_BLOCK);
            double[] sum = from == 0 ? total : block;
            Arrays.fill(sum, 0);
            for (int i = from; i < to; i++) {
                System.arraycopy(x, source + i * stride, row, 0, n);
                for (int j = 0; j < n; j++) {
                    sum[j] += row[j];
                }
            }
            if (from > 0) {
                for (int j = 0; j < n; j++) {
                    total[j] += block[j];
                }
            }
        }
        return total;
    }

    private static double[] extremes(Op.Reduction kind, double[] x, int source, int length, int stride, int n) {
        boolean most = kind == Op.Reduction.MAX;
        double[] best = new double[n];
        Arrays.fill(best, most ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        for (int i = 0; i < length; i++) {
            int at = source + i * stride;
            for (int j = 0; j < n; j++) {
                best[j] = most ? Math.max(best[j], x[at + j]) : Math.min(best[j], x[at + j]);
            }
        }
        return best;
    }
}
