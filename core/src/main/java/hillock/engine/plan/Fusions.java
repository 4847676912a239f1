package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.emit.Chain;
import hillock.engine.kernel.Elementwise;
import hillock.engine.kernel.Pages;
import hillock.engine.kernel.Rows;
import hillock.engine.simd.Kernel;
import java.util.List;

/**
 * The running of fused groups: by a kernel, or, while there is none, operation by operation on chunks that stay in the
 * cache.
 */
final class Fusions {
    private static final int CHUNK = Frame.Scratch.LENGTH;

    private static final int ALIGNED = 64;

    /**
     * So many elements a call at most: it ends soon even while HotSpot has not compiled the kernel, and what is touched
     * before is still at hand.
     */
    private static final int MOST_ELEMENTS = 1 << 14;

    /** So many elements lie in several pages. */
    private static final int MANY_ELEMENTS = 1 << 11;

    /** A processor that computes so long on an element does not look ahead to the next page. */
    private static final double HEAVY_NANOS = 0.3;

    /** So few rows are not worth a call each time. */
    private static final int FEW_ROWS = 8;

    /** So many elements stay in the nearest cache while their rows are taken in turns. */
    private static final int IN_TURNS = 4096;

    private Fusions() {}

    static void part(Step.Fused step, Frame frame, int worker, int part, int parts) {
        int size = step.outs().getFirst().size();
        // Whole rows each, if there are enough of them.
        int row = size / step.rowLength() < parts ? 1 : step.rowLength();
        int rows = size / row;
        range(step, frame, worker, begin(rows, row, part, parts), begin(rows, row, part + 1, parts));
    }

    /** Where a part begins: if rows are cut, at a multiple of all vectors. */
    private static int begin(int rows, int row, int part, int parts) {
        int begin = row * Step.begin(rows, part, parts);
        return row == 1 && part < parts ? begin & -ALIGNED : begin;
    }

    /** Computes elements {@code from .. to - 1}. */
    static void range(Step.Fused step, Frame frame, int worker, int from, int to) {
        Kernel kernel = frame.eager ? step.slot().now() : step.slot().get(from, to, step.rowLength());
        if (kernel == null) {
            plainly(step, frame, frame.scratch(worker), from, to);
        } else {
            byKernel(step, frame, frame.scratch(worker), kernel, from, to);
        }
    }

    private static void byKernel(Step.Fused step, Frame frame, Frame.Scratch scratch, Kernel kernel, int from, int to) {
        int count = step.operands().size() + step.outs().size();
        int n = step.rowLength();
        boolean direct = true;
        for (int i = 0; i < count; i++) {
            direct &= step.isDirect(i);
        }
        int most = direct ? MOST_ELEMENTS : CHUNK;
        int[] sizes = step.outs().getFirst().sizes();
        int rank = sizes.length;
        int neighbours = rank < 2 ? 1 : sizes[rank - 2];
        boolean inTurns = direct && rank > 2 && n == sizes[rank - 1] && neighbours <= FEW_ROWS;
        int plane = n * neighbours;
        int done;
        for (int at = from; at < to; at += done) {
            int column = at % n;
            int planes = inTurns && at % plane == 0
                    ? Math.min(Math.min(to - at, IN_TURNS) / plane, sizes[rank - 3] - at / plane % sizes[rank - 3])
                    : 0;
            if (planes > 1) {
                // Of few rows that lie together all first ones, then all second ones: a call has many rows.
                for (int row = 0; row < neighbours; row++) {
                    block(step, frame, scratch, kernel, at + row * n, planes, n, rank - 3);
                }
                done = planes * plane;
            } else if (column > 0 || to - at < n || n > most) {
                done = Math.min(Math.min(n - column, to - at), most);
                block(step, frame, scratch, kernel, at, 1, done, rank - 2);
            } else {
                int rows = Math.min(Math.min((to - at) / n, most / n), neighbours - at / n % neighbours);
                block(step, frame, scratch, kernel, at, rows, n, rank - 2);
                done = rows * n;
            }
        }
    }

