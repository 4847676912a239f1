package hillock.engine.simd;

import hillock.engine.simd.TileWriter.Kind;
import org.jspecify.annotations.Nullable;

/** Tiles with the Vector API. Lanes run over columns, so their number does not matter to the result. */
final class VectorTiles implements Tiles {
    /** The greatest heights of tiles of so many vectors. */
    private static final int[] HEIGHTS = new int[TileWriter.MOST_VECTORS + 1];

    /** Factors, one vector of b and the sums of all rows but one are held in registers. */
    private static final int STREAMED = (Lanes.registers() - 1) / (STEPS + 1);

    /** The fewest vectors of strips that are read as they lie: with registers for the sums of six rows of four. */
    private static final int LEAST_WIDTH = Lanes.registers() >= 32 ? 4 : 2;

    static {
        // Sums, one row of b and one factor are held in registers.
        int free = Lanes.registers() - 1;
        for (int v = 1; v <= TileWriter.MOST_VECTORS; v++) {
            int most = Math.min(TileWriter.MOST_ROWS, TileWriter.MOST_SUMS / v);
            HEIGHTS[v] = Math.clamp(free / v - 1, 1, most);
        }
    }

    /** Stands for distances that are all the same. */
    private static final int[] NO_TABLE = {};

    private final boolean wide;
    private final boolean eager;
    private final int lanes;
    /** What computes the strip while there is no tile that is warm. */
    private @Nullable PlainTiles plain;

    private boolean takenPlainly;
    private int k;
    private int vectors;
    private Object b = new Object();
    private int bo;
    private int[] bSteps = {};
    private int bFrom;
    private int[] starts = {};
    private int start;

    /**
     * @param wide whether of float64, not float32
     * @param eager whether every tile is used at once, however cold: so that tests see it
     */
    VectorTiles(boolean wide, boolean eager) {
        this.wide = wide;
        this.eager = eager;
        this.lanes = wide ? Lanes.doubles() : Lanes.floats();
    }

    @Override
    public int unit() {
        return lanes;
    }

    @Override
    public int widest() {
        return TileWriter.MOST_VECTORS * lanes;
    }

    @Override
    public int most() {
        return TileWriter.MOST_SUMS * lanes;
    }

    @Override
    public int strip() {
        return Lanes.strip() * lanes;
    }

    @Override
    public int width(int rows) {
        int v = TileWriter.MOST_VECTORS;
        while (v > LEAST_WIDTH && HEIGHTS[v] < rows) {
            v--;
        }
        return v * lanes;
    }

    @Override
    public int tallest(int width) {
        return HEIGHTS[width / lanes];
    }

    @Override
    public int together() {
        return HEIGHTS[Lanes.strip()];
    }

    @Override
    public void take(int k, int width, Object b, int bo, int bRow) {
        take(k, width, b, bo, NO_TABLE, bRow, NO_TABLE, 0);
    }

    @Override
    public void take(int k, int width, Object b, int bo, int[] bSteps, int bFrom, int[] starts, int start) {
        this.k = k;
        this.vectors = width / lanes;
        this.b = b;
        this.bo = bo;
        this.bSteps = bSteps;
        this.bFrom = bFrom;
        this.starts = starts;
        this.start = start;
        this.takenPlainly = false;
    }

    private @Nullable Tile tile(Kind kind, int rows, int vectors, int work) {
        return eager
                ? TileWriter.tile(kind, wide, rows, vectors, lanes)
                : WarmTiles.get(kind, wide, rows, vectors, lanes, work);
    }

    @Override
    public void multiply(int height, Object a, int ao, int aRow, int aColumn, Object c, int co, int cRow, boolean add) {
        Kind kind = kind(height, aRow, aColumn);
        Tile tile = tile(kind, height, vectors, height * k * vectors * lanes);
        if (tile != null) {
            int[] no = NO_TABLE;
            tile.run(k, a, ao, no, aRow, no, aColumn, b, bo, no, bFrom, no, 0, c, co, no, cRow, no, add ? 1 : 0);
            return;
        }
        PlainTiles tiles = plain();
        if (!takenPlainly) {
            tiles.take(k, vectors * lanes, b, bo, bFrom);
            takenPlainly = true;
        }
        int most = tiles.tallest(vectors * lanes);
        for (int r = 0; r < height; r += most) {
            tiles.multiply(Math.min(most, height - r), a, ao + r * aRow, aRow, aColumn, c, co + r * cRow, cRow, add);
        }
    }

