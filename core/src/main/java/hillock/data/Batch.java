package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.Optional;

/**
 * Some samples, stacked along axis 0.
 *
 * @param features what is known of them
 * @param targets what is to be predicted
 * @param weights what the samples count, float64[samples]; empty if all count 1
 */
public record Batch(NDArray features, NDArray targets, Optional<NDArray> weights) {
    /** Samples that all count 1. */
    public Batch(NDArray features, NDArray targets) {
        this(features, targets, Optional.empty());
    }

    /** Checks that there are as many targets and weights as samples. */
    public Batch {
        if (features.shape().rank() == 0
                || targets.shape().rank() == 0
                || features.shape().dimension(0) != targets.shape().dimension(0)) {
            throw new IllegalArgumentException(
                    "Features %s and targets %s do not have the same number of samples along axis 0."
                            .formatted(features.type(), targets.type()));
        }
        TensorType expected = TensorType.of(DType.FLOAT64, features.shape().dimension(0));
        if (weights.isPresent() && !weights.get().type().equals(expected)) {
            throw new IllegalArgumentException("The weights of the samples of %s are %s, not %s."
                    .formatted(features.type(), expected, weights.get().type()));
        }
    }

    /** Storage for samples of a dataset, to be filled by {@link Dataset#copy}. */
    public static Batch allocate(Dataset dataset, int size) {
        return new Batch(
                NDArray.zeros(stacked(dataset.sampleType(), size)),
                NDArray.zeros(stacked(dataset.targetType(), size)),
                dataset.hasWeights() ? Optional.of(NDArray.of(new double[size])) : Optional.empty());
    }

    /** The number of samples. */
    public int size() {
        return features.shape().dimension(0);
    }

    private static TensorType stacked(TensorType one, int size) {
        return one.withShape(one.shape().insert(0, size));
    }
}
