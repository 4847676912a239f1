package hillock.engine.simd;

/** A fused elementwise expression, compiled. Safe for use by many threads. */
public interface Kernel {
    /**
     * Computes rows of elements. Of an operand that has one element for all of a row, that one is read.
     *
     * @param arrays the operands, then the results
     * @param offsets where the first row of each of them begins
     * @param rowStrides the distance from one row to the next in each of them; 0 where all rows are one
     * @param rows how many rows
     * @param n how many elements a row has, any number
     */
    void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int n);
}
