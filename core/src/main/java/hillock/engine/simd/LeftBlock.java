package hillock.engine.simd;

/**
 * Some rows and columns of a left operand, over which many strips pass: as many as stay in the second-level cache.
 *
 * <p>Where enough strips pass it is copied, tile by tile, so that a tile reads one element after the other: it has one
 * address and one bound to check instead of one for each row, and no rows share sets of the caches.
 */
final class LeftBlock {
    /** Fewer strips do not pay for a copy of rows ... */
    private static final int LEAST_STRIPS = 8;

    /** ... if these do not lie at distances at which they share a few sets of the first-level cache ... */
    private static final int LEAST_STRIPS_OF_CONFLICTING = 8;

    /** ... and so many pay for one of columns, which is moved by vectors. */
    private static final int LEAST_STRIPS_OF_COLUMNS = 8;

    /** At multiples of so many bytes a tile's rows share a few sets of the first-level cache. */
    private static final int CONFLICTING_BYTES = 2048;
    /** The bytes that stay in the second-level cache, together with what passes by. */
    private static final int BYTES = 320 << 10;

    private final boolean wide;
    private final int size;
    private final Tiles tiles;
    /** The most rows of a tile. */
    private final int tallest;

    private final Multiples distances;
    private final Multiples steps = new Multiples(Contraction.SPAN);
    private final Multiples lines = new Multiples(Contraction.SPAN);
    private final int[] places;
    private Object copy;

    // Element (i, p) is at offset + rows[i] + p * column of the array.
    private Object array;
    private int offset;
    private int[] rows;
    private int column;
    private int height;

    LeftBlock(boolean wide, Tiles tiles, int tallest, int mostRows) {
        this.wide = wide;
        this.size = wide ? Double.BYTES : Float.BYTES;
        this.tiles = tiles;
        this.tallest = tallest;
        this.distances = new Multiples(mostRows);
        this.places = new int[mostRows];
        this.copy = Elements.array(wide, 0);
        this.array = copy;
        this.rows = places;
    }

    /** How many rows, whole tiles, of so many columns stay in the second-level cache. */
    int near(int columns) {
        return Math.max(1, BYTES / size / Math.max(1, columns) / height) * height;
    }

    /** How many rows a tile has. */
    int height() {
        return height;
    }

    Object array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int[] rows() {
        return rows;
    }

    int column() {
        return column;
    }

    /**
     * Chooses a block, element (i, p) of which is at {@code ao + i * aRow + p * aColumn}.
     *
     * @param strips how many strips will pass over it
     */
    void take(Object a, int ao, int aRow, int aColumn, int all, int length, int strips) {
        height = StripSums.height(all, tallest);
        boolean conflicts = Math.max(aRow, aColumn) * size % CONFLICTING_BYTES == 0;
        int least = aRow == 1 ? LEAST_STRIPS_OF_COLUMNS : conflicts ? LEAST_STRIPS_OF_CONFLICTING : LEAST_STRIPS;
        if (strips >= least) {
            copy(a, ao, aRow, aColumn, all, length);
        } else {
            array = a;
            offset = ao;
            rows = distances.of(aRow, all);
            column = aColumn;
        }
    }

    private void copy(Object a, int ao, int aRow, int aColumn, int all, int length) {
        int beyond = (height + tiles.unit() - 1) / tiles.unit() * tiles.unit();
        int needed = (all + height) * length + beyond;
        if (Elements.length(copy) < needed) {
            copy = Elements.array(wide, needed);
        }
        int[] from = steps.of(aColumn, length);
        int[] to = lines.of(height, length);
        int[] apart = distances.of(aRow, height);
        for (int row = 0; row < all; row += height) {
            int some = Math.min(height, all - row);
            int at = row * length;
            for (int i = 0; i < some; i++) {
                places[row + i] = at + i;
            }
            int first = ao + row * aRow;
            int last = first + (length - 1) * aColumn;
            if (aRow == 1 && last + beyond <= Elements.length(a)) {
                // What is moved beyond the tile is overwritten by what comes next.
                tiles.move(length, beyond, a, first, from, copy, at, to, 0, false);
            } else if (aColumn == 1) {
                Elements.turn(a, first, apart, length, some, height, copy, at);
            } else {
                Elements.gather(a, first, from, 0, length, apart, 0, some, height, copy, at);
            }
        }
        array = copy;
        offset = 0;
        rows = places;
        column = height;
    }
}
