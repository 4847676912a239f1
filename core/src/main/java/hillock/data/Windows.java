package hillock.data;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A series in time as samples: a window of values, and the values some steps after it.
 *
 * <pre>{@code
 * Split hourly = Windows.of(24).split(NDArray.of(temperatures), 0.2);
 * Dataset daily = Windows.of(14).horizon(7).every(7).dataset(sales);
 * }</pre>
 *
 * @param length how many values a window has
 * @param ahead how many steps after the last value of the window the first target lies
 * @param horizon how many values that follow each other are targets
 * @param every how many steps after a window the next one begins
 */
public record Windows(int length, int ahead, int horizon, int every) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public Windows {
        if (length < 1 || ahead < 1 || horizon < 1 || every < 1) {
            throw new IllegalArgumentException(
                    "A window has at least one value, its targets lie at least one step after it and are at least one, "
                            + "and the next begins at least one step later, not %d, %d, %d and %d."
                                    .formatted(length, ahead, horizon, every));
        }
    }

    /** Windows of some values, one for every step, whose target is the next value. */
    public static Windows of(int length) {
        return new Windows(length, 1, 1, 1);
    }

    /** The same with targets that begin some steps after the last value of the window, 1 being the next. */
    public Windows ahead(int steps) {
        return new Windows(length, steps, horizon, every);
    }

    /** The same with several targets that follow each other. */
    public Windows horizon(int values) {
        return new Windows(length, ahead, values, every);
    }

    /** The same with fewer windows: each begins some steps after the one before. */
    public Windows every(int steps) {
        return new Windows(length, ahead, horizon, steps);
    }

    /**
     * Every window of a series. Sample i has the values from {@code i * every} on; its targets begin at {@code i *
     * every + length - 1 + ahead}.
     *
     * @param series floats [time], or [time, channels] for several values at a time
     * @return features [n, length] or [n, length, channels], targets [n, horizon * channels], step by step
     * @throws IllegalArgumentException if the series is too short for one window or holds a value that is not finite
     */
    public Dataset dataset(NDArray series) {
        check(series);
        return samples(series, 0, windows(series));
    }

    /**
     * The windows of a series, divided in time: those whose targets all lie in the last part are for testing. They may
     * see the values before it, as a forecast does, but no value of the last part is in the training; windows with
     * targets in both parts are left out.
     *
     * @param fraction the part of the time kept for testing, between 0 and 1
     * @throws IllegalArgumentException as {@link #dataset}, or if a part would be empty
     */
    public Split split(NDArray series, double fraction) {
        check(series);
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The part kept for testing lies between 0 and 1; " + fraction + " does not.");
        }
        int all = windows(series);
        int time = series.shape().dimension(0);
        int cut = time - (int) Math.round(fraction * time);
        // The first value, the first target and the last one of window i are i * every and these two after it.
        int first = length - 1 + ahead;
        int last = first + horizon - 1;
        int train = Math.clamp(Math.ceilDiv(cut - last, every), 0, all);
        int from = Math.max(0, Math.ceilDiv(cut - first, every));
        int test = Math.max(all - from, 0);
        if (test < 1 || train < 1) {
            throw new IllegalArgumentException("The part " + fraction
                    + " of %d windows leaves %d for training and %d for ".formatted(all, train, test)
                    + "testing; both need at least one.");
        }
        return new Split(samples(series, 0, train), samples(series, from, test));
    }

    private void check(NDArray series) {
        int rank = series.shape().rank();
        if (!series.dtype().isFloat()
                || rank < 1
                || rank > 2
                || rank == 2 && series.shape().dimension(1) == 0) {
            throw new IllegalArgumentException(
                    "A series is floats [time] or [time, channels], not %s.".formatted(series.type()));
        }
        if (windows(series) < 1) {
            throw new IllegalArgumentException("A series of %d values is too short for a window of %d and %s %s."
                    .formatted(
                            series.shape().dimension(0),
                            length,
                            horizon == 1 ? "a target" : horizon + " targets from",
                            Notices.count(ahead, "step") + " after it"));
        }
        for (int i = 0; i < series.size(); i++) {
            if (!Double.isFinite(series.getDouble(i))) {
                throw new IllegalArgumentException(
                        "Value %d of the series is %s; fill the gap first.".formatted(i, series.getDouble(i)));
            }
        }
    }

    private int windows(NDArray series) {
        // In long, for all numbers may be as large as an int can be.
        long starts = (long) series.shape().dimension(0) - length - ahead - horizon + 2;
        return starts < 1 ? 0 : Math.toIntExact(Math.ceilDiv(starts, every));
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private Dataset samples(NDArray series, int first, int count) {
        boolean single = series.shape().rank() == 1;
        int channels = single ? 1 : series.shape().dimension(1);
        int wide = length * channels;
        int far = horizon * channels;
        TensorType features =
                series.type().withShape(single ? Shape.of(count, length) : Shape.of(count, length, channels));
        TensorType targets = series.type().withShape(Shape.of(count, far));
        Object inputs = series.dtype().newArray(features.size());
        Object outputs = series.dtype().newArray(targets.size());
        for (int i = 0; i < count; i++) {
            int at = (first + i) * every;
            System.arraycopy(series.data(), at * channels, inputs, i * wide, wide);
            System.arraycopy(series.data(), (at + length - 1 + ahead) * channels, outputs, i * far, far);
        }
        List<String> labels = IntStream.range(0, far)
                .mapToObj(i -> "t+" + (ahead + i / channels) + (single ? "" : " channel " + i % channels))
                .toList();
        List<String> names = single
                ? IntStream.range(0, length)
                        .mapToObj(i -> "t-" + (length - 1 - i))
                        .toList()
                : List.of();
        return Dataset.of(
                NDArray.wrap(features, inputs), NDArray.wrap(targets, outputs), Task.regression(labels), names);
    }
}
