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
    private static final int ROWS = 512;

    /** Stands for steps of equal distance. */
    private static final int[] EQUAL = {};

    private final Tiles tiles;
    /** How many columns are packed together. */
    private final int strip;

    private final int unit;
    private final Object packed;
    private final Object sums;
    private final boolean wide;
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

    Contraction(boolean wide, Tiles tiles) {
        this.wide = wide;
        this.tiles = tiles;
        this.strip = tiles.width(ROWS);
        this.unit = tiles.unit();
        int widest = tiles.widest();
        this.packed = Elements.array(wide, K_BLOCK * strip);
        this.sums = Elements.array(wide, tiles.most());
        this.totals = sums;
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
        for (int s = stripFrom; s < stripTo; s++) {
            int width = Math.min(strip, n - s * strip);
            pack(b, bo + s * strip * bColumn, bRow, bColumn, k, width, packed, po + s * strip * k);
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
            int[] begins = aRows.of(aRow, rows);
            int[] outs = cRows.of(cRow, rows);
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                for (int s = stripFrom; s < stripTo; s++) {
                    int columns = Math.min(strip, n - s * strip);
                    int width = rounded(columns);
                    int begin = po + s * strip * k + from * width;
                    tiles.take(length, width, packed, begin, EQUAL, width);
                    oneRun(0, columns);
                    int at = ao + row * aRow + from * aColumn;
                    int to = co + row * cRow + s * strip;
                    block(0, rows, width, a, at, begins, EQUAL, aColumn, c, to, outs, from, k);
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
                oneRun(direct ? lane : 0, columns);
                for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                    int length = Math.min(K_BLOCK, k - from);
                    int begin = bo + from * bRow + column * bColumn;
                    if (direct) {
                        tiles.take(length, width, b, begin - lane, EQUAL, bRow);
                    } else {
                        pack(b, begin, bRow, bColumn, length, columns, packed, 0);
                        tiles.take(length, width, packed, 0, EQUAL, width);
                    }
                    int at = ao + row * aRow + from * aColumn;
                    block(0, rows, width, a, at, begins, EQUAL, aColumn, c, co + row * cRow + column, outs, from, k);
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
        int[] begins = at.columns();
        int k = at.aSteps().length;
        int n = begins.length;
        for (int column = 0; column < n; ) {
            int most = Math.min(tiles.width(rowTo - rowFrom), n - column);
            int columns = neighbours(begins, column, column + most);
            int lane = 0;
            boolean direct = columns >= Math.min(strip, most);
            if (direct && columns % unit != 0) {
                // A width that is no multiple takes in columns before it, if there are any, or leaves some over.
                lane = rounded(columns) - columns;
                if (column < lane || neighbours(begins, column - lane, column + columns) < columns + lane) {
                    lane = 0;
                    columns -= columns % unit;
                    direct = columns > 0;
                }
            }
            columns = direct ? columns : Math.min(strip, most);
            int width = rounded(columns);
            findRuns(at.resultColumns(), column, columns, lane);
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                if (direct) {
                    tiles.take(length, width, b, bo + begins[column] - lane, at.bSteps(), from);
                } else {
                    Elements.gather(b, bo, at.bSteps(), from, length, begins, column, columns, width, packed, 0);
                    tiles.take(length, width, packed, 0, packedSteps.of(width, K_BLOCK), 0);
                }
                int[] rows = at.rows();
                block(rowFrom, rowTo, width, a, ao, rows, at.aSteps(), from, c, co, at.resultRows(), from, k);
            }
            column += columns;
        }
    }

    private int rounded(int columns) {
        return (columns + unit - 1) / unit * unit;
    }

    /** A table of multiples of a distance, filled anew only where it has to be. */
    private static final class Multiples {
        final int[] table;
        private int distance;
        private int filled;

        Multiples(int length) {
            table = new int[length];
        }

        int[] of(int distance, int count) {
            if (distance != this.distance || count > filled) {
                for (int i = 0; i < count; i++) {
                    table[i] = i * distance;
                }
                this.distance = distance;
                filled = count;
            }
            return table;
        }
    }

    /** Lays out k rows of b one after the other, filled up with zeros. */
    private void pack(Object b, int bo, int bRow, int bColumn, int k, int columns, Object packed, int po) {
        int width = rounded(columns);
        int[] rows = bSteps.of(bRow, Math.min(k, K_BLOCK));
        int[] places = bColumns.of(bColumn, strip);
        int[] lines = packedSteps.of(width, K_BLOCK);
        for (int from = 0; from < k; from += K_BLOCK) {
            int length = Math.min(K_BLOCK, k - from);
            int at = bo + from * bRow;
            int target = po + from * width;
            if (bColumn == 1 && columns == width) {
                tiles.move(length, width, b, at, rows, packed, target, lines, 0, false);
            } else {
                Elements.gather(b, at, rows, 0, length, places, 0, columns, width, packed, target);
            }
        }
    }

    /** How many of the columns from {@code from} on lie beside each other. */
    private static int neighbours(int[] columns, int from, int to) {
        int end = from + 1;
        while (end < to && columns[end] == columns[end - 1] + 1) {
            end++;
        }
        return end - from;
    }

    private void oneRun(int from, int length) {
        runs = 1;
        runFrom[0] = from;
        runTo[0] = 0;
        runLength[0] = length;
    }

    private void findRuns(int[] targets, int column, int columns, int lane) {
        runs = 0;
        for (int j = 0; j < columns; j++) {
            int target = targets[column + j];
            if (target < 0) {
                continue;
            }
            int last = runs - 1;
            if (last >= 0 && runFrom[last] + runLength[last] == lane + j && runTo[last] + runLength[last] == target) {
                runLength[last]++;
            } else {
                runFrom[runs] = lane + j;
                runTo[runs] = target;
                runLength[runs] = 1;
                runs++;
            }
        }
    }

    /**
     * A block of k of the rows of the strip that was taken, in tiles of nearly the same height. Strips that are no
     * neighbours in the result are stored when all blocks have been added.
     *
     * @param from where the block begins
     * @param k the end of the last block
     */
    private void block(
            int rowFrom,
            int rowTo,
            int width,
            Object a,
            int ao,
            int[] rows,
            int[] steps,
            int stepsFrom,
            Object c,
            int co,
            int[] outs,
            int from,
            int k) {
        int all = rowTo - rowFrom;
        int tallest = tiles.tallest(width);
        int count = (all + tallest - 1) / tallest;
        boolean whole = runs == 1 && runFrom[0] == 0 && runLength[0] == width;
        Object target = whole ? c : totals(all * width);
        int at = whole ? co + runTo[0] : 0;
        int[] targets = whole ? outs : totalRows.of(width, all);
        int firstTarget = whole ? rowFrom : 0;
        int row = 0;
        for (int tile = 1; tile <= count; tile++) {
            int end = all * tile / count;
            int height = end - row;
            int put = firstTarget + row;
            if (from == 0) {
                tiles.run(height, a, ao, rows, rowFrom + row, steps, stepsFrom, target, at, targets, put);
            } else {
                int[] lines = sumRows.of(width, tallest);
                tiles.run(height, a, ao, rows, rowFrom + row, steps, stepsFrom, sums, 0, lines, 0);
                tiles.move(height, width, sums, 0, lines, target, at, targets, put, true);
            }
            row = end;
        }
        if (!whole && from + K_BLOCK >= k) {
            for (int r = 0; r < all; r++) {
                int to = co + outs[rowFrom + r];
                for (int run = 0; run < runs; run++) {
                    Elements.copy(target, r * width + runFrom[run], c, to + runTo[run], runLength[run]);
                }
            }
        }
    }

    private Object totals(int length) {
        if (length > totalsLength) {
            totalsLength = length;
            totals = Elements.array(wide, length);
        }
        return totals;
    }
}
