package hillock.bench;

import java.util.SplittableRandom;

/** The data and the first weights of all workloads, the same numbers on both sides. */
public final class Numbers {
    private Numbers() {}

    /** Numbers of the standard normal distribution. */
    public static float[] normal(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** The same numbers as doubles. */
    public static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }

    /** Numbers spread evenly between two bounds. */
    public static float[] uniform(int size, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextDouble(low, high);
        }
        return numbers;
    }

    /** Classes. */
    public static int[] classes(int size, int classes, long seed) {
        return new SplittableRandom(seed).ints(size, 0, classes).toArray();
    }

    /**
     * The first content of one parameter of a network.
     *
     * @param index which of the network's parameters, in the order weights, bias of the first layer, and so on
     */
    public static float[] weights(int size, double bound, int index) {
        return uniform(size, -bound, bound, 1000 + index);
    }

    /** The transpose of a matrix, whose rows lie one after the other. */
    public static float[] transposed(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = matrix[i * columns + j];
            }
        }
        return result;
    }
}
