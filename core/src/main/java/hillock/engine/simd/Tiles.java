package hillock.engine.simd;

/** Tiles of one element type, computed by vectors or plainly. With scratch storage, so for one thread. */
sealed interface Tiles permits PlainTiles, VectorTiles {
    /** The most steps of k that are streamed together: as many rows of b are read side by side. */
    int STEPS = 8;

    /** How many columns are computed together at the least; every width is a multiple of it. */
    int unit();

    /** The widest strip, in columns. */
    int widest();

    /** The most elements of a tile. */
    int most();

    /** How many columns are packed together. */
    int strip();

    /** How many columns a strip that is read by so many rows as it lies should have. */
    int width(int rows);

    /** The most rows of a tile of so many columns. */
    int tallest(int width);

    /** How many rows should pass over a strip before another is taken. */
    int together();

    /**
     * Gets a strip of neighbouring columns ready, for {@link #multiply}.
     *
     * @param bRow how far rows of b lie apart
     * @param width how many columns, a multiple of {@link #unit}
     */
    void take(int k, int width, Object b, int bo, int bRow);

    /**
     * Computes some rows of the strip that was taken: element (i, j), at {@code co + i * cRow + j}, becomes the chain
     * of fused multiply-adds from +0 over p of {@code a[ao + i * aRow + p * aColumn]} and b's element (p, j).
     *
     * @param height how many, at most {@link #tallest}
     * @param add whether the chain is added to what c holds
     */
    void multiply(int height, Object a, int ao, int aRow, int aColumn, Object c, int co, int cRow, boolean add);

    /**
     * Multiplies rows and packed strips, which lie {@code apart} elements from each other: sums as those of
     * {@link #multiply}, of strip after strip in c.
     *
     * @param strips how many, at least 1
     * @param width how many columns each, a multiple of {@link #unit}
     */
    void multiply(
            LeftBlock left,
            int strips,
            int apart,
            int k,
            int width,
            Object b,
            int bo,
            Object c,
            int co,
            int cRow,
            boolean add);

    /**
     * Gets a strip ready whose rows and columns lie where tables say, for {@link #run}.
     *
     * @param bSteps where each row of b begins, from entry {@code bFrom} on
     * @param starts where each {@link #unit} of columns begins, from entry {@code start} on
     * @param width how many columns, a multiple of {@link #unit}
     */
    void take(int k, int width, Object b, int bo, int[] bSteps, int bFrom, int[] starts, int start);

    /**
     * Computes some rows of the strip that was taken.
     *
     * @param height how many, at most {@link #tallest}
     * @param aSteps as {@code bSteps}
     * @param inRows whether entry p of {@code aSteps} is p
     * @see Tile#run
     */
    void run(
            int height,
            Object a,
            int ao,
            int[] rows,
            int row,
            int[] aSteps,
            int aFrom,
            boolean inRows,
            Object c,
            int co,
            int[] outs,
            int out,
            int[] targets,
            int target);

    /** How many rows {@link #stream} takes at a time; 0 if there is none. */
    int streamed();

    /**
     * Adds products of a few steps of k to c: element (r, j), at {@code co + outs[out + r] + j}, goes on with its chain
     * of fused multiply-adds over p from 0 to {@code steps - 1}, of {@code a[ao + rows[row + r] + p * aColumn]} and
     * {@code b[bo + p * bRow + j]}. Rows of b are read on.
     *
     * @param height how many rows, at most {@link #streamed}
     * @param width how many columns, a multiple of {@link #unit}
     * @param steps at most {@link #STEPS}
     */
    void stream(
            int height,
            int width,
            int steps,
            Object a,
            int ao,
            int[] rows,
            int row,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            Object c,
            int co,
            int[] outs,
            int out);

    /** How many strips {@link #deal} fills at a time. */
    int dealt();

    /**
     * Copies rows of neighbouring elements to several strips.
     *
     * @param rows where each row of a begins, from {@code ao} on
     * @param outs where each row of a strip begins, from {@code co} on
     * @param apart how far strips begin from each other
     */
    void deal(int height, Object a, int ao, int[] rows, Object c, int co, int[] outs, int apart);

    /**
     * Copies rows of neighbouring elements, or adds them.
     *
     * @param width how many elements a row has, a multiple of {@link #unit}
     * @param rows where each row of a begins, from {@code ao} on
     * @param outs where each row of c begins, from {@code co} on; the first is entry {@code out}
     */
    void move(int height, int width, Object a, int ao, int[] rows, Object c, int co, int[] outs, int out, boolean add);
}
