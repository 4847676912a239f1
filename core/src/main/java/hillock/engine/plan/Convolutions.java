package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.simd.Contraction;
import hillock.engine.simd.Offsets;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.util.Arrays;

/**
 * Convolutions as contractions through tables of offsets; windows are never laid out.
 *
 * <p>Either lanes run over places, weights are the rows, and every example is a contraction of its own; places of a
 * plane that lie {@code stride} apart in rows are then taken together with what lies between them. Or lanes run over
 * outputs, and the windows of all examples are the rows: better for few places, as in the derivative by the weights.
 */
final class Convolutions {
    private static final long SPLIT_MULTIPLICATIONS = 1 << 19;
    /** Fewer rows a part are not worth packing the weights again. */
    private static final int LEAST_ROWS = 24;
    /** What a multiplication with lanes over outputs takes in thirds of one with lanes over places, measured. */
    private static final int OVER_OUTPUTS_IN_THIRDS = 5;

    private Convolutions() {}

    /**
     * A convolution ready to run.
     *
     * @param overPlaces whether lanes run over places, not outputs
     * @param offsets the tables of one example and group, or of all examples of one group
     * @param examples how many examples
     * @param groups how many groups
     * @param multiplications how many there are in all
     */
    record Tables(boolean overPlaces, Offsets offsets, int examples, int groups, long multiplications) {
        void run(Step.Convolution step, Frame frame) {
            int threads = frame.workers.threads();
            boolean split = threads > 1 && multiplications >= SPLIT_MULTIPLICATIONS;
            int rows = offsets.rows().length;
            int cuts = overPlaces
                    ? Math.min(examples, split ? 4 * threads : 1)
                    : Math.clamp(rows / LEAST_ROWS, 1, split ? threads : 1);
            if (cuts * groups == 1) {
                part(step, frame, 0, 0, 0, overPlaces ? examples : rows);
                return;
            }
            int whole = overPlaces ? examples : rows;
            frame.workers.run(
                    cuts * groups,
                    (worker, part) ->
                            part(step, frame, worker, part / cuts, (int) ((long) whole * (part % cuts) / cuts), (int)
                                    ((long) whole * (part % cuts + 1) / cuts)));
        }

        /** Computes examples {@code from .. to - 1}. */
        void rows(Step.Convolution step, Frame frame, int worker, int from, int to) {
            int each = overPlaces ? 1 : offsets.rows().length / examples;
            for (int group = 0; group < groups; group++) {
                part(step, frame, worker, group, from * each, to * each);
            }
        }

        /** Computes some examples of a group, or some places of all examples. */
        private void part(Step.Convolution step, Frame frame, int worker, int group, int from, int to) {
            Contraction contraction =
                    frame.scratch(worker).contraction(step.out().buffer().dtype);
            Object x = frame.array(step.x());
            Object w = frame.array(step.w());
            Object out = frame.array(step.out());
            int outs = step.out().sizes()[1] / groups;
            int xGroup = frame.offset(step.x())
                    + group * (step.x().sizes()[1] / groups) * step.x().strides()[1];
            int wGroup = frame.offset(step.w()) + group * outs * step.w().strides()[0];
            int outGroup = frame.offset(step.out()) + group * outs * step.out().strides()[1];
            if (!overPlaces) {
                contraction.run(offsets, from, to, x, xGroup, w, wGroup, out, outGroup);
                return;
            }
            int rows = offsets.rows().length;
            for (int n = from; n < to; n++) {
                int at = xGroup + n * step.x().strides()[0];
                contraction.run(
                        offsets,
                        0,
                        rows,
                        w,
                        wGroup,
                        x,
                        at,
                        out,
                        outGroup + n * step.out().strides()[0]);
            }
        }
    }

    static Tables tables(Op.Conv conv, View x, View w, View out) {
        int spatial = conv.strides().size();
        int groups = conv.groups();
        int examples = x.sizes()[0];
        int outs = out.sizes()[1] / groups;
        int[] taps = Arrays.copyOfRange(w.sizes(), 1, w.sizes().length);
        int[] places = Arrays.copyOfRange(out.sizes(), 2, out.sizes().length);
        int[] tapStrides = new int[spatial + 1];
        int[] placeStrides = new int[spatial];
        tapStrides[0] = x.strides()[1];
        for (int i = 0; i < spatial; i++) {
            tapStrides[1 + i] = x.strides()[2 + i] * conv.dilations().get(i);
            placeStrides[i] = x.strides()[2 + i] * conv.strides().get(i);
        }
        int[] windowSteps = table(taps, tapStrides);
        int[] weightSteps = table(taps, Arrays.copyOfRange(w.strides(), 1, w.strides().length));
        int[] weights = table(new int[] {outs}, new int[] {w.strides()[0]});
        int[] results = table(new int[] {outs}, new int[] {out.strides()[1]});
        int count = product(places);
        long multiplications = (long) examples * out.sizes()[1] * count * windowSteps.length;
        int unit = Simd.unit(out.buffer().dtype == DType.FLOAT64);
        int[] plane = plane(places, placeStrides, unit);
        if (plane.length > 0
                && 3 * rounded(plane.length, unit) * outs <= OVER_OUTPUTS_IN_THIRDS * rounded(outs, unit) * count) {
            int[] columns = new int[plane.length];
            Arrays.setAll(columns, j -> j);
            Offsets offsets = new Offsets(weights, weightSteps, columns, windowSteps, results, plane);
            return new Tables(true, offsets, examples, groups, multiplications);
        }
        int[] extents = prepend(examples, places);
        int[] windows = table(extents, prepend(x.strides()[0], placeStrides));
        int[] resultRows = table(extents, prepend(out.strides()[0], Arrays.copyOfRange(out.strides(), 2, 2 + spatial)));
        Offsets offsets = new Offsets(windows, windowSteps, weights, weightSteps, resultRows, results);
        return new Tables(false, offsets, examples, groups, multiplications);
    }

    /** The number of lanes that so many columns take. */
    private static long rounded(int columns, int unit) {
        return (columns + unit - 1L) / unit * unit;
    }

    /**
     * For neighbouring elements of x the number of the place that each belongs to, or -1; empty if places of a row are
     * no neighbours or too few to fill the lanes.
     */
    private static int[] plane(int[] places, int[] strides, int unit) {
        int last = places.length - 1;
        if (last < 0 || strides[last] != 1) {
            return new int[0];
        }
        int rows = product(places) / places[last];
        int distance = last == 0 ? places[0] : strides[last - 1];
        boolean even = distance >= places[last] && last <= 1;
        int length = even ? (rows - 1) * distance + places[last] : 0;
        if (length < unit) {
            return new int[0];
        }
        int[] plane = new int[length];
        for (int at = 0; at < length; at++) {
            int row = at / distance;
            int column = at % distance;
            plane[at] = column < places[last] ? row * places[last] + column : -1;
        }
        return plane;
    }

    /** The positions of all elements of a box in row-major order. */
    private static int[] table(int[] sizes, int[] strides) {
        int[] table = new int[product(sizes)];
        int[] index = new int[sizes.length];
        int position = 0;
        for (int at = 0; at < table.length; at++) {
            table[at] = position;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                position += strides[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                position -= sizes[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return table;
    }

    private static int product(int[] sizes) {
        int product = 1;
        for (int size : sizes) {
            product *= size;
        }
        return product;
    }

    private static int[] prepend(int first, int[] rest) {
        int[] all = new int[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
