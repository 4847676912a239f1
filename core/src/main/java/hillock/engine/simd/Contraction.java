package hillock.engine.simd;

import org.jspecify.annotations.Nullable;

/**
 * Sums of products of one element type, for one thread: matrix products of strided operands, and contractions of
 * operands that lie anywhere. Arrays are all {@code float[]} or all {@code double[]}.
 *
 * <p>The order of summation is that of {@code Op.MatMul}: k cut every 256, one chain of fused multiply-adds from +0 per
 * block, block sums added in ascending order. Rows are cut into tiles and columns into strips: a tile, 256 columns of
 * it, stays in the nearest cache while strips pass over it, which come from the next one. No way of cutting rows or
 * columns changes a bit.
 */
public final class Contraction {
    /** Where k is cut. */
    public static final int K_BLOCK = 256;
    /** So many rows of a are laid out at a time. */
    private static final int ROWS = 1024;

    /** The sums of so many rows of a strip stay in the first-level cache. */
    private static final int SUMMED_ROWS = 128;

    /** So many rows of b are packed at a time: few pages, each of which is read on. */
    private static final int PACKED_ROWS = 16;
    /** So many rows pay for packing b ... */
    private static final int PACKING = 8;

    /**
     * ... so many where it lies in rows, in the second-level cache: up to so many elements, and rows not so far apart.
     */
    private static final int PACKING_NEAR = 96;

    private static final int NEAR = 1 << 18;
    /** So many floats of b stay in the nearest caches: then copies do not pay. */
    private static final int SMALL = 1 << 14;

    private static final int CONFLICTING = 256;
    /** So many floats of b are packed at a time, to stay in the second-level cache. */
    private static final int GROUP = 1 << 17;
    /** So many elements of all operands of a sum stay in the second-level cache. */
    private static final int SUMMED = 80 << 10;

    private final Tiles tiles;
    private final LeftBlock left;
    private final Stream stream;
    private final StripSums sums;
    /** How many columns are packed together. */
    private final int strip;

    private final int unit;
    private Panels.@Nullable Panel made;
    private final boolean wide;
    private final Multiples units = new Multiples(K_BLOCK);
    private final Multiples bSteps = new Multiples(K_BLOCK);
    private final Multiples bColumns = new Multiples(K_BLOCK);
    private final Multiples packedSteps = new Multiples(K_BLOCK);
    private final Multiples cRows = new Multiples(ROWS);

    Contraction(boolean wide, Tiles tiles) {
        this.wide = wide;
        this.tiles = tiles;
        this.stream = new Stream(wide, tiles);
        this.left = new LeftBlock(wide, tiles);
        this.strip = tiles.strip();
        this.unit = tiles.unit();
        this.sums = new StripSums(wide, tiles, ROWS);
        units.of(unit, K_BLOCK);
    }

