package hillock.interpret;

import hillock.arithmetic.Sums;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Op;

/**
 * Matrix products and convolutions: sums of products in the order of {@link Sums#dot(float[], int, int, float[], int,
 * int, int)}.
 */
final class Contractions {
    private Contractions() {}

    static NDArray matMul(TensorType type, NDArray a, NDArray b) {
        int rows = a.shape().dimension(-2);
        int length = a.shape().dimension(-1);
        int columns = b.shape().dimension(-1);
        Object result = type.dtype().newArray(type.size());
        for (int at = 0; at < type.size(); at++) {
            int column = at % columns;
            int row = at / columns;
            int batch = row / rows;
            dot(a.data(), row * length, 1, b.data(), batch * length * columns + column, columns, length, result, at);
        }
        return NDArray.wrap(type, result);
    }

    /**
     * For every output position the window of one group of channels is laid out in a row, [channel, tap], and
     * multiplied with the row of weights of every output of the group.
     */
    static NDArray conv(Op.Conv op, TensorType type, NDArray x, NDArray w) {
        int outputs = w.shape().dimension(0);
        int channels = w.shape().dimension(1);
        Shape taps = spatial(w.shape());
        Shape places = spatial(type.shape());
        int length = channels * taps.size();
        int inputSize = spatial(x.shape()).size();
        Object result = type.dtype().newArray(type.size());
        Object window = type.dtype().newArray(length);
        for (int n = 0; n < type.shape().dimension(0); n++) {
            for (int group = 0; group < op.groups(); group++) {
                Movements.Index place = new Movements.Index(places);
                for (int p = 0; p < places.size(); p++, place.next()) {
                    for (int channel = 0; channel < channels; channel++) {
                        int image = ((n * op.groups() + group) * channels + channel) * inputSize;
                        Movements.Index tap = new Movements.Index(taps);
                        for (int t = 0; t < taps.size(); t++, tap.next()) {
                            int source = image + source(op, x.shape(), place, tap);
                            System.arraycopy(x.data(), source, window, channel * taps.size() + t, 1);
                        }
                    }
                    int outputsOfGroup = outputs / op.groups();
                    for (int out = group * outputsOfGroup; out < (group + 1) * outputsOfGroup; out++) {
                        int at = (n * outputs + out) * places.size() + p;
                        dot(window, 0, 1, w.data(), out * length, 1, length, result, at);
                    }
                }
            }
        }
        return NDArray.wrap(type, result);
    }

    /** The position inside one image that a tap of the window at a place falls on. */
    private static int source(Op.Conv op, Shape shape, Movements.Index place, Movements.Index tap) {
        int position = 0;
        for (int axis = 0; axis < op.strides().size(); axis++) {
            int index = place.at(axis) * op.strides().get(axis)
                    + tap.at(axis) * op.dilations().get(axis);
            position = position * shape.dimension(axis + 2) + index;
        }
        return position;
    }

    private static Shape spatial(Shape shape) {
        return shape.without(0).without(0);
    }

    private static void dot(
            Object a, int aOffset, int aStride, Object b, int bOffset, int bStride, int length, Object result, int at) {
        switch (result) {
            case float[] r -> r[at] = Sums.dot((float[]) a, aOffset, aStride, (float[]) b, bOffset, bStride, length);
            case double[] r -> r[at] = Sums.dot((double[]) a, aOffset, aStride, (double[]) b, bOffset, bStride, length);
            case int[] r -> r[at] = Sums.dot((int[]) a, aOffset, aStride, (int[]) b, bOffset, bStride, length);
            case long[] r -> r[at] = Sums.dot((long[]) a, aOffset, aStride, (long[]) b, bOffset, bStride, length);
            default -> throw new AssertionError(result);
        }
    }
}
