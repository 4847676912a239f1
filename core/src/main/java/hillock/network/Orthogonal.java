package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;

/**
 * Orthonormal vectors made of normal ones by the method of Gram and Schmidt, done twice, which leaves an error of
 * rounding only (Giraud, Langou, Rozložník, 2005). It works on the host, in float64.
 */
record Orthogonal(double gain) implements Initializer {
    @Override
    public Tensor values(Key key, TensorType type, Fan fan) {
        Shape shape = type.shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    "Orthogonal values need at least two axes; %s has %d.".formatted(type, shape.rank()));
        }
        int columns = shape.dimension(-1);
        int rows = columns == 0 ? 0 : shape.size() / columns;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[] vectors =
                key.normal(TensorType.of(DType.FLOAT64, count, length)).value().doubles();
        for (int i = 0; i < count; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    addMultiple(vectors, i, j, -dot(vectors, i, j, length), length);
                }
            }
            double norm = Math.sqrt(dot(vectors, i, i, length));
            for (int k = 0; k < length; k++) {
                vectors[i * length + k] /= norm;
            }
        }
        Tensor wide = Tensor.of(NDArray.of(Shape.of(count, length), vectors));
        Tensor matrix = rows < columns ? wide : wide.transpose();
        return matrix.reshape(shape.toArray()).mul(gain).cast(type.dtype());
    }

    private static double dot(double[] vectors, int i, int j, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += vectors[i * length + k] * vectors[j * length + k];
        }
        return sum;
    }

    private static void addMultiple(double[] vectors, int i, int j, double factor, int length) {
        for (int k = 0; k < length; k++) {
            vectors[i * length + k] += factor * vectors[j * length + k];
        }
    }
}
