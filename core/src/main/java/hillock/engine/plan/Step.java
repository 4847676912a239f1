package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.array.Type;
import hillock.engine.emit.Chain;
import hillock.engine.emit.KernelSlot;
import hillock.engine.emit.Kernels;
import hillock.engine.kernel.Draws;
import hillock.engine.kernel.Elementwise;
import hillock.engine.kernel.Reductions;
import hillock.engine.kernel.Rows;
import hillock.graph.Op;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One piece of work of a plan. */
sealed interface Step extends Parts
        permits Band,
                BlockSum,
                ProductSum,
                Turns,
                Step.Copy,
                Step.Fill,
                Step.Map,
                Step.Fused,
                Step.Fold,
                Step.Indexed,
                Step.Defined,
                Step.Draw,
                Step.Pack,
                Step.Product,
                Step.Convolution,
                Step.Repeat {
    /** Steps that take less on one thread are not shared: to hand over a part takes a part of that too. */
    long SHARED_NANOS = 8_000;

    /** A part should take so long ... */
    long PART_NANOS = 4_000;

    /** ... and more if there would be many: memory is read faster where it lies together. */
    long PARTS_OF_THREAD = 16;

    /** What it reads. */
    List<View> reads();

    /** What it writes. */
    List<View> writes();

    @Override
    default int parts(Frame frame) {
        return 1;
    }

    /** Into how many parts it is cut, of so many that there could be. */
    default int parts(Frame frame, int most) {
        long parts = Math.min(nanos() / PART_NANOS, PARTS_OF_THREAD * frame.team.threads());
        return isShared(frame) ? Math.clamp(Math.min(parts, most), 1, Team.MOST_PARTS) : 1;
    }

    /** Whether it takes so long that handing over parts of it pays. */
    default boolean isShared(Frame frame) {
        return frame.team.threads() > 1 && nanos() >= SHARED_NANOS;
    }

    /** Where a part of so many things begins. */
    static int begin(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }

    /**
     * The computation of some of so many rows, or null if there is none: row r of the results needs only row r of the
     * buffers in {@code made}, and anything of others.
     *
     * @param rows how many rows everything is cut into, at least 2
     * @param made what is not whole when a row is computed
     */
    default @Nullable ByRows byRows(int rows, Set<Buffer> made) {
        return null;
    }

    /** How many multiplications a product or convolution takes, else 0. */
    default long multiplications() {
        return 0;
    }

    /** The computation of rows {@code from .. to - 1} by one worker. */
    interface ByRows {
        void run(Frame frame, int worker, int from, int to);
    }

    /** Whether row r of all results, and of those operands that are not whole, is row r of the buffer. */
    default boolean isRowwise(int rows, Set<Buffer> made) {
        for (View view : writes()) {
            if (!view.rowwise(rows)) {
                return false;
            }
        }
        for (View view : reads()) {
            if (made.contains(view.buffer()) && !view.rowwise(rows)) {
                return false;
            }
        }
        return true;
    }

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
        public List<View> writes() {
            return List.of(to);
        }

        @Override
        public long nanos() {
            return from.size() / 2;
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, extent());
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            move(frame, worker, from, to, Step.begin(extent(), part, parts), Step.begin(extent(), part + 1, parts));
        }

        private int extent() {
            return from.sizes().length == 0 ? 1 : from.sizes()[0];
        }

        private static void move(Frame frame, int worker, View from, View to, int begin, int end) {
            Rows.box(
                    from.sizes(),
                    frame.array(from),
                    frame.offset(from),
                    from.strides(),
                    frame.array(to),
                    frame.offset(to),
                    to.strides(),
                    begin,
                    end,
                    frame.scratch(worker).index(from.sizes().length));
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            View source = from.split(rows);
            View target = to.split(rows);
            if (source == null || target == null || !isRowwise(rows, made)) {
                return null;
            }
            View[] split = View.merge(1, source, target);
            return (frame, worker, begin, end) -> move(frame, worker, split[0], split[1], begin, end);
        }
    }

    /** One value everywhere in a whole buffer. */
    record Fill(View out, NDArray value) implements Step {
        @Override
        public List<View> reads() {
            return List.of();
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return out.size() / 8;
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, out.size());
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            fill(frame, Step.begin(out.size(), part, parts), Step.begin(out.size(), part + 1, parts));
        }

        private void fill(Frame frame, int from, int to) {
            Rows.move(value.data(), 0, 0, frame.array(out), frame.offset(out) + from, 1, to - from);
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int length = out.size() / rows;
            return isRowwise(rows, made) ? (frame, _, from, to) -> fill(frame, from * length, to * length) : null;
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
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return out.size();
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, out.size());
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            range(frame, worker, Step.begin(out.size(), part, parts), Step.begin(out.size(), part + 1, parts));
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int length = out.size() / rows;
            return isRowwise(rows, made)
                    ? (frame, worker, from, to) ->
                            throughScratch(frame, frame.scratch(worker), from * length, to * length)
                    : null;
        }

        private void range(Frame frame, int worker, int from, int to) {
            if (aligned && isUnshifted(frame)) {
                Elementwise.apply(op, arrays(frame, worker), frame.array(out), from, to);
            } else {
                throughScratch(frame, frame.scratch(worker), from, to);
            }
        }

        private boolean isUnshifted(Frame frame) {
            boolean unshifted = frame.offset(out) == 0;
            for (int i = 0; i < operands.size(); i++) {
                unshifted &= frame.offset(operands.get(i)) == 0;
            }
            return unshifted;
        }

        private Object[] arrays(Frame frame, int worker) {
            Object[] arrays = frame.scratch(worker).operands();
            for (int i = 0; i < operands.size(); i++) {
                arrays[i] = frame.array(operands.get(i));
            }
            return arrays;
        }

        /** Chunk by chunk, each operand laid out anew so that all share one index. */
        private void throughScratch(Frame frame, Frame.Scratch scratch, int from, int to) {
            int length = Math.min(Frame.Scratch.LENGTH, to - from);
            Object[] rows = scratch.operands();
            for (int i = 0; i < operands.size(); i++) {
                rows[i] = scratch.row(operands.get(i).buffer().dtype, i, length);
            }
            Object result = scratch.row(out.buffer().dtype, 3, length);
            boolean[] filled = scratch.filled();
            for (int at = from; at < to; at += Frame.Scratch.LENGTH) {
                int n = Math.min(Frame.Scratch.LENGTH, to - at);
                for (int i = 0; i < operands.size(); i++) {
                    View view = operands.get(i);
                    if (!filled[i]) {
                        Fusions.load(view, frame, scratch, at, n, rows[i]);
                        filled[i] = view.sizes().length == 1 && view.strides()[0] == 0;
                    }
                }
                Elementwise.apply(op, rows, result, 0, n);
                System.arraycopy(result, 0, frame.array(out), frame.offset(out) + at, n);
            }
        }
    }

    /**
     * A group of elementwise operations.
     *
     * @param chain the operations
     * @param slot where their kernel is, or will be
     * @param operands what is read, each with the same axes
     * @param outs what is written, with these axes
     * @param rowLength elements in a row of the kernel
     */
    record Fused(Chain chain, KernelSlot slot, List<View> operands, List<View> outs, int rowLength, long nanos)
            implements Step {
        /** Rows shorter than this leave most lanes empty; then operands are laid out as if all were one row. */
        private static final int SHORTEST_ROW = 6;

        /** Fewer elements are not worth the call of a kernel. */
        private static final int FEWEST_ELEMENTS = 128;

        private static final double NANOS_OF_ARRAY = 0.04;
        private static final double NANOS_OF_INSTRUCTION = 0.015;

        static Fused of(List<View> reads, List<Chain.Step> operations, List<Integer> outputs, List<View> outs) {
            View[] views = Stream.concat(reads.stream(), outs.stream()).toArray(View[]::new);
            views = View.merge(views);
            List<View> operands = List.of(views).subList(0, reads.size());
            List<View> results = List.of(views).subList(reads.size(), views.length);
            int[] sizes = views[0].sizes();
            int last = sizes.length - 1;
            int neighbours = last <= 1 ? Integer.MAX_VALUE : sizes[last - 2] * sizes[last - 1] * sizes[last];
            boolean inRows = last > 0 && sizes[last] >= SHORTEST_ROW && neighbours >= FEWEST_ELEMENTS;
            int rowLength = inRows ? sizes[last] : views[0].size();
            List<Chain.Operand> kinds = operands.stream()
                    .map(view ->
                            new Chain.Operand(view.buffer().dtype, inRows ? view.strides()[last] == 0 : view.single()))
                    .toList();
            Chain chain = new Chain(kinds, operations, outputs);
            double each = NANOS_OF_ARRAY * views.length + NANOS_OF_INSTRUCTION * Kernels.weight(chain);
            long nanos = (long) (each * results.getFirst().size());
            return new Fused(chain, Kernels.of(chain), operands, results, rowLength, nanos);
        }

        View view(int index) {
            int reads = operands.size();
            return index < reads ? operands.get(index) : outs.get(index - reads);
        }

        /** Whether a kernel can read or write the array as it is; others are laid out first. */
        boolean isDirect(int index) {
            View view = view(index);
            int last = view.sizes().length - 1;
            int stride = last < 0 ? 0 : view.strides()[last];
            if (stride != 0 && stride != 1) {
                return false;
            }
            boolean isOneRow = last > 0 && rowLength > view.sizes()[last];
            return !isOneRow || view.single() || view.contiguous();
        }

        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public List<View> writes() {
            return outs;
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, outs.getFirst().size());
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            Fusions.part(this, frame, worker, part, parts);
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int length = outs.getFirst().size() / rows;
            return isRowwise(rows, made)
                    ? (frame, worker, from, to) -> Fusions.range(this, frame, worker, from * length, to * length)
                    : null;
        }
    }

    /** A reduction of the middle of [outer, length, inner]. */
    record Fold(Op.Reduction kind, View from, View out, int outer, int length, int inner, boolean last)
            implements Step {
        /** Fewer columns are not worth a part of their own ... */
        private static final int COLUMNS = 64;

        /** ... and so many are read as fast as memory gives them. */
        private static final int MANY_COLUMNS = 256;

        @Override
        public List<View> reads() {
            return List.of(from);
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return from.size() / 4;
        }

        @Override
        public int parts(Frame frame) {
            int threads = frame.team.threads();
            int most = isByColumns() ? Math.max(threads, inner / MANY_COLUMNS) : 4 * threads;
            return parts(frame, Math.min(across(), most));
        }

        /** Of how many columns, if there are few rows, or of how many rows parts are made. */
        private int across() {
            return isByColumns() ? inner / COLUMNS : outer;
        }

        private boolean isByColumns() {
            return !last && inner / COLUMNS > outer;
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            if (isByColumns()) {
                fold(frame, 0, outer, Step.begin(inner, part, parts), Step.begin(inner, part + 1, parts));
            } else {
                fold(frame, Step.begin(outer, part, parts), Step.begin(outer, part + 1, parts), 0, inner);
            }
        }

        private void fold(Frame frame, int begin, int end, int innerBegin, int innerEnd) {
            Object x = frame.array(from);
            int xo = frame.offset(from);
            Object y = frame.array(out);
            int yo = frame.offset(out);
            if (last) {
                Reductions.last(kind, x, xo + begin * length, y, yo + begin, end - begin, length);
                return;
            }
            int columns = innerEnd - innerBegin;
            for (int o = begin; o < end; o++) {
                int at = xo + o * length * inner + innerBegin;
                Reductions.chains(kind, x, at, inner, length, y, yo + o * inner + innerBegin, columns);
            }
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int each = outer / rows;
            return outer % rows == 0 && isRowwise(rows, made)
                    ? (frame, _, begin, end) -> fold(frame, begin * each, end * each, 0, inner)
                    : null;
        }
    }

    /**
     * Picking, adding to, searching and running sums along an axis. What is added to is in the result already.
     *
     * @param type what is picked from, added to, searched or summed
     */
    record Indexed(Op op, TensorType type, List<View> operands, View out) implements Step {
        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return Math.max(out.size(), operands.getLast().size());
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, Math.min(Lookups.across(this), 2 * frame.team.threads()));
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            int across = Lookups.across(this);
            Lookups.range(this, frame, Step.begin(across, part, parts), Step.begin(across, part + 1, parts));
        }

        int extent(int axis) {
            return type.shape().dimension(axis);
        }

        int inner(int axis) {
            int inner = 1;
            for (int i = axis + 1; i < type.rank(); i++) {
                inner *= type.shape().dimension(i);
            }
            return inner;
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
        public List<View> writes() {
            return outs;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            List<NDArray> values = new ArrayList<>(operands.size());
            for (int i = 0; i < operands.size(); i++) {
                values.add(NDArray.wrap(operandTypes.get(i), frame.exactly(operands.get(i))));
            }
            List<NDArray> results = Interpreter.apply(op, type, values);
            for (int i = 0; i < outs.size(); i++) {
                System.arraycopy(
                        results.get(i).data(),
                        0,
                        frame.array(outs.get(i)),
                        frame.offset(outs.get(i)),
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
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return 4L * out.size();
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, out.size() / 2);
        }

        /** An even number of elements each, so that no block of two words is cut. */
        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            int size = out.size();
            draw(
                    frame,
                    worker,
                    Step.begin(size, part, parts) & ~1,
                    part == parts - 1 ? size : Step.begin(size, part + 1, parts) & ~1);
        }

        private void draw(Frame frame, int worker, int from, int to) {
            int[] words = (int[]) frame.array(key);
            int word = frame.offset(key);
            int number = ((int[]) frame.array(stream))[frame.offset(stream)];
            Frame.Scratch scratch = frame.scratch(worker);
            Draws.fill(
                    words[word],
                    words[word + key.strides()[0]],
                    number,
                    frame.array(out),
                    frame.offset(out),
                    from,
                    to,
                    (int[]) scratch.row(DType.INT32, 0, Draws.CHUNK),
                    (int[]) scratch.row(DType.INT32, 1, Draws.CHUNK),
                    (int[]) scratch.row(DType.INT32, 2, Draws.CHUNK));
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int length = out.size() / rows;
            boolean whole = !made.contains(key.buffer()) && !made.contains(stream.buffer());
            // No block of two words is cut.
            return length % 2 == 0 && whole && isRowwise(rows, made)
                    ? (frame, worker, from, to) -> draw(frame, worker, from * length, to * length)
                    : null;
        }
    }

    /** The right operands of a batch of matrix products, laid out for the vector kernels. */
    record Pack(View b, View out, Products.Form form) implements Step {
        @Override
        public List<View> reads() {
            return List.of(b);
        }

        @Override
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return out.size() / 4;
        }

        @Override
        public int parts(Frame frame) {
            return parts(frame, Math.min(strips(), 4 * frame.team.threads()));
        }

        private int strips() {
            return form.strips() * form.bItems().length;
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            Products.pack(
                    this, frame, worker, Step.begin(strips(), part, parts), Step.begin(strips(), part + 1, parts));
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int items = form.bItems().length;
            int each = items / rows * form.strips();
            return items % rows == 0 && isRowwise(rows, made)
                    ? (frame, worker, from, to) -> Products.pack(this, frame, worker, from * each, to * each)
                    : null;
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
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return form.nanos();
        }

        @Override
        public int parts(Frame frame) {
            return Products.parts(this, frame);
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            Products.part(this, frame, worker, part, parts);
        }

        @Override
        public long multiplications() {
            return form.multiplications();
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int each = form.rows() / rows;
            // The right operand is needed whole, unless there are many of them.
            boolean fits = !made.contains(b.buffer()) || form.items() % rows == 0;
            return fits && form.rows() % rows == 0 && (packed || !form.isWide()) && isRowwise(rows, made)
                    ? (frame, worker, from, to) -> Products.rows(this, frame, worker, from * each, to * each)
                    : null;
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
        public List<View> writes() {
            return List.of(out);
        }

        @Override
        public long nanos() {
            return tables.multiplications() / 20;
        }

        @Override
        public int parts(Frame frame) {
            return tables.parts(this, frame);
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            tables.part(this, frame, worker, part, parts);
        }

        @Override
        public long multiplications() {
            return tables.multiplications();
        }

        @Override
        public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
            int each = tables.examples() / rows;
            // Windows of all examples as rows share weights that are packed for all of them at once.
            boolean fits = tables.overPlaces() && !made.contains(w.buffer()) && tables.examples() % rows == 0;
            return fits && isRowwise(rows, made)
                    ? (frame, worker, from, to) -> tables.rows(this, frame, worker, from * each, to * each)
                    : null;
        }
    }

    /**
     * A loop around a plan.
     *
     * @param outs where the results of the body go, those of the last turn for carries and those of all turns for
     *     others
     * @param tracks for each carry where all its values lie, or null
     */
    record Repeat(
            Op.Loop loop, Plan body, List<View> operands, List<View> outs, List<@Nullable Track> tracks, int child)
            implements Step {
        @Override
        public List<View> reads() {
            return operands;
        }

        @Override
        public List<View> writes() {
            return outs;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            Repeats.run(this, frame);
        }
    }
}
