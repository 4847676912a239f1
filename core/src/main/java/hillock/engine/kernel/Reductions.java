package hillock.engine.kernel;

import hillock.engine.simd.DoubleReduction;
import hillock.engine.simd.FloatReduction;
import hillock.engine.simd.Simd;
import hillock.graph.Op;

/** Reductions of contiguous float32 and float64 arrays in the orders of {@code Sums}. Nothing is allocated. */
public final class Reductions {
    private static final FloatReduction FLOATS = Simd.floatReduction();
    private static final DoubleReduction DOUBLES = Simd.doubleReduction();

    private Reductions() {}

    /**
     * Reduces rows of {@code length} elements that lie one behind the other from {@code xOffset} on to one element
     * each.
     */
    public static void last(Op.Reduction kind, Object x, int xOffset, Object out, int outOffset, int rows, int length) {
        if (x instanceof float[] floats) {
            FLOATS.last(kind, floats, xOffset, (float[]) out, outOffset, rows, length);
        } else {
            DOUBLES.last(kind, (double[]) x, xOffset, (double[]) out, outOffset, rows, length);
        }
    }

    /**
     * Reduces columns side by side, each an ascending chain: element {@code i} of column {@code j} lies at
     * {@code xOffset + i * stride + j}.
     */
    public static void chains(
            Op.Reduction kind, Object x, int xOffset, int stride, int length, Object out, int outOffset, int columns) {
        if (x instanceof float[] floats) {
            FLOATS.chains(kind, floats, xOffset, stride, length, (float[]) out, outOffset, columns);
        } else {
            DOUBLES.chains(kind, (double[]) x, xOffset, stride, length, (double[]) out, outOffset, columns);
        }
    }
}
