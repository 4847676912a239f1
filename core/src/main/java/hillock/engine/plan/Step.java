package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.Type;
import hillock.engine.emit.Chain;
import hillock.engine.emit.KernelSlot;
import hillock.engine.kernel.Draws;
import hillock.engine.kernel.Elementwise;
import hillock.engine.kernel.Reductions;
import hillock.engine.kernel.Rows;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;

/** One piece of work of a plan. */
sealed interface Step {
    /** From how many elements on a step is spread over threads. */
    int SPLIT = 1 << 16;

    /** What it reads. */
    List<View> reads();

    void run(Frame frame);

    /** Moves a tensor into a view of the same shape. */
    record Copy(View from, View to) implements Step {
        static Copy of(View from, View to) {
            View[] merged = View.merge(from, to);
            return new Copy(merged[0], merged[1]);
        }

        @Override
        public List<View> reads() {
            return List.of(from);
        }

        @Override
        public void run(Frame frame) {
            int extent = from.sizes().length == 0 ? 1 : from.sizes()[0];
            int parts = from.size() < SPLIT ? 1 : Math.min(extent, 4 * frame.workers.threads());
            frame.workers.run(
                    parts,
                    (_, part) -> Rows.box(
                            from.sizes(),
                            frame.array(from),
                            from.offset(),
                            from.strides(),
                            frame.array(to),
                            to.offset(),
                            to.strides(),
                            (int) ((long) extent * part / parts),
                            (int) ((long) extent * (part + 1) / parts)));
        }
    }

    /** One value everywhere in a whole buffer. */
    record Fill(View out, DType dtype, long bits) implements Step {
        @Override
        public List<View> reads() {
            return List.of();
        }

        @Override
        public void run(Frame frame) {
            Object value = NDArray.scalar(dtype, bits).data();
            Rows.move(value, 0, 0, frame.array(out), 0, 1, out.size());
        }
    }

    /** An elementwise operation into a whole buffer. */
    record Map(Op op, List<View> operands, View out, boolean aligned) implements Step {
        static Map of(Op op, List<View> operands, View out) {
            boolean aligned = true;
            View[] simple = new View[operands.size()];
            for (int i = 0; i < simple.length; i++) {
                boolean whole = operands.get(i).whole();
                simple[i] = whole ? operands.get(i) : operands.get(i).merged();
                aligned &= whole;
            }
            return new Map(op, List.of(simple), out, aligned);
        }

        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public void run(Frame frame) {
            int size = out.size();
            if (size < SPLIT) {
                range(frame, 0, 0, size);
                return;
            }
            int parts = size / (SPLIT / 4);
            frame.workers.run(
                    parts,
                    (worker, part) -> range(frame, worker, (int) ((long) size * part / parts), (int)
                            ((long) size * (part + 1) / parts)));
        }

        private void range(Frame frame, int worker, int from, int to) {
            if (aligned) {
                Elementwise.apply(op, arrays(frame), frame.array(out), from, to);
            } else {
                throughScratch(frame, frame.scratch(worker), from, to);
            }
        }

        private Object[] arrays(Frame frame) {
            Object[] arrays = new Object[operands.size()];
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = frame.array(operands.get(i));
            }
            return arrays;
        }

