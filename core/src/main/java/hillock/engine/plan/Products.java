package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.kernel.SmallProducts;
import hillock.engine.simd.Contraction;
import hillock.engine.simd.Simd;
import java.util.Arrays;

/** Batches of matrix products, cut into rows and strips of columns that are spread over workers. */
final class Products {
    /** Fewer rows do not pay for packing b. */
    private static final int LEAST_ROWS = 8;

    /** Rows that are worth a part of their own: a few tiles, over which a strip of b stays in the cache. */
    private static final int PART_ROWS = 48;
    /** Strips that are worth a part of their own. */
    private static final int PART_STRIPS = 2;
    /** For so few rows those of b are read on, which should be as long as this at least. */
    private static final int FEW_ROWS = 8;

    private static final int LONG_ROWS = 128;
    /** So many times as much is worth it when there are parts for all threads already. */
    private static final int LARGE_PARTS = 8;
    /** So many times as many columns as rows are cut rather than these, if b has so many elements. */
    private static final int WIDE = 4;

    private static final int LARGE = 1 << 16;
    /** The bytes that operands in caches give in a nanosecond. */
    private static final int BYTES_OF_NANO = 64;
    /** The most parts of a thread. */
    private static final int MOST_ROUNDS = 4;

    private Products() {}

    /**
     * The shape of a batch of products, each of m rows.
     *
     * @param wide whether of float64, not float32
     * @param items how many products
     * @param strip how many columns are packed together
     * @param aItems where a of each product begins, from where the first does
     * @param bItems likewise b; a single entry if all share one b
     */
    @SuppressWarnings("ArrayRecordComponent") // tables, never compared
    record Form(
            boolean wide,
            int items,
            int m,
            int n,
            int k,
            int strip,
            int aRow,
            int aColumn,
            int bRow,
            int bColumn,
            int[] aItems,
            int[] bItems) {

        static Form of(View a, View b, View out) {
            int rank = out.sizes().length;
            int m = out.sizes()[rank - 2];
            int n = out.sizes()[rank - 1];
            int k = a.sizes()[rank - 1];
            int[] aItems = items(a);
            int[] bItems = items(b);
            int aRow = a.strides()[rank - 2];
            if (Arrays.stream(bItems).allMatch(at -> at == 0)) {
                bItems = new int[] {0};
                if (follow(aItems, m * aRow)) {
                    m *= aItems.length;
                    aItems = new int[] {0};
                }
            }
            boolean wide = out.buffer().dtype == DType.FLOAT64;
            boolean small = SmallProducts.suit((long) aItems.length * m * n * k);
            int strip = small ? Math.max(1, n) : Simd.strip(wide);
            int aColumn = a.strides()[rank - 1];
            int bRow = b.strides()[rank - 2];
            int bColumn = b.strides()[rank - 1];
            return new Form(wide, aItems.length, m, n, k, strip, aRow, aColumn, bRow, bColumn, aItems, bItems);
        }

        /** The positions of the matrices of a batch. */
        private static int[] items(View view) {
            int rank = view.sizes().length;
            int count = 1;
            for (int axis = 0; axis < rank - 2; axis++) {
                count *= view.sizes()[axis];
            }
            int[] items = new int[count];
            for (int item = 0; item < count; item++) {
                int rest = item;
                for (int axis = rank - 3; axis >= 0; axis--) {
                    items[item] += rest % view.sizes()[axis] * view.strides()[axis];
                    rest /= view.sizes()[axis];
                }
            }
            return items;
        }

        /** Whether the matrices follow each other like their rows. */
        private static boolean follow(int[] items, int distance) {
            for (int item = 0; item < items.length; item++) {
                if (items[item] != item * distance) {
                    return false;
                }
            }
            return items.length > 0;
        }

        int strips() {
            return (n + strip - 1) / strip;
        }

        int rows() {
            return items * m;
        }

        /**
         * Whether rows are too few to be cut: threads that take some columns each pack b once between them, if it is
         * large.
         */
        boolean isWide() {
            return bItems.length == 1 && n >= WIDE * rows() && (long) k * n >= LARGE;
        }

        /** How many elements one packed b takes. */
        int packedItem() {
            return Contraction.packedLength(wide, k, n);
        }

        /** How many elements all of them take. */
        int packedLength() {
            return Math.multiplyExact(packedItem(), bItems.length);
        }

        /** Whether packing all of b pays if it is done once for many runs. */
        boolean packs() {
            int rows = bItems.length == 1 ? items * m : m;
            return !isSmall() && rows >= LEAST_ROWS && n > 0 && k > 0 && items > 0;
        }

        boolean isSmall() {
            return SmallProducts.suit(multiplications());
        }

        long multiplications() {
            return (long) items * m * n * k;
        }

        /** About how long one thread computes: lanes of vectors that stay empty take their time too, and memory its. */
        long nanos() {
            long lanes = (long) items * m * k * rounded(n);
            long elements = (long) items * m * k + (long) bItems.length * k * n;
            return Math.max(lanes / 40, elements * (wide ? Double.BYTES : Float.BYTES) / BYTES_OF_NANO);
        }

        private int rounded(int columns) {
            int unit = Simd.unit(wide);
            return (columns + unit - 1) / unit * unit;
        }
    }