    /** Rows of elements along an axis, the first of which begins at a row-major position. */
    private static void block(
            Step.Fused step,
            Frame frame,
            Frame.Scratch scratch,
            Kernel kernel,
            int position,
            int rows,
            int columns,
            int axis) {
        int count = step.operands().size() + step.outs().size();
        Object[] arrays = scratch.arrays(count);
        int[] offsets = scratch.offsets();
        int[] rowStrides = scratch.rowStrides();
        boolean touches = rows * columns >= MANY_ELEMENTS
                && step.nanos() >= HEAVY_NANOS * step.outs().getFirst().size();
        int touched = 0;
        for (int i = 0; i < count; i++) {
            View view = step.view(i);
            if (step.isDirect(i)) {
                arrays[i] = frame.array(view);
                offsets[i] = frame.offset(view) + view.distance(position);
                rowStrides[i] = axis < 0 ? 0 : view.strides()[axis];
                boolean together = rows == 1 || rowStrides[i] == columns;
                if (touches && together && view.strides()[view.strides().length - 1] == 1) {
                    touched += Pages.touch(arrays[i], offsets[i], rows * columns);
                }
            } else {
                int n = rows * columns;
                Object row = scratch.row(view.buffer().dtype, i, n);
                if (i < step.operands().size()) {
                    load(view, frame, scratch, position, n, row);
                }
                arrays[i] = row;
                offsets[i] = 0;
                rowStrides[i] = columns;
            }
        }
        scratch.keep(touched);
        if (frame.eager) {
            kernel.run(arrays, offsets, rowStrides, rows, columns);
        } else {
            step.slot().run(kernel, arrays, offsets, rowStrides, rows, columns);
        }
        for (int i = step.operands().size(); i < count; i++) {
            if (!step.isDirect(i)) {
                store(step.view(i), frame, arrays[i], position, rows * columns);
            }
        }
    }

    private static void plainly(Step.Fused step, Frame frame, Frame.Scratch scratch, int from, int to) {
        Chain chain = step.chain();
        int reads = chain.operands().size();
        int count = reads + chain.steps().size();
        Object[] operands = scratch.operands();
        if (chain.steps().size() == 1 && isAligned(step, frame)) {
            Chain.Step operation = chain.steps().getFirst();
            for (int j = 0; j < operation.arguments().size(); j++) {
                operands[j] =
                        frame.array(step.operands().get(operation.arguments().get(j)));
            }
            Elementwise.apply(operation.op(), operands, frame.array(step.outs().getFirst()), from, to);
            return;
        }
        Object[] rows = scratch.arrays(count);
        for (int i = 0; i < count; i++) {
            DType dtype = chain.dtype(i);
            rows[i] = scratch.row(dtype, i, Math.min(CHUNK, to - from));
        }
        for (int at = from; at < to; at += CHUNK) {
            int n = Math.min(CHUNK, to - at);
            for (int i = 0; i < reads; i++) {
                View view = step.operands().get(i);
                if (view.single()) {
                    if (at == from) {
                        Rows.move(frame.array(view), frame.offset(view), 0, rows[i], 0, 1, n);
                    }
                } else {
                    load(view, frame, scratch, at, n, rows[i]);
                }
            }
            for (int i = reads; i < count; i++) {
                Chain.Step operation = chain.steps().get(i - reads);
                List<Integer> arguments = operation.arguments();
                for (int j = 0; j < arguments.size(); j++) {
                    operands[j] = rows[arguments.get(j)];
                }
                Elementwise.apply(operation.op(), operands, rows[i], 0, n);
            }
            for (int i = 0; i < step.outs().size(); i++) {
                View out = step.outs().get(i);
                store(out, frame, rows[chain.outputs().get(i)], at, n);
            }
        }
    }

    /** Reads a run of elements in row-major order into the front of an array. */
    static void load(View view, Frame frame, Frame.Scratch scratch, int from, int n, Object row) {
        int[] index = scratch.index(view.sizes().length);
        Rows.load(view.sizes(), frame.array(view), frame.offset(view), view.strides(), from, n, row, index);
    }

    /** Writes the front of an array as a run of elements in row-major order. */
    private static void store(View view, Frame frame, Object row, int from, int n) {
        int last = view.sizes().length - 1;
        int length = last < 0 ? 1 : view.sizes()[last];
        int stride = last < 0 ? 1 : view.strides()[last];
        int run;
        for (int done = 0; done < n; done += run) {
            int position = from + done;
            run = Math.min(n - done, length - position % length);
            int at = frame.offset(view) + view.distance(position);
            Rows.move(row, done, 1, frame.array(view), at, stride, run);
        }
    }

    /** Whether all arrays share one index. */
    private static boolean isAligned(Step.Fused step, Frame frame) {
        int count = step.operands().size() + step.outs().size();
        for (int i = 0; i < count; i++) {
            if (!step.view(i).whole() || frame.offset(step.view(i)) != 0) {
                return false;
            }
        }
        return true;
    }
}
