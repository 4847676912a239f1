package hillock.engine.simd;

import java.util.Arrays;

/**
 * Tiles by plain loops. A strip is copied to arrays of their own, sums live in arrays of their own, and the inner loop
 * runs over columns at one index: HotSpot then vectorises it. Two rows by four steps of k give eight multiply-adds to
 * six loads.
 */
final class PlainTiles implements Tiles {
    static final int UNIT = 16;
    static final int STRIP = 256;
    private static final int K_BLOCK = 256;
    private static final int ROWS = 2;
    /** A strip that is taken is copied, which so many rows pay for. */
    private static final int TOGETHER = 128;

    /** Stands for steps of equal distance. */
    private static final int[] NO_TABLE = {};

    private final int unit;
    private final int strip;
    private final Object[] lines = new Object[K_BLOCK];
    private final Object[] sums = new Object[ROWS];
    private int k;
    private int n;

    PlainTiles(boolean wide) {
        this(wide, UNIT, STRIP);
    }

    /** Tiles that take the place of others, with their unit and their widest strip. */
    PlainTiles(boolean wide, int unit, int strip) {
        this.unit = unit;
        this.strip = strip;
        Arrays.setAll(lines, _ -> Elements.array(wide, strip));
        Arrays.setAll(sums, _ -> Elements.array(wide, strip));
    }

    @Override
    public int unit() {
        return unit;
    }

    @Override
    public int widest() {
        return strip;
    }

    @Override
    public int most() {
        return ROWS * strip;
    }

    @Override
    public int strip() {
        return strip;
    }

    @Override
    public int width(int rows) {
        return strip;
    }

    @Override
    public int tallest(int width) {
        return ROWS;
    }

    @Override
    public int together() {
        return TOGETHER;
    }

    @Override
    public void take(int k, int width, Object b, int bo, int bRow) {
        this.k = k;
        this.n = width;
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, bo + p * bRow, lines[p], 0, width);
        }
    }

    @Override
    public void multiply(int height, Object a, int ao, int aRow, int aColumn, Object c, int co, int cRow, boolean add) {
        sum(height, a, ao, ao + (height - 1) * aRow, NO_TABLE, aColumn);
        for (int r = 0; r < height; r++) {
            Elements.put(sums[r], 0, c, co + r * cRow, n, add);
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

    @Override
    public void take(int k, int width, Object b, int bo, int[] bSteps, int bFrom, int[] starts, int start) {
        this.k = k;
        this.n = width;
        for (int p = 0; p < k; p++) {
            for (int v = 0; v < width / unit; v++) {
                System.arraycopy(b, bo + bSteps[bFrom + p] + starts[start + v], lines[p], v * unit, unit);
            }
        }
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
        sum(height, a, ao + rows[row], ao + rows[row + height - 1], aSteps, aFrom);
        for (int r = 0; r < height; r++) {
            int to = co + outs[out + r];
            for (int v = 0; v < n / unit; v++) {
                System.arraycopy(sums[r], v * unit, c, to + targets[target + v], unit);
            }
        }
    }

    private void sum(int height, Object a, int at0, int at1, int[] steps, int from) {
        if (a instanceof float[] floats) {
            floats(height, floats, at0, at1, steps, from);
        } else {
            doubles(height, (double[]) a, at0, at1, steps, from);
        }
    }

    @Override
    public int streamed() {
        return 0;
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
        for (int r = 0; r < height; r++) {
            for (int s = 0; s < steps; s++) {
                int factor = ao + rows[row + r] + s * aColumn;
                Elements.addProduct(a, factor, b, bo + s * bRow, c, co + outs[out + r], width);
            }
        }
    }

    @Override
    public int dealt() {
        return 1;
    }

    @Override
    public void deal(int height, Object a, int ao, int[] rows, Object c, int co, int[] outs, int apart) {
        move(height, strip, a, ao, rows, c, co, outs, 0, false);
    }

    @Override
    public void move(
            int height, int width, Object a, int ao, int[] rows, Object c, int co, int[] outs, int out, boolean add) {
        for (int r = 0; r < height; r++) {
            int to = co + outs[out + r];
            Elements.put(a, ao + rows[r], c, to, width, add);
        }
    }

    private static int step(int[] steps, int from, int p) {
        return steps.length == 0 ? p * from : steps[from + p];
    }

    private void floats(int height, float[] a, int at0, int at1, int[] steps, int from) {
        float[] sum0 = (float[]) sums[0];
        float[] sum1 = (float[]) sums[1];
        Arrays.fill(sum0, 0, n, 0);
        Arrays.fill(sum1, 0, n, 0);
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            float[] b0 = (float[]) lines[p];
            float[] b1 = (float[]) lines[p + 1];
            float[] b2 = (float[]) lines[p + 2];
            float[] b3 = (float[]) lines[p + 3];
            int q0 = step(steps, from, p);
            int q1 = step(steps, from, p + 1);
            int q2 = step(steps, from, p + 2);
            int q3 = step(steps, from, p + 3);
            fours(n, b0, b1, b2, b3, a[at0 + q0], a[at0 + q1], a[at0 + q2], a[at0 + q3], sum0);
            if (height == 2) {
                fours(n, b0, b1, b2, b3, a[at1 + q0], a[at1 + q1], a[at1 + q2], a[at1 + q3], sum1);
            }
        }
        for (; p < k; p++) {
            float[] b0 = (float[]) lines[p];
            one(n, b0, a[at0 + step(steps, from, p)], sum0);
            one(n, b0, a[at1 + step(steps, from, p)], sum1);
        }
    }

    private static void fours(
            int n,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float a0,
            float a1,
            float a2,
            float a3,
            float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]))));
        }
    }

    private static void one(int n, float[] b, float a, float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    private void doubles(int height, double[] a, int at0, int at1, int[] steps, int from) {
        double[] sum0 = (double[]) sums[0];
        double[] sum1 = (double[]) sums[1];
        Arrays.fill(sum0, 0, n, 0);
        Arrays.fill(sum1, 0, n, 0);
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            double[] b0 = (double[]) lines[p];
            double[] b1 = (double[]) lines[p + 1];
            double[] b2 = (double[]) lines[p + 2];
            double[] b3 = (double[]) lines[p + 3];
            int q0 = step(steps, from, p);
            int q1 = step(steps, from, p + 1);
            int q2 = step(steps, from, p + 2);
            int q3 = step(steps, from, p + 3);
            fours(n, b0, b1, b2, b3, a[at0 + q0], a[at0 + q1], a[at0 + q2], a[at0 + q3], sum0);
            if (height == 2) {
                fours(n, b0, b1, b2, b3, a[at1 + q0], a[at1 + q1], a[at1 + q2], a[at1 + q3], sum1);
            }
        }
        for (; p < k; p++) {
            double[] b0 = (double[]) lines[p];
            one(n, b0, a[at0 + step(steps, from, p)], sum0);
            one(n, b0, a[at1 + step(steps, from, p)], sum1);
        }
    }

    private static void fours(
            int n,
            double[] b0,
            double[] b1,
            double[] b2,
            double[] b3,
            double a0,
            double a1,
            double a2,
            double a3,
            double[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]))));
        }
    }

    private static void one(int n, double[] b, double a, double[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }
}