    /** Packs strips {@code from .. to - 1} of all right operands. */
    static void pack(Step.Pack step, Frame frame, int worker, int from, int to) {
        Form form = step.form();
        Contraction contraction = frame.scratch(worker).contraction(step.out().buffer().dtype);
        int strips = form.strips();
        for (int at = from; at < to; ) {
            int item = at / strips;
            int begin = at - item * strips;
            int end = Math.min(strips, to - item * strips);
            contraction.pack(
                    frame.array(step.b()),
                    frame.offset(step.b()) + form.bItems()[item],
                    form.bRow(),
                    form.bColumn(),
                    form.k(),
                    form.n(),
                    begin,
                    end,
                    frame.array(step.out()),
                    frame.offset(step.out()) + item * form.packedItem());
            at += end - begin;
        }
    }

    /** How many parts rows of products of so many columns are cut into. */
    static int rowParts(int rows, int columns, int strips, int threads) {
        int parts = parts(rows, PART_ROWS, threads);
        return columns < rows ? parts : Math.min(parts, Math.max(1, threads / parts(strips, PART_STRIPS, threads)));
    }

    /** How many parts the strips are cut into: every part packs its columns of b, so that many are cut first. */
    static int columnParts(int rows, int columns, int strips, int threads) {
        int least = rows <= FEW_ROWS ? LONG_ROWS * strips / Math.max(1, columns) : PART_STRIPS;
        int parts = parts(strips, Math.max(1, least), threads);
        return columns >= rows ? parts : Math.min(parts, Math.max(1, threads / parts(rows, PART_ROWS, threads)));
    }

    /** One for each thread, and several only if they are large. */
    private static int parts(int total, int least, int threads) {
        int parts = total / least;
        return parts <= threads
                ? Math.max(1, parts)
                : Math.clamp(parts / LARGE_PARTS / threads, 1, MOST_ROUNDS) * threads;
    }

    static int parts(Step.Product step, Frame frame) {
        int threads = frame.team.threads();
        Form form = step.form();
        return step.isShared(frame)
                ? rowParts(form.rows(), form.n(), form.strips(), threads) * columnParts(form, threads)
                : 1;
    }

    /** Whether a product has so few rows and columns that not even two threads could share them. */
    static boolean isWhole(Form form) {
        return rowParts(form.rows(), form.n(), form.strips(), 2) * columnParts(form, 2) == 1;
    }

    private static int columnParts(Form form, int threads) {
        return columnParts(form.rows(), form.n(), form.strips(), threads);
    }

    static void part(Step.Product step, Frame frame, int worker, int part, int parts) {
        Form form = step.form();
        if (form.isSmall()) {
            small(step, frame, 0, form.rows());
            return;
        }
        int columnParts = parts == 1 ? 1 : columnParts(form, frame.team.threads());
        int rowParts = parts / columnParts;
        int row = part / columnParts;
        int column = part % columnParts;
        rows(
                step,
                frame,
                worker,
                Step.begin(form.rows(), row, rowParts),
                Step.begin(form.rows(), row + 1, rowParts),
                Step.begin(form.strips(), column, columnParts),
                Step.begin(form.strips(), column + 1, columnParts));
    }

    /** Computes rows {@code rowFrom .. rowTo - 1} of all rows of the batch. */
    static void rows(Step.Product step, Frame frame, int worker, int rowFrom, int rowTo) {
        if (step.form().isSmall()) {
            small(step, frame, rowFrom, rowTo);
        } else {
            rows(step, frame, worker, rowFrom, rowTo, 0, step.form().strips());
        }
    }

    private static void small(Step.Product step, Frame frame, int rowFrom, int rowTo) {
        Form form = step.form();
        for (int row = rowFrom; row < rowTo; row++) {
            int item = row / form.m();
            SmallProducts.row(
                    form.k(),
                    form.n(),
                    frame.array(step.a()),
                    frame.offset(step.a()) + form.aItems()[item] + row % form.m() * form.aRow(),
                    form.aColumn(),
                    frame.array(step.b()),
                    frame.offset(step.b()) + form.bItems()[form.bItems().length == 1 ? 0 : item],
                    form.bRow(),
                    form.bColumn(),
                    frame.array(step.out()),
                    frame.offset(step.out()) + row * form.n());
        }
    }

    private static void rows(
            Step.Product step, Frame frame, int worker, int rowFrom, int rowTo, int stripFrom, int stripTo) {
        Form form = step.form();
        Contraction contraction = frame.scratch(worker).contraction(step.out().buffer().dtype);
        Object a = frame.array(step.a());
        Object b = frame.array(step.b());
        Object c = frame.array(step.out());
        int n = form.n();
        for (int at = rowFrom; at < rowTo; ) {
            int item = at / form.m();
            int from = at - item * form.m();
            int to = Math.min(form.m(), rowTo - item * form.m());
            int bItem = form.bItems().length == 1 ? 0 : item;
            int ao = frame.offset(step.a()) + form.aItems()[item];
            int bo = frame.offset(step.b());
            int co = frame.offset(step.out()) + item * form.m() * n;
            if (step.packed()) {
                contraction.packedRows(
                        from,
                        to,
                        stripFrom,
                        stripTo,
                        form.k(),
                        n,
                        a,
                        ao,
                        form.aRow(),
                        form.aColumn(),
                        b,
                        bo + bItem * form.packedItem(),
                        c,
                        co,
                        n);
            } else {
                contraction.rows(
                        from,
                        to,
                        stripFrom * form.strip(),
                        Math.min(n, stripTo * form.strip()),
                        form.k(),
                        a,
                        ao,
                        form.aRow(),
                        form.aColumn(),
                        b,
                        bo + form.bItems()[bItem],
                        form.bRow(),
                        form.bColumn(),
                        c,
                        co,
                        n);
            }
            at += to - from;
        }
    }
}