    @Override
    public void multiply(
            LeftBlock left,
            int strips,
            int apart,
            int k,
            int width,
            Object b,
            int bo,
            Object c,
            int co,
            int cRow,
            boolean add) {
        for (int s = 0; s < strips; s++) {
            take(k, width, b, bo + s * apart, width);
            for (int r = 0; r < left.rows(); r += left.height()) {
                int some = Math.min(left.height(), left.rows() - r);
                int to = co + r * cRow + s * width;
                multiply(some, left.array(), left.at(r), left.row(), left.column(), c, to, cRow, add);
            }
        }
    }

    private Kind kind(int height, int aRow, int aColumn) {
        boolean packed = bFrom == vectors * lanes;
        if (packed && aRow == TileWriter.LINE && aColumn == 1) {
            return Kind.LAID_ROWS;
        }
        if (packed && aRow == 1 && aColumn == height) {
            return Kind.LAID_COLUMNS;
        }
        return aColumn == 1 ? Kind.ROWS : aRow == 1 || height == 1 ? Kind.COLUMNS : Kind.STRIDED;
    }

    @Override
    public void run(
            int height,
            Object a,
            int ao,
            int[] rows,
            int row,
            int[] aSteps,
            int aFrom,
            boolean inRows,
            Object c,
            int co,
            int[] outs,
            int out,
            int[] targets,
            int target) {
        Tile tile = tile(inRows ? Kind.WINDOWED : Kind.TABLED, height, vectors, height * k * vectors * lanes);
        if (tile != null) {
            tile.run(
                    k, a, ao, rows, row, aSteps, aFrom, b, bo, bSteps, bFrom, starts, start, c, co, outs, out, targets,
                    target);
            return;
        }
        PlainTiles tiles = plain();
        if (!takenPlainly) {
            tiles.take(k, vectors * lanes, b, bo, bSteps, bFrom, starts, start);
            takenPlainly = true;
        }
        int most = tiles.tallest(vectors * lanes);
        for (int r = 0; r < height; r += most) {
            int some = Math.min(most, height - r);
            tiles.run(some, a, ao, rows, row + r, aSteps, aFrom, inRows, c, co, outs, out + r, targets, target);
        }
    }

    private PlainTiles plain() {
        PlainTiles tiles = plain;
        if (tiles == null) {
            tiles = new PlainTiles(wide, lanes, widest());
            plain = tiles;
        }
        return tiles;
    }

    @Override
    public int streamed() {
        return STREAMED;
    }

    @Override
    public void stream(
            int height,
            int width,
            int steps,
            Object a,
            int ao,
            int[] rows,
            int row,
            int aColumn,
            Object b,
            int bo,
            int bRow,
            Object c,
            int co,
            int[] outs,
            int out) {
        Tile tile = tile(Kind.STREAMED, height, steps, height * width * steps);
        if (tile != null) {
            tile.run(width, a, ao, rows, row, rows, aColumn, b, bo, rows, bRow, rows, 0, c, co, outs, out, rows, 0);
            return;
        }
        plain().stream(height, width, steps, a, ao, rows, row, aColumn, b, bo, bRow, c, co, outs, out);
    }

    @Override
    public int dealt() {
        return TileWriter.MOST_VECTORS / Lanes.strip();
    }

    @Override
    public void deal(int height, Object a, int ao, int[] rows, Object c, int co, int[] outs, int apart) {
        int strip = Lanes.strip() * lanes;
        Tile tile = tile(Kind.DEAL, 1, dealt() * Lanes.strip(), height * dealt() * strip);
        if (tile != null) {
            int more = apart - strip;
            tile.run(height, a, ao, rows, 0, rows, 0, c, 0, rows, 0, rows, 0, c, co, outs, 0, outs, more);
            return;
        }
        for (int s = 0; s < dealt(); s++) {
            plain().move(height, strip, a, ao + s * strip, rows, c, co + s * apart, outs, 0, false);
        }
    }

    @Override
    public void move(
            int height, int width, Object a, int ao, int[] rows, Object c, int co, int[] outs, int out, boolean add) {
        Tile tile = tile(add ? Kind.ADD : Kind.MOVE, 1, width / lanes, height * width);
        if (tile != null) {
            tile.run(height, a, ao, rows, 0, rows, 0, c, 0, rows, 0, rows, 0, c, co, outs, out, outs, 0);
            return;
        }
        plain().move(height, width, a, ao, rows, c, co, outs, out, add);
    }
}
