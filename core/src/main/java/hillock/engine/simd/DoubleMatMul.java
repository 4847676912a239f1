package hillock.engine.simd;

/** A float64 matrix product, with scratch storage for one thread. */
public sealed interface DoubleMatMul permits PlainDoubleMatMul, VectorDoubleMatMul {
    /** The most columns of one call; a block of b of that width stays in the second-level cache. */
    int PANEL = 128;

    /**
     * Rows {@code rowFrom .. rowTo - 1} and columns {@code columnFrom .. columnTo - 1} (at most {@link #PANEL}) of the
     * product. Row i of a begins at {@code ao + i * aRow}, its elements are {@code aColumn} apart; likewise b. Row i of
     * c begins at {@code co + i * cRow}, its elements are neighbours.
     *
     * @param k the number of columns of a and rows of b
     */
    void panel(
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            int k,
            double[] a,
            int ao,
            int aRow,
            int aColumn,
            double[] b,
            int bo,
            int bRow,
            int bColumn,
            double[] c,
            int co,
            int cRow);
}
