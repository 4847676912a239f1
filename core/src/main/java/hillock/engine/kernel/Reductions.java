package hillock.engine.kernel;

import hillock.engine.simd.DoubleReduction;
import hillock.engine.simd.FloatReduction;
import hillock.engine.simd.Simd;
import hillock.graph.Op;

/** Reductions of contiguous arrays of numbers in the orders of {@code Sums}. Nothing is allocated. */
public final class Reductions {
    /** Of so few elements vectors save nothing, and where a program has just begun it takes long to load them. */
    private static final int FEW = 256;

    private static final FloatReduction PLAIN_FLOATS = Simd.plainFloatReduction();
    private static final DoubleReduction PLAIN_DOUBLES = Simd.plainDoubleReduction();

    private Reductions() {}

    /** The forms for many elements, made when there are. */
    private static final class Many {
        static final FloatReduction FLOATS = Simd.floatReduction();
        static final DoubleReduction DOUBLES = Simd.doubleReduction();
    }

    private static FloatReduction floats(int elements) {
        return elements <= FEW ? PLAIN_FLOATS : Many.FLOATS;
    }

    private static DoubleReduction doubles(int elements) {
        return elements <= FEW ? PLAIN_DOUBLES : Many.DOUBLES;
    }

    /**
     * Reduces rows of {@code length} elements that lie one behind the other from {@code xOffset} on to one element
     * each.
     */
    public static void last(Op.Reduction kind, Object x, int xOffset, Object out, int outOffset, int rows, int length) {
        switch (x) {
            case float[] floats ->
                floats(rows * length).last(kind, floats, xOffset, (float[]) out, outOffset, rows, length);
            case double[] doubles ->
                doubles(rows * length).last(kind, doubles, xOffset, (double[]) out, outOffset, rows, length);
            case int[] ints -> {
                for (int row = 0; row < rows; row++) {
                    ((int[]) out)[outOffset + row] = IntLoops.reduce(kind, ints, xOffset + row * length, 1, length);
                }
            }
            default -> {
                for (int row = 0; row < rows; row++) {
                    ((long[]) out)[outOffset + row] =
                            LongLoops.reduce(kind, (long[]) x, xOffset + row * length, 1, length);
                }
            }
        }
    }

    /**
     * Reduces columns side by side, each an ascending chain: element {@code i} of column {@code j} lies at
     * {@code xOffset + i * stride + j}.
     */
    public static void chains(
            Op.Reduction kind, Object x, int xOffset, int stride, int length, Object out, int outOffset, int columns) {
        switch (x) {
            case float[] floats ->
                floats(length * columns)
                        .chains(kind, floats, xOffset, stride, length, (float[]) out, outOffset, columns);
            case double[] doubles ->
                doubles(length * columns)
                        .chains(kind, doubles, xOffset, stride, length, (double[]) out, outOffset, columns);
            case int[] ints -> {
                for (int j = 0; j < columns; j++) {
                    ((int[]) out)[outOffset + j] = IntLoops.reduce(kind, ints, xOffset + j, stride, length);
                }
            }
            default -> {
                for (int j = 0; j < columns; j++) {
                    ((long[]) out)[outOffset + j] = LongLoops.reduce(kind, (long[]) x, xOffset + j, stride, length);
                }
            }
        }
    }

    /** Adds {@code n} elements to others, each to one. */
    static void add(Object x, int xOffset, Object sums, int sumsOffset, int n) {
        switch (x) {
            case float[] floats -> floats(n).add(floats, xOffset, (float[]) sums, sumsOffset, n);
            case double[] doubles -> doubles(n).add(doubles, xOffset, (double[]) sums, sumsOffset, n);
            case int[] ints -> {
                for (int i = 0; i < n; i++) {
                    ((int[]) sums)[sumsOffset + i] += ints[xOffset + i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    ((long[]) sums)[sumsOffset + i] += ((long[]) x)[xOffset + i];
                }
            }
        }
    }
}
