package hillock.engine.simd;

/**
 * Some rows and columns of a left operand, over which many strips pass: as many as stay in the second-level cache.
 *
 * <p>Rows that lie far apart, above all at powers of two, share a few sets of the caches and take a page each, so that
 * tiles of them never stay in the cache. A copy whose rows or columns lie close together is free of that, and is made
 * where enough strips pass over it.
 */
final class LeftBlock {
    /** Fewer strips do not pay for a copy ... */
    private static final int LEAST_STRIPS = 8;

    /** ... and so many do even if rows or columns lie at a harmless distance. */
    private static final int MANY_STRIPS = 32;

    /** At multiples of so many bytes a tile's rows share a few sets of the first-level cache. */
    private static final int CONFLICTING_BYTES = 2048;
    /** The bytes that stay in the second-level cache, together with what passes by. */
    private static final int BYTES = 576 << 10;

    private static final int LINE_BYTES = 64;
    /** So many rows together, if columns are what lies together: few enough for the cache, and whole tiles. */
    private static final int TOGETHER = 48;

    private final boolean wide;
    private final int size;
    private final Multiples distances;
    private final int[] chunks;
    private int chunkedFor;
    private Object copy;

    // Element (i, p) is at offset + rows[i] + p * column of the array.
    private Object array;
    private int offset;
    private int[] rows;
    private int column;

    LeftBlock(boolean wide, int mostRows) {
        this.wide = wide;
        this.size = wide ? Double.BYTES : Float.BYTES;
        this.distances = new Multiples(mostRows);
        this.chunks = new int[mostRows];
        this.copy = Elements.array(wide, 0);
        this.array = copy;
        this.rows = chunks;
    }

    /** How many of so many rows a block of so many columns should have: blocks of nearly the same size. */
    int rows(int all, int columns) {
        int most = Math.clamp(BYTES / size / Math.max(1, columns) / TOGETHER, 1, chunks.length / TOGETHER);
        int pieces = (all + TOGETHER - 1) / TOGETHER;
        int blocks = Math.max(1, (pieces + most - 1) / most);
        return (pieces + blocks - 1) / blocks * TOGETHER;
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
    void take(Object a, int ao, int aRow, int aColumn, int height, int length, int strips) {
        boolean conflicts = Math.max(aRow, aColumn) * size % CONFLICTING_BYTES == 0;
        if (strips < (conflicts ? LEAST_STRIPS : MANY_STRIPS) || aRow != 1 && aColumn != 1) {
            array = a;
            offset = ao;
            rows = distances.of(aRow, height);
            column = aColumn;
        } else if (aColumn == 1) {
            copyRows(a, ao, aRow, height, length);
        } else {
            copyColumns(a, ao, aColumn, height, length);
        }
    }

    /** Rows an odd number of lines apart use all sets of the caches. */
    private void copyRows(Object a, int ao, int aRow, int height, int length) {
        int line = LINE_BYTES / size;
        int distance = (length / line + 1 | 1) * line;
        reserve(height * distance);
        rows = distances.of(distance, height);
        column = 1;
        for (int i = 0; i < height; i++) {
            Elements.copy(a, ao + i * aRow, copy, rows[i], length);
        }
    }

    private void copyColumns(Object a, int ao, int aColumn, int height, int length) {
        reserve((height + TOGETHER) * length);
        if (chunkedFor != length) {
            chunkedFor = length;
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = i / TOGETHER * (TOGETHER * length) + i % TOGETHER;
            }
        }
        rows = chunks;
        column = TOGETHER;
        for (int i = 0; i < height; i += TOGETHER) {
            int together = Math.min(TOGETHER, height - i);
            for (int p = 0; p < length; p++) {
                Elements.copy(a, ao + i + p * aColumn, copy, chunks[i] + p * TOGETHER, together);
            }
        }
    }

    private void reserve(int length) {
        if (Elements.length(copy) < length) {
            copy = Elements.array(wide, length);
        }
        array = copy;
        offset = 0;
    }
}
