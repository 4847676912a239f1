package hillock.train;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The area under the receiver operating characteristic. */
final class RankSums {
    private RankSums() {}

    /**
     * The chance that a random positive sample has a greater score than a random negative one, a tie counting one half:
     * the statistic of Mann and Whitney (1947) over the number of pairs, which is the area under the curve (Hanley and
     * McNeil, 1982). Counted in whole numbers, so the order of the samples does not matter. Both arrays are sorted.
     *
     * @return empty if one of the kinds is absent, NaN if a score is
     */
    static OptionalDouble area(double[] positive, double[] negative) {
        if (positive.length == 0 || negative.length == 0) {
            return OptionalDouble.empty();
        }
        Arrays.sort(positive);
        Arrays.sort(negative);
        if (Double.isNaN(positive[positive.length - 1]) || Double.isNaN(negative[negative.length - 1])) {
            return OptionalDouble.of(Double.NaN);
        }
        long twice = 0;
        int below = 0;
        int notAbove = 0;
        for (double score : positive) {
            while (below < negative.length && negative[below] < score) {
                below++;
            }
            while (notAbove < negative.length && negative[notAbove] <= score) {
                notAbove++;
            }
            twice += below + notAbove;
        }
        return OptionalDouble.of(twice / (2.0 * positive.length * negative.length));
    }
}
