package hillock.engine.simd;

/** A fused elementwise expression, compiled. Safe for use by many threads. */
public interface Kernel {
    /**
     * Computes elements.
     *
     * @param arrays the operands, then the results
     * @param offsets where each of them begins
     * @param n how many elements, a multiple of the number of lanes
     */
    void run(Object[] arrays, int[] offsets, int n);
}
