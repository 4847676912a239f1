package hillock.data;

import hillock.array.NDArray;
import hillock.array.Shape;
import java.util.List;

/** Tasks on sequences that ask for memory or for looking at other places. */
public final class Sequences {
    static final Task SUM = Task.regression(List.of("sum"));

    /** What guessing the mean costs in the adding problem: the variance of the sum of two uniform numbers. */
    public static final double ADDING_BASELINE = 1.0 / 6;

    private Sequences() {}

    /**
     * The adding problem (Hochreiter and Schmidhuber, 1997): [steps, 2], a number uniform in [0, 1) and a mark at every
     * step; one step of each half is marked with 1, the others with 0. The target is the sum of the two marked numbers.
     *
     * @param steps the length of a sequence, at least 2
     */
    public static Dataset adding(int samples, int steps, long seed) {
        return adding(samples, steps, Draws.of(seed, "adding"));
    }

    /** Other samples of the same kind as {@link #adding(int, int, long)}. */
    public static Dataset addingFresh(int samples, int steps, long seed) {
        return adding(samples, steps, Draws.of(seed, "adding-fresh"));
    }

    private static Dataset adding(int samples, int steps, Draws draws) {
        check(samples, steps, 2);
        float[] features = new float[samples * steps * 2];
        float[] sums = new float[samples];
        for (int sample = 0; sample < samples; sample++) {
            int first = draws.below(steps / 2);
            int second = steps / 2 + draws.below(steps - steps / 2);
            for (int step = 0; step < steps; step++) {
                int at = (sample * steps + step) * 2;
                features[at] = (float) draws.uniform();
                if (step == first || step == second) {
                    features[at + 1] = 1;
                    sums[sample] += features[at];
                }
            }
        }
        return Dataset.of(
                NDArray.of(Shape.of(samples, steps, 2), features), NDArray.of(Shape.of(samples, 1), sums), SUM);
    }

    /**
     * Sequences of symbols, one-hot: [length, symbols]. The target at every place is the symbol at the same place from
     * the end, so the sequence is copied backwards.
     *
     * @param length the length of a sequence, at least 1
     * @param symbols how many there are, at least 2
     */
    public static Dataset reversal(int samples, int length, int symbols, long seed) {
        return reversal(samples, length, symbols, Draws.of(seed, "reversal"));
    }

    /** Other samples of the same kind as {@link #reversal(int, int, int, long)}. */
    public static Dataset reversalFresh(int samples, int length, int symbols, long seed) {
        return reversal(samples, length, symbols, Draws.of(seed, "reversal-fresh"));
    }

    private static Dataset reversal(int samples, int length, int symbols, Draws draws) {
        check(samples, length, 1);
        float[] features = new float[samples * length * symbols];
        int[] targets = new int[samples * length];
        for (int sample = 0; sample < samples; sample++) {
            for (int place = 0; place < length; place++) {
                int symbol = draws.below(symbols);
                features[(sample * length + place) * symbols + symbol] = 1;
                targets[sample * length + length - 1 - place] = symbol;
            }
        }
        return Dataset.of(
                NDArray.of(Shape.of(samples, length, symbols), features),
                NDArray.of(Shape.of(samples, length), targets),
                Task.classes(symbols));
    }

    private static void check(int samples, int length, int least) {
        if (samples < 1 || length < least) {
            throw new IllegalArgumentException(
                    "There is at least one sequence of %d steps, not %d of %d.".formatted(least, samples, length));
        }
    }
}
