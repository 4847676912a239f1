package hillock.data;

import hillock.array.NDArray;
import hillock.array.TensorType;

/**
 * Some samples, stacked along axis 0.
 *
 * @param features what is known of them
 * @param targets what is to be predicted
 */
public record Batch(NDArray features, NDArray targets) {
    /** Checks that there are as many targets as samples. */
    public Batch {
        if (features.shape().rank() == 0
                || targets.shape().rank() == 0
                || features.shape().dimension(0) != targets.shape().dimension(0)) {
            throw new IllegalArgumentException(
                    "Features %s and targets %s do not have the same number of samples along axis 0."
                            .formatted(features.type(), targets.type()));
        }
    }

    /** Storage for samples of a dataset, to be filled by {@link Dataset#copy}. */
    public static Batch allocate(Dataset dataset, int size) {
        return new Batch(
                NDArray.zeros(stacked(dataset.sampleType(), size)), NDArray.zeros(stacked(dataset.targetType(), size)));
    }

    /** The number of samples. */
    public int size() {
        return features.shape().dimension(0);
    }

    private static TensorType stacked(TensorType one, int size) {
        return one.withShape(one.shape().insert(0, size));
    }
}
