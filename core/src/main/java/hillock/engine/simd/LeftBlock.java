package hillock.engine.simd;

/**
 * Some rows and columns of a left operand, over which many strips pass, {@link #near} so many rows at a time.
 *
 * <p>Rows that lie far apart, above all at powers of two, share a few sets of the caches, and columns take a page each.
 * Where enough strips pass, such a block is copied tile by tile, so that a tile reads one element after the other.
 */
final class LeftBlock {
    /** Fewer strips do not pay for a copy. */
    private static final int LEAST_STRIPS = 8;

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
    private Object copy;

    // Element (i, p) of the tile that begins with row r is at offset + r * tile + i * row + p * column of the array.
    private Object array;
    private int offset;
    private int tile;
    private int row;
    private int column;
    private int height;
    private boolean copied;

    LeftBlock(boolean wide, Tiles tiles, int tallest) {
        this.wide = wide;
        this.size = wide ? Double.BYTES : Float.BYTES;
        this.tiles = tiles;
        this.tallest = tallest;
        this.distances = new Multiples(tallest);
        this.copy = Elements.array(wide, 0);
        this.array = copy;
    }

    /** How many elements stay in the second-level cache. */
    int elements() {
        return BYTES / size;
    }

    /** How many rows, whole tiles, of so many columns stay in the second-level cache. */
    int near(int columns) {
        return Math.max(1, elements() / Math.max(1, columns) / height) * height;
    }

    /** How many rows tiles of some rows of so many columns have. */
    int height(int rows, int width) {
        return copied ? height : StripSums.height(rows, tiles.tallest(width));
    }

    Object array() {
        return array;
    }

    int offset() {
        return offset;
    }

    /** How far rows of a tile lie apart. */
    int row() {
        return row;
    }

    /** How far tiles begin from each other, for each of their rows. */
    int tile() {
        return tile;
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
        boolean conflicts = aRow != 0 && aRow * size % CONFLICTING_BYTES == 0;
        copied = all > 1 && strips >= LEAST_STRIPS && (aColumn != 1 || conflicts);
        if (copied) {
            copy(a, ao, aRow, aColumn, all, length);
        } else {
            array = a;
            offset = ao;
            tile = aRow;
            row = aRow;
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
        for (int begin = 0; begin < all; begin += height) {
            int some = Math.min(height, all - begin);
            int at = begin * length;
            int first = ao + begin * aRow;
            int last = first + Math.max(0, (length - 1) * aColumn);
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
        tile = length;
        row = 1;
        column = height;
    }
}
