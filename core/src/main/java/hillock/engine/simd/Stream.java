package hillock.engine.simd;

/**
 * Products of few rows and a right operand that lies in rows, all of which has to be read: eight rows of it are read
 * side by side, from their beginning to their end, as memory likes it best, and the sums of a whole row stay in the
 * first-level cache. For one thread.
 */
final class Stream {
    private static final int K_BLOCK = 256;
    /** More rows than this keep vectors busy as they are. */
    private static final int MOST_ROWS = 8;
    /** So many sums stay near while rows of b pass. */
    private static final int SUMS = 8192;
    /** Shorter rows of b are over before reading on pays. */
    private static final int LEAST_COLUMNS = 512;
    /** Several rows are worth it only if b lies beyond the caches: so many elements. */
    private static final int FAR = 1 << 22;

    private final Tiles tiles;
    private final Multiples aRows;
    private final Multiples sumRows;
    private Object sums;
    private final boolean wide;
    private boolean made;

    Stream(boolean wide, Tiles tiles) {
        this.wide = wide;
        this.tiles = tiles;
        this.aRows = new Multiples(MOST_ROWS);
        this.sumRows = new Multiples(MOST_ROWS);
        this.sums = Elements.array(wide, 0);
    }

    /** Whether a product is better streamed. */
    boolean suits(int rows, int columns, int k, int bRow, int bColumn) {
        boolean worthwhile = rows == 1 || rows <= MOST_ROWS && (long) k * bRow >= FAR;
        return tiles.streamed() > 0 && bColumn == 1 && columns >= LEAST_COLUMNS && worthwhile;
    }

    /** Computes a product with at most {@link #MOST_ROWS} rows; for the parameters see {@link Contraction#rows}. */
    void run(
            int rows,
            int columns,
            int k,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            Object c,
            int co,
            int cRow) {
        if (!made) {
            made = true;
            sums = Elements.array(wide, SUMS);
        }
        int unit = tiles.unit();
        int most = SUMS / rows / unit * unit;
        int some;
        for (int column = 0; column < columns; column += some) {
            int rest = columns - column;
            // What is less than a vector is read with columns before it.
            some = rest < unit ? rest : Math.min(most, rest - rest % unit);
            int width = (some + unit - 1) / unit * unit;
            int lead = width - some;
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                block(
                        rows,
                        width,
                        length,
                        a,
                        ao + from * aColumn,
                        aRow,
                        aColumn,
                        b,
                        bo + from * bRow + column - lead,
                        bRow);
                for (int r = 0; r < rows; r++) {
                    int at = r * width + lead;
                    Elements.put(sums, at, c, co + r * cRow + column, some, from > 0);
                }
            }
        }
    }

    private void block(
            int rows, int width, int k, Object a, int ao, int aRow, int aColumn, Object b, int bo, int bRow) {
        Elements.clear(sums, rows * width);
        int[] begins = aRows.of(aRow, rows);
        int[] outs = sumRows.of(width, rows);
        int parts = (rows + tiles.streamed() - 1) / tiles.streamed();
        for (int p = 0; p < k; p += Tiles.STEPS) {
            int steps = Math.min(Tiles.STEPS, k - p);
            for (int part = 0; part < parts; part++) {
                int r = rows * part / parts;
                int height = rows * (part + 1) / parts - r;
                tiles.stream(
                        height,
                        width,
                        steps,
                        a,
                        ao + p * aColumn,
                        begins,
                        r,
                        aColumn,
                        b,
                        bo + p * bRow,
                        bRow,
                        sums,
                        0,
                        outs,
                        r);
            }
        }
    }
}
