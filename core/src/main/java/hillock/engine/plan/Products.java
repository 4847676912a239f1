package hillock.engine.plan;

import hillock.engine.simd.DoubleMatMul;
import hillock.engine.simd.FloatMatMul;

/** Matrix products cut into panels of columns and groups of rows, spread over workers. */
final class Products {
    private static final long SPLIT_MULTIPLICATIONS = 1 << 19;

    private Products() {}

    static void run(Step.Product step, Frame frame) {
        int[] sizes = step.out().sizes();
        int rank = sizes.length;
        int m = sizes[rank - 2];
        int n = sizes[rank - 1];
        int k = step.a().sizes()[rank - 1];
        int batch = m * n == 0 ? 0 : step.out().size() / (m * n);
        if (batch == 0) {
            return;
        }
        int panelWidth = frame.array(step.out()) instanceof float[] ? FloatMatMul.PANEL : DoubleMatMul.PANEL;
        int panels = (n + panelWidth - 1) / panelWidth;
        int threads = frame.workers.threads();
        boolean split = (long) batch * m * n * k >= SPLIT_MULTIPLICATIONS && threads > 1;
        // Rows are cut only as far as panels do not already occupy every worker: each cut packs the panel again.
        int groups = split ? Math.clamp((4L * threads) / ((long) panels * batch), 1, Math.max(1, m / 16)) : 1;
        int parts = batch * panels * groups;
        int cut = groups;
        if (!split) {
            for (int part = 0; part < parts; part++) {
                part(step, frame, 0, part, m, n, k, panelWidth, panels, cut);
            }
        } else {
            frame.workers.run(
                    parts, (worker, part) -> part(step, frame, worker, part, m, n, k, panelWidth, panels, cut));
        }
    }

    private static void part(
            Step.Product step,
            Frame frame,
            int worker,
            int part,
            int m,
            int n,
            int k,
            int width,
            int panels,
            int groups) {
        int group = part % groups;
        int panel = part / groups % panels;
        int item = part / groups / panels;
        int rowFrom = (int) ((long) m * group / groups) & ~1;
        int rowTo = group == groups - 1 ? m : (int) ((long) m * (group + 1) / groups) & ~1;
        int columnFrom = panel * width;
        int columnTo = Math.min(n, columnFrom + width);
        View a = step.a();
        View b = step.b();
        int rank = a.sizes().length;
        int ao = offset(a, item);
        int bo = offset(b, item);
        int co = item * m * n;
        int aRow = a.strides()[rank - 2];
        int aColumn = a.strides()[rank - 1];
        int bRow = b.strides()[rank - 2];
        int bColumn = b.strides()[rank - 1];
        Frame.Scratch scratch = frame.scratch(worker);
        if (frame.array(step.out()) instanceof float[] c) {
            float[] x = (float[]) frame.array(a);
            float[] y = (float[]) frame.array(b);
            scratch.floatMatMul()
                    .panel(
                            rowFrom,
                            rowTo,
                            columnFrom,
                            columnTo,
                            k,
                            x,
                            ao,
                            aRow,
                            aColumn,
                            y,
                            bo,
                            bRow,
                            bColumn,
                            c,
                            co,
                            n);
        } else {
            double[] x = (double[]) frame.array(a);
            double[] y = (double[]) frame.array(b);
            double[] c = (double[]) frame.array(step.out());
            scratch.doubleMatMul()
                    .panel(
                            rowFrom,
                            rowTo,
                            columnFrom,
                            columnTo,
                            k,
                            x,
                            ao,
                            aRow,
                            aColumn,
                            y,
                            bo,
                            bRow,
                            bColumn,
                            c,
                            co,
                            n);
        }
    }

    private static int offset(View view, int item) {
        int at = view.offset();
        int rest = item;
        for (int axis = view.sizes().length - 3; axis >= 0; axis--) {
            at += rest % view.sizes()[axis] * view.strides()[axis];
            rest /= view.sizes()[axis];
        }
        return at;
    }
}
