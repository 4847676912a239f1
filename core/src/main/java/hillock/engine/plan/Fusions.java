package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.emit.Chain;
import hillock.engine.kernel.Elementwise;
import hillock.engine.kernel.Rows;
import hillock.engine.simd.Kernel;
import java.util.List;

/**
 * The running of fused groups: by a kernel, or, while there is none, operation by operation on chunks that stay in the
 * cache.
 */
final class Fusions {
    private static final int CHUNK = Frame.Scratch.LENGTH;

    private Fusions() {}

    static void run(Step.Fused step, Frame frame) {
        int size = step.outs().getFirst().size();
        int parts = size < Step.SPLIT ? 1 : size / (Step.SPLIT / 4);
        frame.workers.run(
                parts,
                (worker, part) -> range(step, frame, worker, (int) ((long) size * part / parts), (int)
                        ((long) size * (part + 1) / parts)));
    }

    /** Computes elements {@code from .. to - 1}. */
    static void range(Step.Fused step, Frame frame, int worker, int from, int to) {
        Kernel kernel = frame.eager ? step.slot().now() : step.slot().get(to - from);
        if (kernel == null) {
            plainly(step, frame, frame.scratch(worker), from, to);
        } else {
            byKernel(step, frame, frame.scratch(worker), kernel, from, to);
        }
    }

    private static void byKernel(Step.Fused step, Frame frame, Frame.Scratch scratch, Kernel kernel, int from, int to) {
        int reads = step.operands().size();
        int count = reads + step.outs().size();
        Object[] arrays = new Object[count];
        int[] offsets = new int[count];
        boolean direct = true;
        for (int i = 0; i < count; i++) {
            View view = view(step, i);
            arrays[i] = frame.array(view);
            direct &= view.single() || view.contiguous();
        }
        int chunk = direct ? to - from : CHUNK;
        for (int at = from; at < to; at += chunk) {
            int n = Math.min(chunk, to - at);
            for (int i = 0; i < count; i++) {
                View view = view(step, i);
                if (view.single() && i < reads) {
                    offsets[i] = frame.offset(view);
                } else if (view.contiguous()) {
                    offsets[i] = frame.offset(view) + at;
                } else {
                    Object row = scratch.row(view.buffer().dtype, i, n);
                    Rows.load(view.sizes(), frame.array(view), frame.offset(view), view.strides(), at, n, row);
                    arrays[i] = row;
                    offsets[i] = 0;
                }
            }
            int lanes = step.slot().lanes();
            int rest = n % lanes;
            if (n > rest) {
                kernel.run(arrays, offsets, n - rest);
            }
            if (rest > 0) {
                rest(step, scratch, kernel, arrays, offsets, n - rest, rest, lanes);
            }
        }
    }

    /** Elements too few for the lanes, by way of arrays that are long enough. */
    private static void rest(
            Step.Fused step,
            Frame.Scratch scratch,
            Kernel kernel,
            Object[] arrays,
            int[] offsets,
            int at,
            int rest,
            int lanes) {
        int reads = step.operands().size();
        int count = arrays.length;
        Object[] rows = new Object[count];
        int[] begins = new int[count];
        for (int i = 0; i < count; i++) {
            View view = view(step, i);
            if (i < reads && view.single()) {
                rows[i] = arrays[i];
                begins[i] = offsets[i];
                continue;
            }
            rows[i] = scratch.row(view.buffer().dtype, count + i, lanes);
            if (i < reads) {
                System.arraycopy(arrays[i], offsets[i] + at, rows[i], 0, rest);
            }
        }
        kernel.run(rows, begins, lanes);
        for (int i = reads; i < count; i++) {
            System.arraycopy(rows[i], 0, arrays[i], offsets[i] + at, rest);
        }
    }

    private static View view(Step.Fused step, int index) {
        int reads = step.operands().size();
        return index < reads ? step.operands().get(index) : step.outs().get(index - reads);
    }

    private static void plainly(Step.Fused step, Frame frame, Frame.Scratch scratch, int from, int to) {
        Chain chain = step.chain();
        int reads = chain.operands().size();
        int count = reads + chain.steps().size();
        Object[] rows = new Object[count];
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
                    Rows.load(view.sizes(), frame.array(view), frame.offset(view), view.strides(), at, n, rows[i]);
                }
            }
            for (int i = reads; i < count; i++) {
                Chain.Step operation = chain.steps().get(i - reads);
                List<Integer> arguments = operation.arguments();
                Object[] operands = new Object[arguments.size()];
                for (int j = 0; j < operands.length; j++) {
                    operands[j] = rows[arguments.get(j)];
                }
                Elementwise.apply(operation.op(), operands, rows[i], 0, n);
            }
            for (int i = 0; i < step.outs().size(); i++) {
                View out = step.outs().get(i);
                System.arraycopy(rows[chain.outputs().get(i)], 0, frame.array(out), frame.offset(out) + at, n);
            }
        }
    }
}
