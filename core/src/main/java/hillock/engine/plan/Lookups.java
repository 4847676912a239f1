package hillock.engine.plan;

import hillock.engine.kernel.Indexing;
import hillock.graph.Op;

/** The running of what picks from, adds to, searches and sums along an axis. */
final class Lookups {
    private Lookups() {}

    /** How many lines, rows or columns can be computed apart. */
    static int across(Step.Indexed step) {
        return switch (step.op()) {
            // Some columns each: the order of additions to an element stays.
            case Op.ScatterAdd scatter -> step.inner(scatter.axis());
            case Op.Gather gather -> quotient(step.out().size(), step.inner(gather.axis()));
            case Op.CumSum sum -> quotient(step.out().size(), step.extent(sum.axis()));
            default -> step.out().size();
        };
    }

    private static int quotient(int size, int each) {
        return each == 0 ? 0 : size / each;
    }

    /** Computes lines, rows or columns {@code from .. to - 1}. */
    static void range(Step.Indexed step, Frame frame, int from, int to) {
        View first = step.operands().getFirst();
        View second = step.operands().getLast();
        Object x = frame.array(first);
        int xOffset = frame.offset(first);
        Object result = frame.array(step.out());
        int offset = frame.offset(step.out());
        switch (step.op()) {
            case Op.Gather gather ->
                Indexing.gather(
                        x,
                        xOffset,
                        checked(step, frame, gather.axis(), second),
                        frame.offset(second),
                        second.size(),
                        result,
                        offset,
                        step.extent(gather.axis()),
                        step.inner(gather.axis()),
                        from,
                        to);
            case Op.ScatterAdd scatter -> {
                int length = step.inner(scatter.axis());
                Indexing.scatterAdd(
                        frame.array(second),
                        frame.offset(second),
                        checked(step, frame, scatter.axis(), first),
                        xOffset,
                        first.size(),
                        result,
                        offset,
                        second.size() / Math.max(first.size() * length, 1),
                        step.extent(scatter.axis()),
                        length,
                        from,
                        to);
            }
            case Op.ArgMax argMax ->
                Indexing.argMax(
                        x,
                        xOffset,
                        (int[]) result,
                        offset,
                        step.extent(argMax.axis()),
                        step.inner(argMax.axis()),
                        from,
                        to);
            case Op.CumSum sum ->
                Indexing.cumSum(
                        sum, x, xOffset, result, offset, step.extent(sum.axis()), step.inner(sum.axis()), from, to);
            default -> throw new AssertionError(step.op());
        }
    }

    /** The indices, all of them within their axis: every thread looks at all before it writes anything. */
    private static int[] checked(Step.Indexed step, Frame frame, int axis, View indices) {
        int[] array = (int[]) frame.array(indices);
        Indexing.check(step.op(), axis, step.type(), array, frame.offset(indices), indices.size());
        return array;
    }
}
