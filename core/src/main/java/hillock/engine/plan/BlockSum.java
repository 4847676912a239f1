package hillock.engine.plan;

import hillock.engine.simd.Contraction;
import java.util.List;

/**
 * The end of a product that is cut along k: the sums of blocks, which are products of their own, are added in ascending
 * order, as {@code Op.MatMul} defines it. So threads share a product that has too few rows and columns to be cut.
 *
 * @param blocks the sums of each block, one after the other
 * @param count how many blocks
 * @param out their sums
 */
record BlockSum(View blocks, int count, View out) implements Step {
    /** So many blocks are worth a step more. */
    private static final int LEAST = 16;

    /** A stack of products, each of one block of k. */
    record Blocks(View a, View b, View out) {}

    /** Whether a product is better cut along k. */
    static boolean suits(View a, View b, Products.Form form) {
        return a.sizes().length == 2
                && b.sizes().length == 2
                && form.k() >= LEAST * Contraction.K_BLOCK
                && form.rows() > 0
                && form.n() > 0
                && Products.isWhole(form);
    }

    /** How many elements all block sums take. */
    static int elements(View out, int k) {
        return Math.multiplyExact(out.size(), blocks(k));
    }

    /** How many blocks there are. */
    static int blocks(int k) {
        return (k + Contraction.K_BLOCK - 1) / Contraction.K_BLOCK;
    }

    /** The products that make the block sums: those of whole blocks, and one of what is left, if anything is. */
    static List<Blocks> cut(View a, View b, Buffer sums) {
        int k = a.sizes()[1];
        int whole = k / Contraction.K_BLOCK;
        int left = k % Contraction.K_BLOCK;
        int m = a.sizes()[0];
        int n = b.sizes()[1];
        Blocks all = blocks(a, b, sums, 0, whole, Contraction.K_BLOCK, m, n);
        return left == 0 ? List.of(all) : List.of(all, blocks(a, b, sums, whole, 1, left, m, n));
    }

    private static Blocks blocks(View a, View b, Buffer sums, int from, int count, int k, int m, int n) {
        int aColumn = a.strides()[1];
        int bRow = b.strides()[0];
        int begin = from * Contraction.K_BLOCK;
        int apart = Contraction.K_BLOCK;
        return new Blocks(
                new View(
                        a.buffer(),
                        new int[] {count, m, k},
                        new int[] {apart * aColumn, a.strides()[0], aColumn},
                        a.offset() + begin * aColumn),
                new View(
                        b.buffer(),
                        new int[] {count, k, n},
                        new int[] {apart * bRow, bRow, b.strides()[1]},
                        b.offset() + begin * bRow),
                new View(sums, new int[] {count, m, n}, new int[] {m * n, n, 1}, from * m * n));
    }

    @Override
    public List<View> reads() {
        return List.of(blocks);
    }

    @Override
    public List<View> writes() {
        return List.of(out);
    }

    @Override
    public long nanos() {
        return (long) out.size() * count / 4;
    }

    @Override
    public int parts(Frame frame) {
        return parts(frame, out.size());
    }

    @Override
    public void part(Frame frame, int worker, int part, int parts) {
        int size = out.size();
        int from = Step.begin(size, part, parts);
        int length = Step.begin(size, part + 1, parts) - from;
        int at = frame.offset(blocks) + from;
        Contraction.addBlocks(count, length, frame.array(blocks), at, size, frame.array(out), frame.offset(out) + from);
    }
}
