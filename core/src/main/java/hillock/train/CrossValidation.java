package hillock.train;

import hillock.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The evaluations of a way of learning on several splits, such as the folds of a dataset.
 *
 * <pre>{@code
 * CrossValidation found = CrossValidation.of(data.folds(5, 1), fold -> {
 *     var result = trainer.fit(fold.train(), Epochs.of(20));
 *     return Evaluation.of(result.model(), loss, fold.test());
 * });
 * found.score();   // 0.9533 ± 0.013 (5 values)
 * }</pre>
 *
 * @param evaluations one for each split, in order
 * @param testShare the number of samples tested on over the number learnt from, the mean of the splits
 */
public record CrossValidation(List<Evaluation> evaluations, double testShare) {
    /** Copies the list. */
    public CrossValidation {
        evaluations = List.copyOf(evaluations);
        if (evaluations.isEmpty()) {
            throw new IllegalArgumentException("A cross-validation has at least one split.");
        }
    }

    /** Learns and evaluates on every split, one after the other. */
    public static CrossValidation of(List<Split> splits, Function<Split, Evaluation> run) {
        List<Evaluation> evaluations = new ArrayList<>();
        double shares = 0;
        for (Split split : splits) {
            evaluations.add(run.apply(split));
            shares += (double) split.test().size() / split.train().size();
        }
        return new CrossValidation(evaluations, shares / splits.size());
    }

    /**
     * The mean of a metric over the splits and its standard error {@code s / sqrt k}. The learning sets of folds
     * overlap, so this error is rather too small; to compare two ways of learning use {@link #difference}.
     */
    public Estimate of(ToDoubleFunction<Evaluation> metric) {
        return Estimate.of(values(metric));
    }

    /** The mean of {@link Evaluation#score}. */
    public Estimate score() {
        return of(Evaluation::score);
    }

    /** The mean of {@link Evaluation#loss}. */
    public Estimate loss() {
        return of(Evaluation::loss);
    }

    /**
     * By how much a metric here is greater than in another cross-validation on the same splits: the mean of the
     * differences split by split, with a standard error {@code s sqrt(1/k + test/train)} that accounts for the overlap
     * of the learning sets (Nadeau and Bengio, 2003). Below about two standard errors nothing is shown.
     *
     * @throws IllegalArgumentException if the numbers of splits differ
     */
    public Estimate difference(CrossValidation other, ToDoubleFunction<Evaluation> metric) {
        if (other.evaluations.size() != evaluations.size()) {
            throw new IllegalArgumentException(
                    "Compared split by split, both have the same splits; these have %d and %d."
                            .formatted(evaluations.size(), other.evaluations.size()));
        }
        List<Double> mine = values(metric);
        List<Double> theirs = other.values(metric);
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < mine.size(); i++) {
            differences.add(mine.get(i) - theirs.get(i));
        }
        return Estimate.of(differences, testShare);
    }

    private List<Double> values(ToDoubleFunction<Evaluation> metric) {
        return evaluations.stream().map(metric::applyAsDouble).toList();
    }

    @Override
    public String toString() {
        return evaluations.getFirst().scoreName() + " " + score();
    }
}
