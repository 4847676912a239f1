package hillock.engine.simd;

import hillock.engine.simd.TileWriter.Kind;

/** Tiles with the Vector API. Lanes run over columns, so their number does not matter to the result. */
final class VectorTiles implements Tiles {
    /** The greatest heights of tiles of so many vectors. */
    private static final int[] HEIGHTS = new int[TileWriter.MOST_VECTORS + 1];

    /** Factors, one vector of b and the sums of all rows but one are held in registers. */
    private static final int STREAMED = (Lanes.registers() - 1) / (STEPS + 1);

    static {
        // Sums, one row of b and one factor are held in registers.
        int free = Lanes.registers() - 1;
        for (int v = 1; v <= TileWriter.MOST_VECTORS; v++) {
            int most = Math.min(TileWriter.MOST_ROWS, TileWriter.MOST_SUMS / v);
            HEIGHTS[v] = Math.clamp(free / v - 1, 1, most);
        }
    }

    private final boolean wide;
    private final int lanes;
    private int k;
    private int vectors;
    private Object b = new Object();
    private int bo;
    private int[] bSteps = {};
    private int bFrom;
    private int[] starts = {};
    private int start;

    VectorTiles(boolean wide) {
        this.wide = wide;
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
    public int width(int rows) {
        int v = TileWriter.MOST_VECTORS;
        while (v > 2 && HEIGHTS[v] < rows) {
            v--;
        }
        return v * lanes;
    }

    @Override
    public int tallest(int width) {
        return HEIGHTS[width / lanes];
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
            Object c,
            int co,
            int[] outs,
            int out,
            int[] targets,
            int target) {
        Kind kind = aSteps.length == 0 ? Kind.STRIDED : Kind.TABLED;
        TileWriter.tile(kind, wide, height, vectors, lanes)
                .run(
                        k, a, ao, rows, row, aSteps, aFrom, b, bo, bSteps, bFrom, starts, start, c, co, outs, out,
                        targets, target);
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
        TileWriter.tile(Kind.STREAMED, wide, height, steps, lanes)
                .run(width, a, ao, rows, row, rows, aColumn, b, bo, rows, bRow, rows, 0, c, co, outs, out, rows, 0);
    }

    @Override
    public void move(
            int height, int width, Object a, int ao, int[] rows, Object c, int co, int[] outs, int out, boolean add) {
        TileWriter.tile(add ? Kind.ADD : Kind.MOVE, wide, 1, width / lanes, lanes)
                .run(height, a, ao, rows, 0, rows, 0, c, 0, rows, 0, rows, 0, c, co, outs, out, outs, 0);
    }
}
