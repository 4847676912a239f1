package hillock.engine.simd;

/** A float32 matrix product, with scratch storage for one thread. */
public sealed interface FloatMatMul permits PlainFloatMatMul, VectorFloatMatMul {
    /** The most columns of one call; a block of b of that width stays in the second-level cache. */
    int PANEL = 256;

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
            float[] a,
            int ao,
            int aRow,
            int aColumn,
            float[] b,
            int bo,
            int bRow,
            int bColumn,
            float[] c,
            int co,
            int cRow);
}
