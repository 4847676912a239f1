package hillock.engine.plan;

import hillock.engine.kernel.Pairs;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two tensors of floats whose elements lie in turns in the rows of a third: taken apart, or put together.
 *
 * @param apart whether they are taken apart
 * @param firsts every other element of the rows
 * @param first the first tensor by itself, a whole buffer
 * @param second the second tensor by itself, a whole buffer
 */
record Turns(boolean apart, View firsts, View first, View second) implements Step {

    /** Two tensors are taken apart. */
    static Turns apart(View firsts, View first, View second) {
        return of(true, firsts, first, second);
    }

    /** Two tensors are put together. */
    static Turns together(View first, View second, View firsts) {
        return of(false, firsts, first, second);
    }

    private static Turns of(boolean apart, View firsts, View first, View second) {
        View[] merged = View.merge(firsts, first, second);
        return new Turns(apart, merged[0], merged[1], merged[2]);
    }

    /** Whether the elements of two tensors lie in turns. */
    static boolean are(View first, View second) {
        int last = first.sizes().length - 1;
        return last >= 0
                && first.sizes()[last] > 1
                && first.strides()[last] == 2
                && first.buffer() == second.buffer()
                && first.buffer().dtype.isFloat()
                && first.offset() + 1 == second.offset()
                && Arrays.equals(first.sizes(), second.sizes())
                && Arrays.equals(first.strides(), second.strides());
    }

    private View seconds() {
        return new View(firsts.buffer(), firsts.sizes(), firsts.strides(), firsts.offset() + 1);
    }

    private List<View> inTurns() {
        return List.of(firsts, seconds());
    }

    @Override
    public List<View> reads() {
        return apart ? inTurns() : List.of(first, second);
    }

    @Override
    public List<View> writes() {
        return apart ? List.of(first, second) : inTurns();
    }

    @Override
    public long nanos() {
        return first.size() / 2;
    }

    @Override
    public int parts(Frame frame) {
        return parts(frame, firsts.sizes()[0]);
    }

    @Override
    public void part(Frame frame, int worker, int part, int parts) {
        int extent = firsts.sizes()[0];
        move(frame, firsts, Step.begin(extent, part, parts), Step.begin(extent, part + 1, parts));
    }

    @Override
    public @Nullable ByRows byRows(int rows, Set<Buffer> made) {
        View split = firsts.split(rows);
        if (split == null || !isRowwise(rows, made)) {
            return null;
        }
        View merged = View.merge(1, split)[0];
        return (frame, _, from, to) -> move(frame, merged, from, to);
    }

    /** Moves what has an index of {@code from .. to - 1} along the first axis of the pairs. */
    private void move(Frame frame, View pairs, int from, int to) {
        int[] sizes = pairs.sizes();
        int last = sizes.length - 1;
        int n = last == 0 ? to - from : sizes[last];
        int rows = last < 2 ? last == 0 ? 1 : to - from : sizes[last - 1];
        int rowStride = last == 0 ? 0 : pairs.strides()[last - 1];
        int each = pairs.size() / sizes[0];
        for (int at = from * each; at < to * each; at += rows * n) {
            Pairs.move(
                    apart,
                    rows,
                    n,
                    frame.array(pairs),
                    frame.offset(pairs) + pairs.distance(at),
                    rowStride,
                    frame.array(first),
                    frame.array(second),
                    frame.offset(first) + at);
        }
    }
}
