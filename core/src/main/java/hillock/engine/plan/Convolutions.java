package hillock.engine.plan;

import hillock.array.DType;
import hillock.engine.simd.Contraction;
import hillock.engine.simd.Offsets;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Convolutions as contractions through tables of offsets; windows are never laid out.
 *
 * <p>Either lanes run over places, weights are the rows, and every example is a contraction of its own. Or lanes run
 * over outputs, and the windows of all examples are the rows: better for few places, as in the derivative by the
 * weights.
 */
final class Convolutions {
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
        int parts(Step.Convolution step, Frame frame) {
            int threads = frame.team.threads();
            return step.isShared(frame) ? cuts(threads) * groups * rowCuts(threads) : 1;
        }

        /** Into how many pieces examples, or places of all of them, are cut for so many threads. */
        private int cuts(int threads) {
            return overPlaces
                    ? Math.clamp(4 * threads / groups, 1, examples)
                    : Math.clamp(offsets.rows().length / LEAST_ROWS, 1, threads);
        }

        /** Few examples, as in the derivative by the weights, are shared out by their outputs. */
        private int rowCuts(int threads) {
            boolean few = overPlaces && cuts(threads) * groups < threads;
            return few ? Math.min(offsets.rows().length, threads) : 1;
        }

        void part(Step.Convolution step, Frame frame, int worker, int part, int parts) {
            int rows = offsets.rows().length;
            int whole = overPlaces ? examples : rows;
            if (parts == 1) {
                for (int group = 0; group < groups; group++) {
                    part(step, frame, worker, group, 0, whole, 0, rows);
                }
                return;
            }
            int rowCuts = rowCuts(frame.team.threads());
            int cuts = parts / groups / rowCuts;
            int cut = part / rowCuts % cuts;
            int rowCut = part % rowCuts;
            part(
                    step,
                    frame,
                    worker,
                    part / rowCuts / cuts,
                    Step.begin(whole, cut, cuts),
                    Step.begin(whole, cut + 1, cuts),
                    Step.begin(rows, rowCut, rowCuts),
                    Step.begin(rows, rowCut + 1, rowCuts));
        }

        /** Computes examples {@code from .. to - 1}, if lanes run over places. */
        void rows(Step.Convolution step, Frame frame, int worker, int from, int to) {
            for (int group = 0; group < groups; group++) {
                part(step, frame, worker, group, from, to, 0, offsets.rows().length);
            }
        }

        /** Computes some rows of some examples of a group, or some places of all examples. */
        private void part(
                Step.Convolution step, Frame frame, int worker, int group, int from, int to, int rowFrom, int rowTo) {
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
            for (int n = from; n < to; n++) {
                int at = xGroup + n * step.x().strides()[0];
                contraction.run(
                        offsets,
                        rowFrom,
                        rowTo,
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
        int reach = Arrays.stream(windowSteps).max().orElse(0);
        if (spatial > 0 && placeStrides[spatial - 1] == 1) {
            Offsets offsets = overPlaces(places, placeStrides, unit, weights, weightSteps, windowSteps, results, reach);
            boolean ascending = IntStream.range(1, offsets.starts().length)
                    .allMatch(v -> offsets.starts()[v - 1] <= offsets.starts()[v]);
            long lanes = (long) offsets.columns().length * outs;
            if (ascending && 3 * lanes <= OVER_OUTPUTS_IN_THIRDS * rounded(outs, unit) * count) {
                return new Tables(true, offsets, examples, groups, multiplications);
            }
        }
        int[] extents = prepend(examples, places);
        int[] windows = table(extents, prepend(x.strides()[0], placeStrides));
        int[] resultRows = table(extents, prepend(out.strides()[0], Arrays.copyOfRange(out.strides(), 2, 2 + spatial)));
        Offsets offsets = new Offsets(
                windows, windowSteps, weights, weightSteps, resultRows, results, new int[0], new int[0], reach, count);
        return new Tables(false, offsets, examples, groups, multiplications);
    }

    /** The number of lanes that so many columns take. */
    private static long rounded(int columns, int unit) {
        return (columns + unit - 1L) / unit * unit;
    }

    /** Places as columns, in vectors that lie in one row each; the last of a row begins earlier if it can. */
    private static Offsets overPlaces(
            int[] places,
            int[] strides,
            int unit,
            int[] weights,
            int[] weightSteps,
            int[] windowSteps,
            int[] results,
            int reach) {
        int last = places.length - 1;
        int width = places[last];
        int[] begins = table(Arrays.copyOf(places, last), Arrays.copyOf(strides, last));
        int each = (width + unit - 1) / unit;
        int vectors = begins.length * each;
        int[] starts = new int[vectors];
        int[] targets = new int[vectors];
        int[] columns = new int[vectors * unit];
        int[] resultColumns = new int[vectors * unit];
        for (int v = 0; v < vectors; v++) {
            int row = v / each;
            int from = Math.max(0, Math.min(v % each * unit, width - unit));
            targets[v] = row * width + from;
            // The last must not read beyond the plane: what is left over of its lanes comes first.
            int over = Math.max(0, unit - width);
            boolean room = row == begins.length - 1 && row > 0 && begins[row] - over >= begins[row - 1];
            int skipped = room ? over : 0;
            starts[v] = begins[row] + from - skipped;
            for (int lane = 0; lane < unit; lane++) {
                boolean place = lane >= skipped && lane - skipped < width;
                columns[v * unit + lane] = starts[v] + (place ? lane : skipped);
                resultColumns[v * unit + lane] = place ? targets[v] + lane - skipped : -1;
            }
        }
        int end = begins.length * width;
        return new Offsets(
                weights, weightSteps, columns, windowSteps, results, resultColumns, starts, targets, reach, end);
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
