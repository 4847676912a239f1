package hillock.engine.simd;

/**
 * Sums of products of one element type, for one thread: matrix products of strided operands, and contractions of
 * operands that lie anywhere. Arrays are all {@code float[]} or all {@code double[]}.
 *
 * <p>The order of summation is that of {@code Op.MatMul}: k cut every 256, one chain of fused multiply-adds from +0 per
 * block, block sums added in ascending order. Columns are cut into strips, and a block of 256 rows of a strip stays in
 * the first-level cache while tiles of rows pass over it. No way of cutting rows or columns changes a bit.
 */
public final class Contraction {
    private static final int K_BLOCK = 256;
    /** So many rows of a block of a stay in the second-level cache while strips pass over them. */
    private static final int ROWS = 384;

    /** So many rows of b are packed at a time: few pages, each of which is read on. */
    private static final int PACKED_ROWS = 16;

    /** Stands for steps of equal distance. */
    private static final int[] EQUAL = {};

    private final Tiles tiles;
    private final LeftBlock left;
    private final Stream stream;
    /** How many columns are packed together. */
    private final int strip;

    private final int unit;
    private Object packed;
    private int packedWidth;
    private final Object sums;
    private final boolean wide;
    private final Multiples units = new Multiples(K_BLOCK);
    private Object totals;
    private int totalsLength;
    private final Multiples bSteps = new Multiples(K_BLOCK);
    private final Multiples bColumns = new Multiples(K_BLOCK);
    private final Multiples packedSteps = new Multiples(K_BLOCK);
    private final Multiples sumRows = new Multiples(ROWS);
    private final Multiples totalRows = new Multiples(ROWS);
    private final Multiples aRows = new Multiples(ROWS);
    private final Multiples cRows = new Multiples(ROWS);
    // The columns of the current strip that are stored, as runs of neighbours.
    private final int[] runFrom;
    private final int[] runTo;
    private final int[] runLength;
    private int runs;
    // Where the current strip is written.
    private Object result;
    private int resultOffset;
    private int[] resultRows = EQUAL;
    private int resultRow;
    private int[] resultTargets = EQUAL;
    private int resultTarget;

    Contraction(boolean wide, Tiles tiles) {
        this.wide = wide;
        this.tiles = tiles;
        this.stream = new Stream(wide, tiles);
        this.left = new LeftBlock(wide, ROWS, K_BLOCK);
        this.strip = tiles.width(ROWS);
        this.unit = tiles.unit();
        int widest = tiles.widest();
        this.packedWidth = strip;
        this.packed = Elements.array(wide, K_BLOCK * strip);
        this.sums = Elements.array(wide, tiles.most());
        this.totals = sums;
        this.result = sums;
        units.of(unit, K_BLOCK);
        this.runFrom = new int[widest];
        this.runTo = new int[widest];
        this.runLength = new int[widest];
    }

    /** How many elements {@link #pack} takes for all strips of n columns. */
    public static int packedLength(boolean wide, int k, int n) {
        int unit = Simd.unit(wide);
        return Math.multiplyExact((n + unit - 1) / unit * unit, k);
    }

    /**
     * Lays out strips {@code stripFrom .. stripTo - 1} of b for {@link #packedRows}: {@link Simd#strip} columns each,
     * from {@code po + s * strip * k} on. Element (p, j) of b is at {@code bo + p * bRow + j * bColumn}.
     */
    public void pack(
            Object b, int bo, int bRow, int bColumn, int k, int n, int stripFrom, int stripTo, Object packed, int po) {
        int most = bColumn == 1 ? PACKED_ROWS : K_BLOCK;
        for (int from = 0; from < k; from += most) {
            int length = Math.min(most, k - from);
            for (int s = stripFrom; s < stripTo; s++) {
                int columns = Math.min(strip, n - s * strip);
                int at = bo + from * bRow + s * strip * bColumn;
                pack(b, at, bRow, bColumn, length, columns, packed, po + s * strip * k + from * rounded(columns));
            }
        }
    }

