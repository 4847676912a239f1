package hillock.engine.simd;

/**
 * Some rows and at most 256 columns of a left operand, over which many strips pass.
 *
 * <p>Rows that lie far apart, above all at powers of two, share a few sets of the caches and take a page each, so that
 * tiles of them never stay in the cache. A copy whose rows or columns lie close together is free of that, and is made
 * where enough strips pass over it.
 */
final class LeftBlock {
    /** Fewer strips do not pay for a copy. */
    private static final int LEAST_STRIPS = 8;
    /** Rows apart by a little more than their length do not share sets of the caches: a line of 64 bytes more. */
    private static final int ROW_PAD = 16;
    /** So many rows together, if columns are what lies together: few enough for the cache, and whole tiles. */
    private static final int TOGETHER = 48;

    private final boolean wide;
    private final int mostColumns;
    private final Multiples distances;
    private final int[] chunks;
    private Object copy;
    private boolean made;

    // Element (i, p) is at offset + rows[i] + p * column of the array.
    private Object array;
    private int offset;
    private int[] rows;
    private int column;

    LeftBlock(boolean wide, int mostRows, int mostColumns) {
        this.wide = wide;
        this.mostColumns = mostColumns;
        this.distances = new Multiples(mostRows);
        this.chunks = new int[mostRows];
        for (int i = 0; i < mostRows; i++) {
            chunks[i] = i / TOGETHER * (TOGETHER * mostColumns) + i % TOGETHER;
        }
        this.copy = Elements.array(wide, 0);
        this.array = copy;
        this.rows = chunks;
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
        boolean copied = strips >= LEAST_STRIPS && (aRow == 1 || aColumn == 1);
        if (!copied) {
            array = a;
            offset = ao;
            rows = distances.of(aRow, height);
            column = aColumn;
            return;
        }
        if (!made) {
            made = true;
            copy = Elements.array(wide, (chunks.length + TOGETHER) * (mostColumns + ROW_PAD));
        }
        array = copy;
        offset = 0;
        if (aColumn == 1) {
            rows = distances.of(mostColumns + ROW_PAD, height);
            column = 1;
            for (int i = 0; i < height; i++) {
                Elements.copy(a, ao + i * aRow, copy, rows[i], length);
            }
        } else {
            rows = chunks;
            column = TOGETHER;
            for (int i = 0; i < height; i += TOGETHER) {
                int together = Math.min(TOGETHER, height - i);
                for (int p = 0; p < length; p++) {
                    Elements.copy(a, ao + i + p * aColumn, copy, chunks[i] + p * TOGETHER, together);
                }
            }
        }
    }
}
