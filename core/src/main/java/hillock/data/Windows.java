package hillock.data;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A series in time as samples: a window of values, and the value some steps after it.
 *
 * <pre>{@code
 * Split split = Windows.split(NDArray.of(temperatures), 24, 1, 0.2);
 * }</pre>
 */
public final class Windows {
    private Windows() {}

    /**
     * Every window of a series. Sample i has the values i to {@code i + length - 1}; its target is the value {@code i +
     * length - 1 + ahead}.
     *
     * @param series floats [time], or [time, channels] for several values at a time
     * @param length how many values a window has
     * @param ahead how many steps after the last one the target lies, at least 1
     * @return features [n, length] or [n, length, channels], targets [n, 1] or [n, channels]
     * @throws IllegalArgumentException if the series is too short for one window or holds a value that is not finite
     */
    public static Dataset of(NDArray series, int length, int ahead) {
        check(series, length, ahead);
        return of(series, length, ahead, 0, windows(series, length, ahead));
    }

    /**
     * The windows of a series, divided in time: those whose target lies in the last part are for testing. They may see
     * the values before it, as a forecast does, but no value of the last part is in the training.
     *
     * @param fraction the part of the time kept for testing, between 0 and 1
     * @throws IllegalArgumentException as {@link #of}, or if a part would be empty
     */
    public static Split split(NDArray series, int length, int ahead, double fraction) {
        check(series, length, ahead);
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The part kept for testing lies between 0 and 1; " + fraction + " does not.");
        }
        int all = windows(series, length, ahead);
        int kept = (int) Math.round(fraction * series.shape().dimension(0));
        int train = all - kept;
        if (kept < 1 || train < 1) {
            throw new IllegalArgumentException("The part " + fraction
                    + " of %d windows leaves %d for training and %d for ".formatted(all, Math.max(train, 0), kept)
                    + "testing; both need at least one.");
        }
        return new Split(of(series, length, ahead, 0, train), of(series, length, ahead, train, kept));
    }

    private static void check(NDArray series, int length, int ahead) {
        int rank = series.shape().rank();
        if (!series.dtype().isFloat()
                || rank < 1
                || rank > 2
                || rank == 2 && series.shape().dimension(1) == 0) {
            throw new IllegalArgumentException(
                    "A series is floats [time] or [time, channels], not %s.".formatted(series.type()));
        }
        if (length < 1 || ahead < 1) {
            throw new IllegalArgumentException(
                    "A window has at least one value and its target lies at least one step after it, not %d and %d."
                            .formatted(length, ahead));
        }
        if (windows(series, length, ahead) < 1) {
            throw new IllegalArgumentException("A series of %d values is too short for a window of %d and a target %s."
                    .formatted(series.shape().dimension(0), length, Notices.count(ahead, "step") + " after it"));
        }
        for (int i = 0; i < series.size(); i++) {
            if (!Double.isFinite(series.getDouble(i))) {
                throw new IllegalArgumentException(
                        "Value %d of the series is %s; fill the gap first.".formatted(i, series.getDouble(i)));
            }
        }
    }

    private static int windows(NDArray series, int length, int ahead) {
        return Math.toIntExact(
                Math.clamp((long) series.shape().dimension(0) - length - ahead + 1, 0, Integer.MAX_VALUE));
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private static Dataset of(NDArray series, int length, int ahead, int first, int count) {
        boolean single = series.shape().rank() == 1;
        int channels = single ? 1 : series.shape().dimension(1);
        TensorType features =
                series.type().withShape(single ? Shape.of(count, length) : Shape.of(count, length, channels));
        TensorType targets = series.type().withShape(Shape.of(count, channels));
        Object inputs = series.dtype().newArray(features.size());
        Object outputs = series.dtype().newArray(targets.size());
        for (int i = 0; i < count; i++) {
            int at = first + i;
            System.arraycopy(series.data(), at * channels, inputs, i * length * channels, length * channels);
            System.arraycopy(series.data(), (at + length - 1 + ahead) * channels, outputs, i * channels, channels);
        }
        List<String> labels = single
                ? List.of("next")
                : IntStream.range(0, channels).mapToObj(i -> "next " + i).toList();
        List<String> names = single
                ? IntStream.range(0, length)
                        .mapToObj(i -> "t-" + (length - 1 - i))
                        .toList()
                : List.of();
        return Dataset.of(
                NDArray.wrap(features, inputs), NDArray.wrap(targets, outputs), Task.regression(labels), names);
    }
}
