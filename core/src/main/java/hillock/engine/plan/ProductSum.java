package hillock.engine.plan;

import hillock.engine.simd.Contraction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Products of pairs of matrices added one after the other to what the result holds already.
 *
 * @param a a stack of left factors
 * @param b a stack of right factors
 * @param out the sums
 * @param form the products of the pairs
 * @param reversed whether the last pair comes first
 */
record ProductSum(View a, View b, View out, Products.Form form, boolean reversed) implements Step {
    /** Fewer rows are not worth packing the right factors. */
    private static final int LEAST_ROWS = 8;

    /**
     * The products of the pairs of two stacks; null if they are better computed otherwise, or were cut along k, which
     * would add up in another order.
     */
    static Products.@Nullable Form form(View a, View b, View out) {
        int m = out.sizes()[0];
        int n = out.sizes()[1];
        int k = a.sizes()[2];
        if (m < LEAST_ROWS || n == 0 || k == 0 || k > Contraction.K_BLOCK) {
            return null;
        }
        int count = a.sizes()[0];
        Products.Form form =
                Products.Form.of(a, b, new View(out.buffer(), new int[] {count, m, n}, new int[] {0, n, 1}, 0));
        boolean whole = form.items() == count && form.bItems().length == count && form.m() == m;
        return whole && !form.isSmall() ? form : null;
    }

    @Override
    public List<View> reads() {
        return List.of(a, b, out);
    }

    @Override
    public List<View> writes() {
        return List.of(out);
    }

    @Override
    public long multiplications() {
        return form.multiplications();
    }

    @Override
    public long nanos() {
        return multiplications() / 40;
    }

    @Override
    public int parts(Frame frame) {
        int threads = frame.team.threads();
        return isShared(frame) ? Products.rowParts(form.m(), form.n(), form.strips(), threads) * columnParts(frame) : 1;
    }

    private int columnParts(Frame frame) {
        return Products.columnParts(form.m(), form.n(), form.strips(), frame.team.threads());
    }

    @Override
    public void part(Frame frame, int worker, int part, int parts) {
        int columnParts = parts == 1 ? 1 : columnParts(frame);
        int rowParts = parts / columnParts;
        int row = part / columnParts;
        int column = part % columnParts;
        Contraction contraction = frame.scratch(worker).contraction(out.buffer().dtype);
        contraction.sum(
                Step.begin(form.m(), row, rowParts),
                Step.begin(form.m(), row + 1, rowParts),
                Step.begin(form.strips(), column, columnParts) * form.strip(),
                Math.min(form.n(), Step.begin(form.strips(), column + 1, columnParts) * form.strip()),
                form.k(),
                frame.array(a),
                frame.offset(a),
                form.aItems(),
                form.aRow(),
                form.aColumn(),
                frame.array(b),
                frame.offset(b),
                form.bItems(),
                form.bRow(),
                form.bColumn(),
                reversed,
                frame.array(out),
                frame.offset(out),
                form.n());
    }
}
