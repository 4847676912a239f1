package hillock.network;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the classes of a loss count: the loss of a sample is multiplied with the weight of its class, and a mean is
 * divided by the sum of these weights, so a factor common to all changes nothing. Rare classes are given more than
 * frequent ones.
 *
 * @param values one per class, finite and 0 or more; empty if all count 1
 */
public record ClassWeights(List<Double> values) {
    /** All classes count the same. */
    public static final ClassWeights NONE = new ClassWeights(List.of());

    /** Checks and copies the weights. */
    public ClassWeights {
        values = List.copyOf(values);
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            double weight = values.get(i);
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "The weight of class %d is %s; class weights are finite numbers from 0 on, here %s."
                                .formatted(i, weight, values));
            }
            sum += weight;
        }
        if (!values.isEmpty() && sum == 0) {
            throw new IllegalArgumentException("All class weights are 0, so nothing would be learnt.");
        }
    }

    /** The given weights. */
    public static ClassWeights of(double... weights) {
        return new ClassWeights(Arrays.stream(weights).boxed().toList());
    }

    /** Whether all classes count 1. */
    boolean none() {
        return values.isEmpty();
    }

    /** The weights as a vector, for so many classes. */
    Tensor vector(DType dtype, int classes) {
        if (values.size() != classes) {
            throw new IllegalArgumentException("There are %d class weights %s for %d classes; give one for each."
                    .formatted(values.size(), values, classes));
        }
        NDArray array =
                NDArray.of(values.stream().mapToDouble(Double::doubleValue).toArray());
        return Tensor.of(array).cast(dtype);
    }

    /** The text of a loss that may have smoothing and class weights. */
    String describe(String name, double smoothing, Reduction reduction) {
        List<String> options = new ArrayList<>();
        if (smoothing > 0) {
            options.add(Losses.SMOOTHING + "=" + smoothing);
        }
        if (!none()) {
            options.add(values.stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", Losses.WEIGHTS + "=" + Losses.EACH + "(", ")")));
        }
        return Losses.describe(name, reduction, options.toArray(String[]::new));
    }

    /** Checks the part of a target that smoothing spreads over all classes. */
    static void checkSmoothing(double smoothing, ClassWeights weights) {
        Objects.requireNonNull(weights);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException(
                    "Label smoothing spreads a part from 0 to below 1 over the classes, not " + smoothing + ".");
        }
    }
}
