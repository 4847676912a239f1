package hillock.interpret;

import hillock.array.NDArray;
import hillock.array.TensorType;

/** What can be done with elements of every type, on the primitive arrays that hold them. */
final class Storage {
    private Storage() {}

    /** A copy of a storage of a type. */
    static Object copy(Object data, TensorType type) {
        Object copy = type.dtype().newArray(type.size());
        System.arraycopy(data, 0, copy, 0, type.size());
        return copy;
    }

    /**
     * The elements at the given positions, in their order; -1 stands for the element with the raw bits {@code fill}.
     */
    static NDArray pick(NDArray x, int[] positions, long fill, TensorType type) {
        Object result = type.dtype().newArray(positions.length);
        Object filler = NDArray.scalar(x.dtype(), fill).data();
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0) {
                System.arraycopy(filler, 0, result, i, 1);
            } else {
                System.arraycopy(x.data(), positions[i], result, i, 1);
            }
        }
        return NDArray.wrap(type, result);
    }

    /** {@code sums[at] += terms[from]}. */
    static void add(Object sums, int at, Object terms, int from) {
        switch (sums) {
            case float[] a -> a[at] += ((float[]) terms)[from];
            case double[] a -> a[at] += ((double[]) terms)[from];
            case int[] a -> a[at] += ((int[]) terms)[from];
            case long[] a -> a[at] += ((long[]) terms)[from];
            default -> throw new AssertionError(sums);
        }
    }

    /** Whether element i is greater than element j; NaN is greater than every number, +0 and -0 are equal. */
    static boolean greater(Object data, int i, int j) {
        return switch (data) {
            case float[] a -> a[i] > a[j] || Float.isNaN(a[i]) && !Float.isNaN(a[j]);
            case double[] a -> a[i] > a[j] || Double.isNaN(a[i]) && !Double.isNaN(a[j]);
            case int[] a -> a[i] > a[j];
            case long[] a -> a[i] > a[j];
            case byte[] a -> a[i] > a[j];
            default -> throw new AssertionError(data);
        };
    }
}
