package hillock.engine.plan;

import hillock.array.DType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Steps computed together, some rows at a time: what only they need is held for these rows alone, in scratch storage of
 * a worker, and never leaves the cache. One mechanism for reductions behind elementwise groups (softmax, layer norms),
 * groups behind matrix products and convolutions (bias, activation, residual, an activation's derivative) and the
 * update of a weight behind its gradient. Cutting into rows changes no number.
 *
 * @param steps in the order of computation
 * @param forms the computation of each by rows
 * @param rows how many rows
 * @param block how many rows are taken at a time
 * @param nanos about how long it takes on one thread
 * @param locals what is held in scratch storage
 * @param others the numbers of the other buffers
 */
record Band(
        List<Step> steps, List<Step.ByRows> forms, int rows, int block, long nanos, List<Local> locals, int[] others)
        implements Step {

    /**
     * A buffer of which a worker holds the rows it works on.
     *
     * @param buffer the buffer
     * @param row elements of a row
     * @param slot the number of the scratch array
     * @param longest elements of a row of the longest buffer that takes this array
     */
    record Local(Buffer buffer, int row, int slot, int longest) {
        DType dtype() {
            return buffer.dtype;
        }
    }

    /** What a thread allocates for the rows it works on, at most. */
    long scratchBytes() {
        return locals.stream()
                .collect(Collectors.toMap(
                        Local::slot,
                        local -> (long) local.longest()
                                * Math.min(block, rows)
                                * local.dtype().bytes(),
                        Math::max))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public List<View> reads() {
        return steps.stream().flatMap(step -> step.reads().stream()).toList();
    }

    @Override
    public List<View> writes() {
        return steps.stream().flatMap(step -> step.writes().stream()).toList();
    }

    @Override
    public int parts(Frame frame) {
        int each = each(frame);
        return (rows + each - 1) / each;
    }

    /** How many rows a part has. */
    private int each(Frame frame) {
        if (frame.eager) {
            return 1 + rows / 3; // Tests see several blocks of the smallest programs.
        }
        int threads = isShared(frame) ? frame.team.threads() : 1;
        int most = Math.min(block, (rows + threads - 1) / threads);
        return Math.max(most, rows / Team.MOST_PARTS + 1);
    }

    @Override
    public void part(Frame frame, int worker, int part, int parts) {
        Frame mine = frame.part(worker);
        for (int buffer : others) {
            mine.share(buffer, frame);
        }
        int each = each(frame);
        int from = part * each;
        int to = Math.min(rows, from + each);
        Frame.Scratch scratch = frame.scratch(worker);
        for (int i = 0; i < locals.size(); i++) {
            Local local = locals.get(i);
            Object array = scratch.local(local.dtype(), local.slot(), local.longest() * each);
            mine.bind(local.buffer(), array, from * local.row());
        }
        int at = 0;
        try {
            for (; at < steps.size(); at++) {
                forms.get(at).run(mine, worker, from, to);
            }
        } catch (Throwable e) {
            throw new StepFailure(steps.get(at), e);
        }
    }
}