    /**
     * Computes the columns of strips {@code stripFrom .. stripTo - 1} of rows {@code rowFrom .. rowTo - 1} of a product
     * with a packed b. Element (i, p) of a is at {@code ao + i * aRow + p * aColumn}, element (i, j) of c at {@code co
     * + i * cRow + j}.
     *
     * @param k the number of columns of a and rows of b
     * @param n the number of columns of b
     */
    public void packedRows(
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
            int cRow) {
        for (int row = rowFrom; row < rowTo; row += ROWS) {
            int rows = Math.min(ROWS, rowTo - row);
            int[] outs = cRows.of(cRow, rows);
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                left.take(a, ao + row * aRow + from * aColumn, aRow, aColumn, rows, length, stripTo - stripFrom);
                for (int s = stripFrom; s < stripTo; s++) {
                    int columns = Math.min(strip, n - s * strip);
                    int width = rounded(columns);
                    int begin = po + s * strip * k + from * width;
                    tiles.take(length, width, packed, begin, EQUAL, width, EQUAL, 0);
                    int to = co + row * cRow + s * strip;
                    if (columns == width) {
                        put(c, to, outs, 0, EQUAL, 0);
                    } else {
                        putTotals(rows, width);
                    }
                    block(0, rows, width, left.array(), left.offset(), left.rows(), EQUAL, left.column(), from);
                    if (columns < width && from + K_BLOCK >= k) {
                        oneRun(0, columns);
                        store(rows, width, c, to, outs, 0);
                    }
                }
            }
        }
    }

    /**
     * Computes columns {@code columnFrom .. columnTo - 1} of rows {@code rowFrom .. rowTo - 1} of a product with b as
     * it lies: for few rows, where packing b takes longer than it saves.
     */
    public void rows(
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
            int cRow) {
        if (stream.suits(rowTo - rowFrom, columnTo - columnFrom, k, bRow, bColumn)) {
            int at = ao + rowFrom * aRow;
            int to = co + rowFrom * cRow + columnFrom;
            int columns = columnTo - columnFrom;
            stream.run(rowTo - rowFrom, columns, k, a, at, aRow, aColumn, b, bo + columnFrom, bRow, c, to, cRow);
            return;
        }
        for (int row = rowFrom; row < rowTo; row += ROWS) {
            int rows = Math.min(ROWS, rowTo - row);
            int[] begins = aRows.of(aRow, rows);
            int[] outs = cRows.of(cRow, rows);
            int most = bColumn == 1 ? tiles.width(rows) : strip;
            int columns;
            for (int column = columnFrom; column < columnTo; column += columns) {
                columns = Math.min(most, columnTo - column);
                int lane = rounded(columns) - columns;
                boolean direct = bColumn == 1;
                if (direct && column - columnFrom < lane) {
                    // Nothing stands before that could be read in its place, as there is for the rest of the columns.
                    lane = 0;
                    columns -= columns % unit;
                    direct = columns > 0;
                }
                columns = direct ? columns : Math.min(strip, columnTo - column);
                int width = rounded(columns);
                int to = co + row * cRow + column;
                for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                    int length = Math.min(K_BLOCK, k - from);
                    int begin = bo + from * bRow + column * bColumn;
                    if (direct) {
                        tiles.take(length, width, b, begin - lane, EQUAL, bRow, EQUAL, 0);
                    } else {
                        pack(b, begin, bRow, bColumn, length, columns, packed, 0);
                        tiles.take(length, width, packed, 0, EQUAL, width, EQUAL, 0);
                    }
                    int at = ao + row * aRow + from * aColumn;
                    if (columns == width) {
                        put(c, to, outs, 0, EQUAL, 0);
                    } else {
                        putTotals(rows, width);
                    }
                    block(0, rows, width, a, at, begins, EQUAL, aColumn, from);
                }
                if (columns < width) {
                    oneRun(direct ? lane : 0, columns);
                    store(rows, width, c, to, outs, 0);
                }
            }
        }
    }

    /**
     * Computes rows {@code rowFrom .. rowTo - 1} and all columns of a contraction. The offsets {@code ao}, {@code bo},
     * {@code co} are added to those of the tables.
     */
    public void run(Offsets at, int rowFrom, int rowTo, Object a, int ao, Object b, int bo, Object c, int co) {
        for (int row = rowFrom; row < rowTo; row += ROWS) {
            some(at, row, Math.min(row + ROWS, rowTo), a, ao, b, bo, c, co);
        }
    }

    private void some(Offsets at, int rowFrom, int rowTo, Object a, int ao, Object b, int bo, Object c, int co) {
        int k = at.aSteps().length;
        int n = at.columns().length;
        boolean grouped = at.starts().length > 0;
        int most = grouped ? tiles.width(rowTo - rowFrom) : strip;
        for (int column = 0; column < n; column += most) {
            int columns = Math.min(most, n - column);
            int width = rounded(columns);
            int first = column / unit;
            int last = first + width / unit - 1;
            boolean direct = grouped && bo + at.starts()[last] + at.reach() + unit <= Elements.length(b);
            // Block sums are added to what is stored, so that what is stored twice must be stored last.
            boolean whole = grouped && k <= K_BLOCK && at.targets()[last] + unit <= at.end();
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                if (direct) {
                    tiles.take(length, width, b, bo, at.bSteps(), from, at.starts(), first);
                } else {
                    int[] begins = at.columns();
                    Object lines = packed(width);
                    Elements.gather(b, bo, at.bSteps(), from, length, begins, column, columns, width, lines, 0);
                    tiles.take(length, width, lines, 0, packedSteps.of(width, K_BLOCK), 0, units.table, 0);
                }
                if (whole) {
                    put(c, co, at.resultRows(), rowFrom, at.targets(), first);
                } else {
                    putTotals(rowTo - rowFrom, width);
                }
                block(rowFrom, rowTo, width, a, ao, at.rows(), at.aSteps(), from, from);
            }
            if (!whole) {
                findRuns(at.resultColumns(), column, columns);
                store(rowTo - rowFrom, width, c, co, at.resultRows(), rowFrom);
            }
        }
    }

    private int rounded(int columns) {
        return (columns + unit - 1) / unit * unit;
    }

    /** Lays out k rows of b, at most 256, one after the other, filled up with zeros. */
    private void pack(Object b, int bo, int bRow, int bColumn, int k, int columns, Object packed, int po) {
        int width = rounded(columns);
        int[] rows = bSteps.of(bRow, k);
        int[] places = bColumns.of(bColumn, strip);
        int[] lines = packedSteps.of(width, K_BLOCK);
        if (bColumn == 1 && columns == width) {
            tiles.move(k, width, b, bo, rows, packed, po, lines, 0, false);
        } else {
            Elements.gather(b, bo, rows, 0, k, places, 0, columns, width, packed, po);
        }
    }

    private void oneRun(int from, int length) {
        runs = 1;
        runFrom[0] = from;
        runTo[0] = 0;
        runLength[0] = length;
    }

    private void findRuns(int[] targets, int column, int columns) {
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

    private Object packed(int width) {
        if (width > packedWidth) {
            packedWidth = width;
            packed = Elements.array(wide, K_BLOCK * width);
        }
        return packed;
    }

    /** Lets {@link #block} write where the result is. */
    private void put(Object c, int co, int[] outs, int out, int[] targets, int target) {
        this.result = c;
        this.resultOffset = co;
        this.resultRows = outs;
        this.resultRow = out;
        this.resultTargets = targets;
        this.resultTarget = target;
    }

    /** Lets {@link #block} write rows of a strip that {@link #store} moves to where the result is. */
    private void putTotals(int rows, int width) {
        if (rows * width > totalsLength) {
            totalsLength = rows * width;
            totals = Elements.array(wide, totalsLength);
        }
        put(totals, 0, totalRows.of(width, rows), 0, units.table, 0);
    }

    private void store(int rows, int width, Object c, int co, int[] outs, int out) {
        for (int r = 0; r < rows; r++) {
            int to = co + outs[out + r];
            for (int run = 0; run < runs; run++) {
                Elements.copy(totals, r * width + runFrom[run], c, to + runTo[run], runLength[run]);
            }
        }
    }

    /**
     * A block of k of the rows of the strip that was taken, in tiles of nearly the same height.
     *
     * @param from where the block begins; sums of later blocks are added
     */
    private void block(
            int rowFrom, int rowTo, int width, Object a, int ao, int[] rows, int[] steps, int stepsFrom, int from) {
        int all = rowTo - rowFrom;
        int tallest = tiles.tallest(width);
        int count = (all + tallest - 1) / tallest;
        int row = 0;
        for (int tile = 1; tile <= count; tile++) {
            int end = (int) ((long) all * tile / count);
            int height = end - row;
            int begin = rowFrom + row;
            int put = resultRow + row;
            if (from == 0) {
                tiles.run(
                        height,
                        a,
                        ao,
                        rows,
                        begin,
                        steps,
                        stepsFrom,
                        result,
                        resultOffset,
                        resultRows,
                        put,
                        resultTargets,
                        resultTarget);
            } else {
                int[] lines = sumRows.of(width, tallest);
                tiles.run(height, a, ao, rows, begin, steps, stepsFrom, sums, 0, lines, 0, units.table, 0);
                tiles.move(height, width, sums, 0, lines, result, resultOffset, resultRows, put, true);
            }
            row = end;
        }
    }
}
