package hillock.engine.simd;

import hillock.graph.Op;

/**
 * Reductions of float64 arrays in the orders of {@code Sums}; an extremum has no order. Nothing is allocated. Safe for
 * use by many threads.
 */
public interface DoubleReduction {
    /**
     * Reduces rows that lie one behind the other to one element each.
     *
     * @param length the elements of a row; of none the sum is {@code +0}, the maximum {@code -infinity}
     */
    void last(Op.Reduction kind, double[] x, int offset, double[] out, int outOffset, int rows, int length);

    /**
     * Reduces columns side by side: element {@code i} of column {@code j} lies at {@code offset + i * stride + j}.
     *
     * @param length the elements of a column
     * @param columns how many columns there are
     */
    void chains(
            Op.Reduction kind,
            double[] x,
            int offset,
            int stride,
            int length,
            double[] out,
            int outOffset,
            int columns);

    /** Adds {@code n} elements to others: {@code sums[sumsOffset + i] += x[offset + i]}. */
    void add(double[] x, int offset, double[] sums, int sumsOffset, int n);
}
