package hillock.engine.simd;

/**
 * Some rows of a left operand, whole tiles, over which strips pass. Where enough do, the rows are copied into the
 * nearest cache, at distances that {@link TileWriter} knows: rows that lie far apart, above all at powers of two, share
 * a few sets of the caches, columns take a page each, and distances that are told take registers.
 */
final class LeftBlock {
    /** Fewer strips do not pay for a copy. */
    private static final int LEAST_STRIPS = 4;

    private final boolean wide;
    private final Tiles tiles;
    private final Multiples from = new Multiples(Contraction.K_BLOCK);
    private final Multiples to = new Multiples(Contraction.K_BLOCK);
    private Object copy;

    // Element (i, p) of the tile that begins with row r is at offset + r * tile + i * row + p * column of the array.
    private Object array;
    private int offset;
    private int tile;
    private int row;
    private int column;
    private int rows;
    private int height;

    LeftBlock(boolean wide, Tiles tiles) {
        this.wide = wide;
        this.tiles = tiles;
        this.copy = Elements.array(wide, 0);
        this.array = copy;
    }

    /** How many rows there are. */
    int rows() {
        return rows;
    }

    /** How many rows a tile has; the last one may have fewer. */
    int height() {
        return height;
    }

    Object array() {
        return array;
    }

    /** Where the tile begins that begins with a row. */
    int at(int row) {
        return offset + row * tile;
    }

    /** How far rows of a tile lie apart. */
    int row() {
        return row;
    }

    int column() {
        return column;
    }

    /**
     * Chooses rows, element (i, p) of which is at {@code ao + i * aRow + p * aColumn}.
     *
     * @param rows how many, at most {@link Contraction#K_BLOCK}
     * @param height how many rows a tile has
     * @param length how many columns, at most {@link Contraction#K_BLOCK}
     * @param strips how many strips will pass over them
     */
    void take(Object a, int ao, int aRow, int aColumn, int rows, int height, int length, int strips) {
        this.rows = rows;
        this.height = height;
        if (rows == 1 || strips < LEAST_STRIPS) {
            put(a, ao, aRow, aRow, aColumn);
        } else if (aColumn == 1) {
            copyRows(a, ao, aRow, length);
            put(copy, 0, TileWriter.LINE, TileWriter.LINE, 1);
        } else {
            turn(a, ao, aRow, aColumn, length);
            put(copy, 0, length, 1, height);
        }
    }

    private void put(Object array, int offset, int tile, int row, int column) {
        this.array = array;
        this.offset = offset;
        this.tile = tile;
        this.row = row;
        this.column = column;
    }

    private void room(int length) {
        if (Elements.length(copy) < length) {
            copy = Elements.array(wide, length);
        }
    }

    private void copyRows(Object a, int ao, int aRow, int length) {
        room(rows * TileWriter.LINE);
        int whole = length / tiles.unit() * tiles.unit();
        int[] lines = from.of(aRow, rows);
        int[] outs = to.of(TileWriter.LINE, rows);
        int width;
        for (int p = 0; p < whole; p += width) {
            width = Math.min(whole - p, tiles.widest());
            tiles.move(rows, width, a, ao + p, lines, copy, p, outs, 0, false);
        }
        for (int r = 0; r < rows && whole < length; r++) {
            System.arraycopy(a, ao + r * aRow + whole, copy, r * TileWriter.LINE + whole, length - whole);
        }
    }

    /** Lays columns of tiles out one after the other. */
    private void turn(Object a, int ao, int aRow, int aColumn, int length) {
        int unit = tiles.unit();
        int width = (height + unit - 1) / unit * unit;
        room((rows + height) * length + width);
        int last = Math.max(0, (length - 1) * aColumn);
        for (int r = 0; r < rows; r += height) {
            int some = Math.min(height, rows - r);
            int first = ao + r * aRow;
            int[] columns = from.of(aColumn, length);
            if (aRow == 1 && first + last + width <= Elements.length(a)) {
                // What is moved beyond a tile is overwritten by what comes next.
                tiles.move(length, width, a, first, columns, copy, r * length, to.of(height, length), 0, false);
            } else {
                Elements.gather(a, first, columns, 0, length, to.of(aRow, some), 0, some, height, copy, r * length);
            }
        }
    }
}
