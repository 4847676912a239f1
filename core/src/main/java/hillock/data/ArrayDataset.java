package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;

/**
 * Samples in two arrays.
 *
 * @param features [n, ...]
 * @param targets [n, ...] or [n, ..., m]
 * @param task what is to be learnt
 * @param featureNames empty, or one per feature
 */
record ArrayDataset(NDArray features, NDArray targets, Task task, List<String> featureNames) implements Dataset {
    ArrayDataset {
        featureNames = List.copyOf(featureNames);
        int samples = features.shape().rank() == 0 ? 0 : features.shape().dimension(0);
        if (samples == 0) {
            throw new IllegalArgumentException("A dataset has at least one sample along axis 0; these features are %s."
                    .formatted(features.type()));
        }
        if (features.shape().rank() < 2) {
            throw new IllegalArgumentException("Features are [samples, ...], not %s; reshape them to %s."
                    .formatted(features.type(), Shape.of(samples, 1)));
        }
        boolean numbers = task instanceof Task.Regression;
        TensorType expected = numbers
                ? targets.type().withShape(Shape.of(samples, task.outputs()))
                : TensorType.of(DType.INT32, samples);
        Shape given = targets.shape();
        boolean fits = numbers
                ? given.rank() >= 2 && given.dimension(-1) == task.outputs()
                : given.rank() >= 1 && targets.dtype() == DType.INT32;
        if (!fits
                || given.dimension(0) != samples
                || numbers && !targets.dtype().isFloat()) {
            throw new IllegalArgumentException("The targets of %d samples of a task '%s' must be %s; these are %s."
                    .formatted(
                            samples, task.kind(), numbers ? "floats " + expected.shape() : expected, targets.type()));
        }
        if (!numbers) {
            int classes = task.labels().size();
            int[] values = targets.ints();
            int positions = values.length / samples;
            int least = task instanceof Task.Classes && given.rank() > 1 ? -1 : 0;
            for (int i = 0; i < values.length; i++) {
                if (values[i] < least || values[i] >= classes) {
                    throw new IllegalArgumentException("The target of row %d is %d; the classes are numbered 0 to %d%s."
                            .formatted(i / positions, values[i], classes - 1, least < 0 ? ", and -1 is padding" : ""));
                }
            }
        }
        int width = features.shape().size() / samples;
        if (!featureNames.isEmpty() && (features.shape().rank() != 2 || featureNames.size() != width)) {
            throw new IllegalArgumentException(
                    "There are %d names for features %s.".formatted(featureNames.size(), features.type()));
        }
    }

    @Override
    public int size() {
        return features.shape().dimension(0);
    }

    @Override
    public TensorType sampleType() {
        return features.type().withShape(features.shape().without(0));
    }

    @Override
    public TensorType targetType() {
        return targets.type().withShape(targets.shape().without(0));
    }

    @Override
    public void copy(int[] rows, int from, Batch into) {
        copy(features, rows, from, into.features());
        copy(targets, rows, from, into.targets());
    }

    @Override
    public Dataset select(int... rows) {
        Batch batch = batch(rows);
        return new ArrayDataset(batch.features(), batch.targets(), task, featureNames);
    }

    @Override
    public Batch all() {
        return new Batch(features, targets);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are primitive arrays of one type
    private static void copy(NDArray source, int[] rows, int from, NDArray target) {
        int width = source.size() / source.shape().dimension(0);
        int count = target.shape().dimension(0);
        for (int i = 0; i < count; i++) {
            System.arraycopy(source.data(), rows[from + i] * width, target.data(), i * width, width);
        }
    }
}
