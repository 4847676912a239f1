package hillock.engine.simd;

/**
 * A matrix product of one element type, with scratch storage for one thread. Arrays are all {@code float[]} or all
 * {@code double[]}. Element (i, p) of a is at {@code ao + i * aRow + p * aColumn}, likewise b; element (i, j) of c is
 * at {@code co + i * cRow + j}.
 *
 * <p>The order of summation is that of {@code Op.MatMul}: k cut every 256, one chain of fused multiply-adds from +0 per
 * block, block sums added in ascending order. No way of cutting rows or columns changes a bit.
 */
public sealed interface MatMul permits PlainDoubleMatMul, PlainFloatMatMul, VectorDoubleMatMul, VectorFloatMatMul {
    /**
     * Lays out strips {@code stripFrom .. stripTo - 1} of b for {@link #packedRows}, from {@code po} on. A strip has
     * {@link Simd#strip} columns; each takes k times as many elements, the last one too.
     */
    void pack(Object b, int bo, int bRow, int bColumn, int k, int n, int stripFrom, int stripTo, Object packed, int po);

    /**
     * Computes the columns of strips {@code stripFrom .. stripTo - 1} of rows {@code rowFrom .. rowTo - 1} of the
     * product.
     *
     * @param k the number of columns of a and rows of b
     * @param n the number of columns of b
     */
    void packedRows(
            int rowFrom,
            int rowTo,
            int stripFrom,
            int stripTo,
            int k,
            int n,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object packed,
            int po,
            Object c,
            int co,
            int cRow);

    /**
     * Computes columns {@code columnFrom .. columnTo - 1} of rows {@code rowFrom .. rowTo - 1} with b as it lies: for
     * products of few rows, where packing b takes longer than it saves.
     */
    void rows(
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            int k,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            int bColumn,
            Object c,
            int co,
            int cRow);
}