    /** Adds sums of blocks of k, which lie {@code apart} elements from each other, in ascending order. */
    public static void addBlocks(int count, int length, Object sums, int at, int apart, Object c, int co) {
        for (int block = 0; block < count; block++) {
            Elements.put(sums, at + block * apart, c, co, length, block > 0);
        }
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
        for (int from = 0; from < k; from += PACKED_ROWS) {
            for (int s = stripFrom; s < stripTo; s++) {
                int some = tiles.dealt();
                if (bColumn == 1 && s + some <= stripTo && (s + some) * strip <= n) {
                    int length = Math.min(PACKED_ROWS, k - from);
                    int at = bo + from * bRow + s * strip;
                    int to = po + s * strip * k + from * strip;
                    int[] lines = packedSteps.of(strip, length);
                    tiles.deal(length, b, at, bSteps.of(bRow, length), packed, to, lines, strip * k);
                    s += some - 1;
                    continue;
                }
                int columns = Math.min(strip, n - s * strip);
                int width = rounded(columns);
                // What is gathered is read on along k.
                boolean gathered = bColumn != 1 || columns < width;
                int length = Math.min(gathered ? K_BLOCK : PACKED_ROWS, k - from);
                int at = bo + from * bRow + s * strip * bColumn;
                if (!gathered || from % K_BLOCK == 0) {
                    pack(b, at, bRow, bColumn, length, columns, packed, po + s * strip * k + from * width);
                }
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
        int from = stripFrom * strip;
        int to = Math.min(n, stripTo * strip);
        strips(rowFrom, rowTo, from, to, k, a, ao, aRow, aColumn, packed, po + from * k, 0, 0, true, c, co, cRow);
    }

    /**
     * Adds columns {@code columnFrom .. columnTo - 1} of rows {@code rowFrom .. rowTo - 1} of several products to what
     * c holds, one product after the other. Sums of a strip stay in the first-level cache meanwhile.
     *
     * @param k at most {@link #K_BLOCK}
     * @param aItems where a of each product begins, from {@code ao} on; likewise {@code bItems}
     * @param reversed whether the last product comes first
     */
    public void sum(
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            int k,
            Object a,
            int ao,
            int[] aItems,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int[] bItems,
            int bRow,
            int bColumn,
            boolean reversed,
            Object c,
            int co,
            int cRow) {
        int group = Math.max(1, GROUP / 2 / (k * strip)) * strip;
        int most = StripSums.height(rowTo - rowFrom, SUMMED_ROWS);
        for (int row = rowFrom; row < rowTo; row += most) {
            for (int column = columnFrom; column < columnTo; column += group) {
                sumGroup(
                        Math.min(most, rowTo - row),
                        Math.min(group, columnTo - column),
                        k,
                        a,
                        ao + row * aRow,
                        aItems,
                        aRow,
                        aColumn,
                        b,
                        bo + column * bColumn,
                        bItems,
                        bRow,
                        bColumn,
                        reversed,
                        c,
                        co + row * cRow + column,
                        cRow);
            }
        }
    }

    /** The same for some rows and columns, of which strips of several products are packed together. */
    private void sumGroup(
            int rows,
            int columns,
            int k,
            Object a,
            int ao,
            int[] aItems,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int[] bItems,
            int bRow,
            int bColumn,
            boolean reversed,
            Object c,
            int co,
            int cRow) {
        int count = aItems.length;
        int strips = (columns + strip - 1) / strip;
        int near = Math.max(rows, strips * strip / 2);
        int some = Math.max(1, Math.min(count, (wide ? SUMMED / 2 : SUMMED) / (k * near)));
        int[] outs = cRows.of(cRow, rows);
        Panels.Panel panel = panel(some * strips * strip * k);
        for (int first = 0; first < count; first += some) {
            int last = Math.min(count, first + some);
            for (int turn = first; turn < last; turn++) {
                int begin = bo + bItems[reversed ? count - 1 - turn : turn];
                int to = panel.offset() + (turn - first) * strips * strip * k;
                pack(b, begin, bRow, bColumn, k, columns, 0, strips, panel.array(), to);
            }
            for (int s = 0; s < strips; s++) {
                int taken = Math.min(strip, columns - s * strip);
                int width = rounded(taken);
                int height = StripSums.height(rows, tiles.tallest(width));
                int to = co + s * strip;
                Object totals = sums.totals(rows, width);
                sums.loadTotals(rows, taken, width, c, to, outs);
                for (int turn = first; turn < last; turn++) {
                    int begin = panel.offset() + ((turn - first) * strips + s) * strip * k;
                    tiles.take(k, width, panel.array(), begin, width);
                    int at = ao + aItems[reversed ? count - 1 - turn : turn];
                    for (int r = 0; r < rows; r += height) {
                        int high = Math.min(height, rows - r);
                        tiles.multiply(high, a, at + r * aRow, aRow, aColumn, totals, r * width, width, true);
                    }
                }
                sums.storeTotals(rows, taken, width, c, to, outs);
            }
        }
    }

    /**
     * Products with a b that is packed, or else lies as {@code bRow} and {@code bColumn} tell: then some strips at a
     * time are packed, for all rows.
     */
    private void strips(
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
            boolean packed,
            Object c,
            int co,
            int cRow) {
        int height = StripSums.height(rowTo - rowFrom, tiles.tallest(strip));
        int block = Math.max(1, tiles.together() / height) * height;
        int group = Math.max(1, (wide ? GROUP / 2 : GROUP) / (Math.clamp(k, 1, K_BLOCK) * strip)) * strip;
        for (int column = columnFrom; column < columnTo; column += group) {
            int columns = Math.min(group, columnTo - column);
            int strips = (columns + strip - 1) / strip;
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(k - from, K_BLOCK);
                Object near = b;
                int at = bo + (column - columnFrom) * k;
                int apart = strip * k;
                int line = from;
                if (!packed) {
                    Panels.Panel panel = panel(strips * strip * length);
                    near = panel.array();
                    at = panel.offset();
                    apart = strip * length;
                    line = 0;
                    int begin = bo + from * bRow + column * bColumn;
                    pack(b, begin, bRow, bColumn, length, columns, 0, strips, near, at);
                }
                for (int row = rowFrom; row < rowTo; row += block) {
                    int rows = Math.min(block, rowTo - row);
                    left.take(a, ao + row * aRow + from * aColumn, aRow, aColumn, rows, height, length, strips);
                    int to = co + row * cRow + column;
                    block(columns, length, near, at, apart, line, from > 0, c, to, cRow);
                }
            }
        }
    }

    /**
     * The rows of {@link #left} times packed strips.
     *
     * @param apart how far strips begin from each other
     * @param line the row of each strip that is the first
     */
    private void block(
            int columns, int k, Object packed, int po, int apart, int line, boolean add, Object c, int co, int cRow) {
        int whole = columns / strip;
        if (whole > 0) {
            int at = po + line * strip;
            tiles.multiply(left, whole, apart, k, strip, packed, at, c, co, cRow, add);
        }
        int from = whole * strip;
        int rest = columns - from;
        if (rest == 0) {
            return;
        }
        int width = rounded(rest);
        int at = po + whole * apart + line * width;
        if (rest == width) {
            tiles.multiply(left, 1, apart, k, width, packed, at, c, co + from, cRow, add);
            return;
        }
        int rows = left.rows();
        Object totals = sums.totals(rows, width);
        int[] outs = cRows.of(cRow, rows);
        if (add) {
            sums.loadTotals(rows, rest, width, c, co + from, outs);
        }
        tiles.multiply(left, 1, apart, k, width, packed, at, totals, 0, width, add);
        sums.storeTotals(rows, rest, width, c, co + from, outs);
    }

    /**
     * Computes columns {@code columnFrom .. columnTo - 1} of rows {@code rowFrom .. rowTo - 1} of a product with b as
     * it lies. It is packed while it is used, if there are rows enough for that.
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
        int rows = rowTo - rowFrom;
        int all = columnTo - columnFrom;
        if (all == 1 && cRow == 1 && rows > 1 && (rows >= unit || Dots.suit(1, rows, aColumn))) {
            // A matrix times a column is a row times the matrix turned, which has more columns than one.
            int at = bo + columnFrom * bColumn;
            rows(0, 1, rowFrom, rowTo, k, b, at, 0, bRow, a, ao, aColumn, aRow, c, co + columnFrom, 1);
            return;
        }
        int at = ao + rowFrom * aRow;
        int begin = bo + columnFrom * bColumn;
        int to = co + rowFrom * cRow + columnFrom;
        boolean near = bColumn == 1 && bRow % CONFLICTING != 0 && (long) k * bRow <= NEAR;
        if (stream.suits(rows, all, k, bRow, bColumn)) {
            stream.run(rows, all, k, a, at, aRow, aColumn, b, begin, bRow, c, to, cRow);
        } else if (Dots.suit(rows, all, bRow)) {
            Dots.run(all, k, a, at, aColumn, b, begin, bRow, bColumn, c, to);
        } else if (rows >= (near ? PACKING_NEAR : PACKING) && (long) k * all > (wide ? SMALL / 2 : SMALL)) {
            strips(
                    rowFrom,
                    rowTo,
                    columnFrom,
                    columnTo,
                    k,
                    a,
                    ao,
                    aRow,
                    aColumn,
                    b,
                    bo,
                    bRow,
                    bColumn,
                    false,
                    c,
                    co,
                    cRow);
        } else {
            boolean asItLies = bColumn == 1 && rows < (near ? PACKING_NEAR : PACKING);
            int most = StripSums.height(rows, ROWS);
            for (int row = 0; row < rows; row += most) {
                int some = Math.min(most, rows - row);
                int first = at + row * aRow;
                int result = to + row * cRow;
                few(some, all, k, a, first, aRow, aColumn, b, begin, bRow, bColumn, asItLies, c, result, cRow);
            }
        }
    }

    /** A product whose rows or columns are too few for laying out several strips. */
    private void few(
            int rows,
            int all,
            int k,
            Object a,
            int ao,
            int aRow,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            int bColumn,
            boolean asItLies,
            Object c,
            int co,
            int cRow) {
        int most = tiles.width(rows);
        int columns;
        for (int column = 0; column < all; column += columns) {
            columns = Math.min(most, all - column);
            int lane = rounded(columns) - columns;
            boolean direct = asItLies;
            if (direct && column < lane) {
                // Nothing stands before that could be read in its place, as there is for the rest of the columns.
                lane = 0;
                columns -= columns % unit;
                direct = columns > 0;
            }
            columns = direct ? columns : Math.min(most, all - column);
            int width = rounded(columns);
            for (int from = 0; from == 0 || from < k; from += K_BLOCK) {
                int length = Math.min(K_BLOCK, k - from);
                int begin = bo + from * bRow + column * bColumn;
                if (direct) {
                    tiles.take(length, width, b, begin - lane, bRow);
                } else {
                    Panels.Panel panel = panel(K_BLOCK * most);
                    pack(b, begin, bRow, bColumn, length, columns, panel.array(), panel.offset());
                    tiles.take(length, width, panel.array(), panel.offset(), width);
                }
                Object target = columns == width ? c : sums.totals(rows, width);
                int first = columns == width ? co + column : 0;
                int distance = columns == width ? cRow : width;
                int height = StripSums.height(rows, tiles.tallest(width));
                for (int r = 0; r < rows; r += height) {
                    int some = Math.min(height, rows - r);
                    int at = ao + r * aRow + from * aColumn;
                    tiles.multiply(some, a, at, aRow, aColumn, target, first + r * distance, distance, from > 0);
                }
            }
            if (columns < width) {
                sums.oneRun(direct ? lane : 0, columns);
                sums.store(rows, width, c, co + column, cRows.of(cRow, rows), 0);
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
        boolean inRows = at.inRows();
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
                    Panels.Panel panel = panel(K_BLOCK * width);
                    Object lines = panel.array();
                    int at0 = panel.offset();
                    Elements.gather(b, bo, at.bSteps(), from, length, begins, column, columns, width, lines, at0);
                    Elements.fillUp(length, columns, width, lines, at0);
                    tiles.take(length, width, lines, at0, packedSteps.of(width, K_BLOCK), 0, units.table, 0);
                }
                if (whole) {
                    sums.put(c, co, at.resultRows(), rowFrom, at.targets(), first);
                } else {
                    sums.putTotals(rowTo - rowFrom, width);
                }
                sums.block(
                        rowFrom,
                        rowTo,
                        width,
                        a,
                        ao,
                        at.rows(),
                        at.aSteps(),
                        from,
                        inRows,
                        StripSums.height(rowTo - rowFrom, tiles.tallest(width)),
                        from > 0);
            }
            if (!whole) {
                sums.findRuns(at.resultColumns(), column, columns);
                sums.store(rowTo - rowFrom, width, c, co, at.resultRows(), rowFrom);
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
        int[] places = bColumns.of(bColumn, columns);
        int[] lines = packedSteps.of(width, K_BLOCK);
        if (bColumn == 1 && columns == width) {
            tiles.move(k, width, b, bo, rows, packed, po, lines, 0, false);
        } else if (bRow == 1) {
            Elements.turn(b, bo, places, k, columns, width, packed, po);
            Elements.fillUp(k, columns, width, packed, po);
        } else {
            Elements.gather(b, bo, rows, 0, k, places, 0, columns, width, packed, po);
            Elements.fillUp(k, columns, width, packed, po);
        }
    }

    /** Room for packed operands. */
    private Panels.Panel panel(int length) {
        Panels.Panel panel = made;
        if (panel == null || length > panel.length()) {
            panel = Panels.of(wide, length);
            made = panel;
        }
        return panel;
    }
}