        /** Chunk by chunk, each operand laid out anew so that all share one index. */
        private void throughScratch(Frame frame, Frame.Scratch scratch, int from, int to) {
            int length = Math.min(Frame.Scratch.LENGTH, to - from);
            Object[] rows = new Object[operands.size()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = scratch.row(operands.get(i).buffer().dtype, i, length);
            }
            Object result = scratch.row(out.buffer().dtype, 3, length);
            boolean[] filled = new boolean[rows.length];
            for (int at = from; at < to; at += Frame.Scratch.LENGTH) {
                int n = Math.min(Frame.Scratch.LENGTH, to - at);
                for (int i = 0; i < rows.length; i++) {
                    View view = operands.get(i);
                    if (!filled[i]) {
                        Rows.load(view.sizes(), frame.array(view), view.offset(), view.strides(), at, n, rows[i]);
                        filled[i] = view.sizes().length == 1 && view.strides()[0] == 0;
                    }
                }
                Elementwise.apply(op, rows, result, 0, n);
                System.arraycopy(result, 0, frame.array(out), at, n);
            }
        }
    }

    /** A group of elementwise operations into whole buffers. */
    record Fused(Chain chain, KernelSlot slot, List<View> operands, List<View> outs) implements Step {
        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public void run(Frame frame) {
            Fusions.run(this, frame);
        }
    }

    /** A reduction of the middle of [outer, length, inner]. */
    record Fold(Op.Reduction kind, View from, View out, int outer, int length, int inner, boolean last)
            implements Step {
        @Override
        public List<View> reads() {
            return List.of(from);
        }

        @Override
        public void run(Frame frame) {
            boolean large = from.size() >= SPLIT;
            int parts = !large ? 1 : Math.min(last ? outer : Math.max(outer, inner / 256), 4 * frame.workers.threads());
            int across = last || outer >= parts ? outer : inner;
            frame.workers.run(Math.max(parts, 1), (worker, part) -> {
                int begin = (int) ((long) across * part / Math.max(parts, 1));
                int end = (int) ((long) across * (part + 1) / Math.max(parts, 1));
                Object x = frame.array(from);
                Object result = frame.array(out);
                if (last) {
                    Reductions.last(kind, x, begin * length, result, begin, end - begin, length);
                    return;
                }
                int firstOuter = across == outer ? begin : 0;
                int endOuter = across == outer ? end : outer;
                int first = across == outer ? 0 : begin;
                int columns = across == outer ? inner : end - begin;
                for (int o = firstOuter; o < endOuter; o++) {
                    Reductions.chains(
                            kind, x, o * length * inner + first, inner, length, result, o * inner + first, columns);
                }
            });
        }
    }

    /** Whatever has no kernel of its own: the definition itself. */
    record Defined(Op op, Type type, List<View> operands, List<TensorType> operandTypes, List<View> outs)
            implements Step {
        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public void run(Frame frame) {
            List<NDArray> values = new ArrayList<>(operands.size());
            for (int i = 0; i < operands.size(); i++) {
                values.add(NDArray.wrap(operandTypes.get(i), frame.array(operands.get(i))));
            }
            List<NDArray> results = Interpreter.apply(op, type, values);
            for (int i = 0; i < outs.size(); i++) {
                System.arraycopy(
                        results.get(i).data(),
                        0,
                        frame.array(outs.get(i)),
                        0,
                        outs.get(i).size());
            }
        }
    }

    /** Random numbers: key, stream, result. */
    record Draw(View key, View stream, View out) implements Step {
        @Override
        public List<View> reads() {
            return List.of(key, stream);
        }

        @Override
        public void run(Frame frame) {
            int[] words = (int[]) frame.array(key);
            int number = ((int[]) frame.array(stream))[stream.offset()];
            int size = out.size();
            // An even number of elements each, so that no block of two words is cut.
            int parts = size < SPLIT ? 1 : size / (SPLIT / 4);
            frame.workers.run(parts, (_, part) -> {
                int from = (int) ((long) size * part / parts) & ~1;
                int to = part == parts - 1 ? size : (int) ((long) size * (part + 1) / parts) & ~1;
                Draws.fill(
                        words[key.offset()],
                        words[key.offset() + key.strides()[0]],
                        number,
                        frame.array(out),
                        from,
                        to);
            });
        }
    }

    /** The right operands of a batch of matrix products, laid out for the vector kernels. */
    record Pack(View b, View out, Products.Form form) implements Step {
        @Override
        public List<View> reads() {
            return List.of(b);
        }

        @Override
        public void run(Frame frame) {
            Products.pack(this, frame);
        }
    }

    /**
     * A batch of matrix products, strided operands, whole result.
     *
     * @param b the right operands, as they lie or {@code packed}
     */
    record Product(View a, View b, boolean packed, View out, Products.Form form) implements Step {
        @Override
        public List<View> reads() {
            return List.of(a, b);
        }

        @Override
        public void run(Frame frame) {
            Products.run(this, frame);
        }
    }

    /**
     * A convolution without copies: for every example (or, with lanes over outputs, for all of them at once) and group
     * a contraction through tables.
     */
    record Convolution(View x, View w, View out, Convolutions.Tables tables) implements Step {
        @Override
        public List<View> reads() {
            return List.of(x, w);
        }

        @Override
        public void run(Frame frame) {
            tables.run(this, frame);
        }
    }

    /** A loop around a plan. */
    record Repeat(Op.Loop loop, Plan body, List<View> operands, List<View> outs, int child) implements Step {
        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public void run(Frame frame) {
            Repeats.run(this, frame);
        }
    }
}
