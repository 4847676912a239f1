package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;

/** How classes are written as numbers for the neurons of a last layer, and read from them. */
public enum ClassCode {
    /** One neuron for two classes: 0 and 1. Read by the threshold 1/2, which counts as the second class. */
    ONE_NEURON,
    /** One neuron for each class: 1 for its own, 0 for the others. Read by the greatest, the first of equal ones. */
    ONE_HOT,
    /** One neuron for each class: 0 for its own, 1 for the others. Read by the least, the first of equal ones. */
    ONE_COLD;

    /**
     * The code of classes.
     *
     * @param count how many classes there are; 2 for {@link #ONE_NEURON}
     * @param classes numbers from 0 to {@code count - 1}
     * @return float32 [classes, neurons]
     * @throws IllegalArgumentException if a class is out of range, or one neuron is to tell apart more than two
     */
    public NDArray encode(int count, int... classes) {
        if (this == ONE_NEURON && count != 2) {
            throw new IllegalArgumentException(
                    "One neuron tells apart two classes, not %d; use ONE_HOT.".formatted(count));
        }
        int width = this == ONE_NEURON ? 1 : count;
        float[] values = new float[Math.multiplyExact(classes.length, width)];
        for (int row = 0; row < classes.length; row++) {
            int own = classes[row];
            if (own < 0 || own >= count) {
                throw new IllegalArgumentException(
                        "Class %d of row %d is not one of 0 to %d.".formatted(own, row, count - 1));
            }
            for (int i = 0; i < width; i++) {
                values[row * width + i] = switch (this) {
                    case ONE_NEURON -> own;
                    case ONE_HOT -> i == own ? 1 : 0;
                    case ONE_COLD -> i == own ? 0 : 1;
                };
            }
        }
        return NDArray.wrap(new TensorType(DType.FLOAT32, Shape.of(classes.length, width)), values);
    }

    /**
     * The classes that codes, or outputs near them, stand for.
     *
     * @param codes [rows, neurons]
     */
    public int[] decode(NDArray codes) {
        if (codes.shape().rank() != 2) {
            throw new IllegalArgumentException("Codes are [rows, neurons], not %s.".formatted(codes.type()));
        }
        int[] classes = new int[codes.shape().dimension(0)];
        int width = codes.shape().dimension(1);
        for (int row = 0; row < classes.length; row++) {
            int best = 0;
            for (int i = 1; i < width; i++) {
                double difference = codes.getDouble(row * width + i) - codes.getDouble(row * width + best);
                if (this == ONE_COLD ? difference < 0 : difference > 0) {
                    best = i;
                }
            }
            classes[row] = this == ONE_NEURON ? codes.getDouble(row * width) >= 0.5 ? 1 : 0 : best;
        }
        return classes;
    }
}
