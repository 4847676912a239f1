package hillock.engine.simd;

/**
 * The kernel of contractions: some rows by some vectors of columns. Emitted by {@link TileWriter} for one element type,
 * number of rows and number of vectors. Safe for use by many threads.
 */
interface Tile {
    /**
     * Writes lane j of vector v of row r to {@code c[co + outs[out + r] + targets[target + v] + j]}: the chain of fused
     * multiply-adds from +0, over p from 0 to {@code k - 1}, of {@code a[ao + rows[row + r] + aSteps[aFrom + p]]} and
     * {@code b[bo + bSteps[bFrom + p] + starts[start + v] + j]}. Vectors are stored in ascending order. Windowed tiles
     * have {@code aFrom + p} in place of entries of {@code aSteps}.
     *
     * <p>Strided tiles have no tables: rows of a are {@code row} apart and its columns {@code aFrom}, rows of b
     * {@code bFrom}, rows of c {@code out}, vectors are neighbours, and chains are added to what c holds if
     * {@code target} is not 0. Tiles of what is laid out have the distances of {@link TileWriter.Kind}.
     *
     * <p>Moving tiles copy or add {@code k} rows, elements {@code a[ao + rows[row + r] + j]}; those that deal them out
     * to strips leave {@code target} elements more between these. Gathering tiles copy element {@code a[ao + rows[row +
     * j] + aSteps[aFrom + r]]} to {@code c[co + r * out + j]}; turning ones have r in place of the entry of
     * {@code aSteps}.
     */
    void run(
            int k,
            Object a,
            int ao,
            int[] rows,
            int row,
            int[] aSteps,
            int aFrom,
            Object b,
            int bo,
            int[] bSteps,
            int bFrom,
            int[] starts,
            int start,
            Object c,
            int co,
            int[] outs,
            int out,
            int[] targets,
            int target);
}
