package hillock.data;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Truth tables, and functions of many truth values. Inputs and classes are 0 and 1. */
public final class Logic {
    static final Task TASK = Task.binary("0", "1");

    private static final int MOST_INPUTS = 20;

    private Logic() {}

    /** Conjunction: 1 where both inputs are 1. */
    public static Dataset and() {
        return table(2, ones -> ones == 2);
    }

    /** Disjunction: 1 where at least one of two inputs is 1. */
    public static Dataset or() {
        return table(2, ones -> ones >= 1);
    }

    /** Negation: 1 where the only input is 0. */
    public static Dataset not() {
        return table(1, ones -> ones == 0);
    }

    /** Equivalence: 1 where both inputs are equal; no linear model learns it. */
    public static Dataset xnor() {
        return table(2, ones -> ones != 1);
    }

    /** All inputs of a majority function, at most 20 of them. */
    public static Dataset majorityTable(int inputs) {
        return table(inputs, ones -> 2 * ones > inputs);
    }

    /**
     * The majority function on random inputs: 1 where more than half of them are 1 (S. Russell, P. Norvig, "Artificial
     * Intelligence: A Modern Approach", section 18.3, with 11 inputs). A decision tree needs very many nodes for it,
     * one neuron is enough.
     *
     * @param inputs how many truth values a sample has; an odd number has no ties
     * @param size how many samples
     */
    public static Dataset majority(int inputs, int size, long seed) {
        return majority(inputs, size, Draws.of(seed, "majority"));
    }

    /** Other samples of the same kind as {@link #majority}. */
    public static Dataset majorityFresh(int inputs, int size, long seed) {
        return majority(inputs, size, Draws.of(seed, "majority-fresh"));
    }

    private static Dataset majority(int inputs, int size, Draws draws) {
        if (inputs < 1 || size < 1) {
            throw new IllegalArgumentException(
                    "A majority needs inputs and samples, not %d and %d.".formatted(inputs, size));
        }
        float[] features = new float[Math.multiplyExact(inputs, size)];
        int[] targets = new int[size];
        for (int row = 0; row < size; row++) {
            int ones = 0;
            for (int i = 0; i < inputs; i++) {
                int bit = draws.below(2);
                features[row * inputs + i] = bit;
                ones += bit;
            }
            targets[row] = 2 * ones > inputs ? 1 : 0;
        }
        return dataset(inputs, features, targets);
    }

    /** A function of how many inputs are 1, for all inputs, counted up in binary. */
    private static Dataset table(int inputs, IntPredicate function) {
        if (inputs < 1 || inputs > MOST_INPUTS) {
            throw new IllegalArgumentException(
                    "A truth table has 1 to %d inputs, not %d.".formatted(MOST_INPUTS, inputs));
        }
        int size = 1 << inputs;
        float[] features = new float[inputs * size];
        int[] targets = new int[size];
        for (int row = 0; row < size; row++) {
            for (int i = 0; i < inputs; i++) {
                features[row * inputs + i] = row >> (inputs - 1 - i) & 1;
            }
            targets[row] = function.test(Integer.bitCount(row)) ? 1 : 0;
        }
        return dataset(inputs, features, targets);
    }

    private static Dataset dataset(int inputs, float[] features, int[] targets) {
        return Dataset.of(
                NDArray.wrap(TensorType.of(DType.FLOAT32, targets.length, inputs), features),
                NDArray.wrap(TensorType.of(DType.INT32, targets.length), targets),
                TASK,
                IntStream.range(0, inputs).mapToObj(i -> "x" + i).toList());
    }
}
