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

    private static final int PART_ROWS = 48;
    /** So many strips of sums stay in the first-level cache while all pairs pass. */
    private static final int STRIPS = 4;

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
        return isShared(frame) ? rowParts(frame) * columnParts(frame) : 1;
    }

    private int rowParts(Frame frame) {
        int threads = frame.team.threads();
        int parts = Math.clamp(form.m() / PART_ROWS, 1, 4 * threads);
        return parts > threads ? parts - parts % threads : parts;
    }

    private int columnParts(Frame frame) {
        return rowParts(frame) >= frame.team.threads() ? 1 : Math.clamp(form.strips(), 1, frame.team.threads());
    }

    @Override
    public void part(Frame frame, int worker, int part, int parts) {
        int columnParts = parts == 1 ? 1 : columnParts(frame);
        int rowParts = parts / columnParts;
        int row = part / columnParts;
        int column = part % columnParts;
        int last = Step.begin(form.strips(), column + 1, columnParts);
        for (int strip = Step.begin(form.strips(), column, columnParts); strip < last; strip += STRIPS) {
            add(
                    frame,
                    frame.scratch(worker).contraction(out.buffer().dtype),
                    Step.begin(form.m(), row, rowParts),
                    Step.begin(form.m(), row + 1, rowParts),
                    strip,
                    Math.min(last, strip + STRIPS));
        }
    }

    private void add(Frame frame, Contraction contraction, int rowFrom, int rowTo, int stripFrom, int stripTo) {
        for (int turn = 0; turn < form.items(); turn++) {
            int item = reversed ? form.items() - 1 - turn : turn;
            contraction.add(
                    rowFrom,
                    rowTo,
                    stripFrom * form.strip(),
                    Math.min(form.n(), stripTo * form.strip()),
                    form.k(),
                    frame.array(a),
                    frame.offset(a) + form.aItems()[item],
                    form.aRow(),
                    form.aColumn(),
                    frame.array(b),
                    frame.offset(b) + form.bItems()[item],
                    form.bRow(),
                    form.bColumn(),
                    frame.array(out),
                    frame.offset(out),
                    form.n());
        }
    }
}
