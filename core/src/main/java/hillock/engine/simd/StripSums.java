package hillock.engine.simd;

/** The sums of one strip at a time, over which tiles of rows pass, and where they go. For one thread. */
final class StripSums {
    private static final int K_BLOCK = 256;
    private static final int[] NO_TABLE = {};

    private final boolean wide;
    private final Tiles tiles;
    private final Object sums;
    private Object totals;
    private final Multiples units = new Multiples(K_BLOCK);
    private final Multiples sumRows;
    private final Multiples totalRows;
    // The columns that are stored, as runs of neighbours.
    private final int[] runFrom;
    private final int[] runTo;
    private final int[] runLength;
    private int runs;
    // Where the strip is written.
    private Object result;
    private int resultOffset;
    private int[] resultRows = NO_TABLE;
    private int resultRow;
    private int[] resultTargets = NO_TABLE;
    private int resultTarget;

    StripSums(boolean wide, Tiles tiles, int mostRows) {
        this.wide = wide;
        this.tiles = tiles;
        this.sums = Elements.array(wide, tiles.most());
        this.totals = sums;
        this.result = sums;
        this.sumRows = new Multiples(mostRows);
        this.totalRows = new Multiples(mostRows);
        int widest = tiles.widest();
        this.runFrom = new int[widest];
        this.runTo = new int[widest];
        this.runLength = new int[widest];
        units.of(tiles.unit(), K_BLOCK);
    }

    /** Has {@link #store} move some neighbours. */
    void oneRun(int from, int length) {
        runs = 1;
        runFrom[0] = from;
        runTo[0] = 0;
        runLength[0] = length;
    }

    /** Has {@link #store} move columns to where a table says, or nowhere. */
    void findRuns(int[] targets, int column, int columns) {
        runs = 0;
        for (int j = 0; j < columns; j++) {
            int target = targets[column + j];
            if (target < 0) {
                continue;
            }
            int last = runs - 1;
            if (last >= 0 && runFrom[last] + runLength[last] == j && runTo[last] + runLength[last] == target) {
                runLength[last]++;
            } else {
                runFrom[runs] = j;
                runTo[runs] = target;
                runLength[runs] = 1;
                runs++;
            }
        }
    }

    /** Lets {@link #block} write where the result is. */
    void put(Object c, int co, int[] outs, int out, int[] targets, int target) {
        this.result = c;
        this.resultOffset = co;
        this.resultRows = outs;
        this.resultRow = out;
        this.resultTargets = targets;
        this.resultTarget = target;
    }

    /** Lets {@link #block} write rows of a strip that {@link #store} moves to where the result is. */
    void putTotals(int rows, int width) {
        put(totals(rows, width), 0, totalRows.of(width, rows), 0, units.table, 0);
    }

    /** Room for rows of a strip, one after the other, from element 0 on. */
    Object totals(int rows, int width) {
        if (totals == sums || rows * width > Elements.length(totals)) {
            totals = Elements.array(wide, rows * width);
        }
        return totals;
    }

    void store(int rows, int width, Object c, int co, int[] outs, int out) {
        for (int r = 0; r < rows; r++) {
            int to = co + outs[out + r];
            for (int run = 0; run < runs; run++) {
                Elements.copy(totals, r * width + runFrom[run], c, to + runTo[run], runLength[run]);
            }
        }
    }

    /** Begins {@link #totals} with what is in the result. */
    void loadTotals(int rows, int columns, int width, Object c, int co, int[] outs) {
        if (columns == width) {
            tiles.move(rows, width, c, co, outs, totals, 0, totalRows.of(width, rows), 0, false);
            return;
        }
        for (int r = 0; r < rows; r++) {
            Elements.copy(c, co + outs[r], totals, r * width, columns);
        }
    }

    /** Moves the first columns of {@link #totals} to the result. */
    void storeTotals(int rows, int columns, int width, Object c, int co, int[] outs) {
        if (columns == width) {
            tiles.move(rows, width, totals, 0, totalRows.of(width, rows), c, co, outs, 0, false);
            return;
        }
        for (int r = 0; r < rows; r++) {
            Elements.copy(totals, r * width, c, co + outs[r], columns);
        }
    }

    /** How high tiles of so many rows should be: of nearly the same height. */
    static int height(int rows, int tallest) {
        int count = Math.max(1, (rows + tallest - 1) / tallest);
        return Math.max(1, (rows + count - 1) / count);
    }

    /**
     * A block of k of the rows of the strip that was taken, in tiles of so many rows.
     *
     * @param inRows whether entry p of {@code steps} is p
     * @param added whether the sums are added to those that are there
     */
    void block(
            int rowFrom,
            int rowTo,
            int width,
            Object a,
            int ao,
            int[] rows,
            int[] steps,
            int stepsFrom,
            boolean inRows,
            int height,
            boolean added) {
        for (int begin = rowFrom; begin < rowTo; begin += height) {
            int some = Math.min(height, rowTo - begin);
            int put = resultRow + begin - rowFrom;
            if (!added) {
                tiles.run(
                        some,
                        a,
                        ao,
                        rows,
                        begin,
                        steps,
                        stepsFrom,
                        inRows,
                        result,
                        resultOffset,
                        resultRows,
                        put,
                        resultTargets,
                        resultTarget);
            } else {
                int[] lines = sumRows.of(width, height);
                tiles.run(some, a, ao, rows, begin, steps, stepsFrom, inRows, sums, 0, lines, 0, units.table, 0);
                tiles.move(some, width, sums, 0, lines, result, resultOffset, resultRows, put, true);
            }
        }
    }
}
