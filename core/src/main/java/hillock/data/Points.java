package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.List;

/** Points of the plane being gathered into a dataset. */
final class Points {
    private final float[] coordinates;
    private final int[] classes;
    private int count;

    Points(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A dataset has at least one sample, not %d.".formatted(size));
        }
        coordinates = new float[Math.multiplyExact(size, 2)];
        classes = new int[size];
    }

    void add(double x, double y, int label) {
        coordinates[2 * count] = (float) x;
        coordinates[2 * count + 1] = (float) y;
        classes[count++] = label;
    }

    Dataset dataset(Task task) {
        return Dataset.of(
                NDArray.wrap(TensorType.of(DType.FLOAT32, count, 2), coordinates),
                NDArray.wrap(TensorType.of(DType.INT32, count), classes),
                task,
                List.of("x", "y"));
    }
}
