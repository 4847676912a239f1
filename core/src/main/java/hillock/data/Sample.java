package hillock.data;

import java.util.Arrays;

/**
 * Numbers kept for their median: all of them up to a bound, beyond it as many at random (Vitter 1985, "Random sampling
 * with a reservoir", algorithm R), the same for the same numbers in the same order.
 */
final class Sample {
    private final int most;
    private final Draws draws = Draws.of(0, "median");
    private double[] values = new double[16];
    private long count;

    /** A sample of at most so many numbers. */
    Sample(int most) {
        this.most = most;
    }

    void add(double value) {
        if (count < most) {
            if (count == values.length) {
                values = Arrays.copyOf(values, (int) Math.min(2L * values.length, most));
            }
            values[(int) count] = value;
        } else {
            long place = (long) (draws.uniform() * (count + 1));
            if (place < most) {
                values[(int) place] = value;
            }
        }
        count++;
    }

    /** The median of the sample, which has one number at least. */
    double median() {
        int kept = (int) Math.min(count, most);
        double[] sorted = Arrays.copyOf(values, kept);
        Arrays.sort(sorted);
        int half = kept / 2;
        return kept % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
    }
}
