package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.data.Column;
import hillock.data.Dataset;
import hillock.data.Spiral;
import hillock.data.Split;
import hillock.data.Table;
import hillock.data.TableDataset;
import hillock.data.TaskChoice;
import hillock.data.Xor;
import hillock.network.Dense;
import hillock.network.Initializer;
import hillock.network.Loss;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Folds, and means over them. */
class CrossValidationTest {
    @Test
    void foldsTestEverySampleOnceAndAreStratified() {
        Dataset all = Spiral.playgroundFresh(101, 0, 4);
        List<Split> folds = all.folds(4, 7);
        assertThat(folds).hasSize(4);
        Map<Double, Integer> seen = new HashMap<>();
        int[] whole = all.all().targets().ints();
        long ones = Arrays.stream(whole).sum();
        for (Split fold : folds) {
            assertThat(fold.test().size()).isBetween(all.size() / 4, all.size() / 4 + 1);
            assertThat(fold.train().size() + fold.test().size()).isEqualTo(all.size());
            long inFold = Arrays.stream(fold.test().all().targets().ints()).sum();
            assertThat(inFold).isBetween(ones / 4, ones / 4 + 1);
            for (int i = 0; i < fold.test().size(); i++) {
                seen.merge(fold.test().all().features().getDouble(2 * i), 1, Integer::sum);
            }
        }
        assertThat(seen.values()).containsOnly(1);
        assertThat(seen).hasSize(all.size());
        assertThat(all.folds(4, 7).getFirst().test().fingerprint())
                .isEqualTo(folds.getFirst().test().fingerprint());
        assertThat(all.folds(4, 8).getFirst().test().fingerprint())
                .isNotEqualTo(folds.getFirst().test().fingerprint());
        assertThatThrownBy(() -> all.folds(1, 0)).hasMessageContaining("not 1");
        assertThatThrownBy(() -> Xor.table().folds(5, 0)).hasMessageContaining("4 samples");
        assertThat(Xor.table().folds(4, 0)).allMatch(fold -> fold.test().size() == 1);
    }

    @Test
    void foldsOfATableLearnTheirScalesFromTheirTrainingPart() {
        double[] x = {1, 2, 3, 4, 5, 600};
        double[] y = {10, 20, 30, 40, 50, 6000};
        TableDataset data = TableDataset.of(
                Table.of(List.of(new Column.Numbers("x", x), new Column.Numbers("y", y))),
                "y",
                TaskChoice.Wish.REGRESSION);
        double whole = data.targetDeviation();
        boolean without = false;
        for (Split fold : data.withWeights(1, 1, 1, 1, 1, 2).folds(6, 1)) {
            double deviation = fold.test().targetDeviation();
            assertThat(deviation).isEqualTo(fold.train().targetDeviation()).isNotEqualTo(whole);
            if (fold.test().all().weights().orElseThrow().doubles()[0] == 2) {
                // Of 10, 20, 30, 40, 50.
                assertThat(deviation).isCloseTo(Math.sqrt(200), within(1e-9));
                without = true;
            }
        }
        assertThat(without).isTrue();
    }

    @Test
    void errorsAreInTheUnitsOfTheTable() {
        double[] x = {1, 2, 3, 4};
        double[] y = {100, 300, 500, 900};
        TableDataset data = TableDataset.of(
                Table.of(List.of(new Column.Numbers("x", x), new Column.Numbers("y", y))),
                "y",
                TaskChoice.Wish.REGRESSION);
        // A network that always gives 0 predicts the mean, 450: its rmse is the deviation of the targets.
        Dense zero = Dense.of(1, 1).withInitializer(Initializer.zeros()).init(Key.of(1));
        Evaluation found = Evaluation.of(zero, Loss.squaredError(1), data);
        assertThat(found.rmse().orElseThrow()).isCloseTo(Math.sqrt(87500), within(1e-4));
        assertThat(found.mae().orElseThrow()).isCloseTo(250, within(1e-4));
        assertThat(found.r2().orElseThrow()).isCloseTo(0, within(1e-6));
        assertThat(found.loss()).isCloseTo(1, within(1e-6));
        assertThat(found.score()).isEqualTo(found.rmse().orElseThrow());
    }

    @Test
    void estimatesAreMeansWithStandardErrors() {
        // s^2 = 2.5, s / sqrt 5 = 0.7071
        Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0));
        assertThat(estimate.mean()).isEqualTo(3);
        assertThat(estimate.standardError()).isCloseTo(Math.sqrt(0.5), within(1e-15));
        assertThat(estimate).hasToString("3.000 ± 0.71 (5 values)");
        assertThat(Estimate.of(List.of(2.0)).standardError()).isNaN();
        assertThatThrownBy(() -> Estimate.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoWaysOfLearningAreComparedFoldByFold() {
        List<Split> folds = Spiral.playgroundFresh(60, 0, 2).folds(3, 1);
        CrossValidation weak = CrossValidation.of(folds, fold -> trained(fold, 1));
        CrossValidation strong = CrossValidation.of(folds, fold -> trained(fold, 5));
        List<Double> differences = List.of(
                strong.evaluations().get(0).loss() - weak.evaluations().get(0).loss(),
                strong.evaluations().get(1).loss() - weak.evaluations().get(1).loss(),
                strong.evaluations().get(2).loss() - weak.evaluations().get(2).loss());
        Estimate difference = strong.difference(weak, Evaluation::loss);
        Estimate plain = Estimate.of(differences);
        assertThat(difference.mean()).isCloseTo(plain.mean(), within(1e-15));
        // test/train is 1/2 for three folds: sqrt(1/3 + 1/2) instead of sqrt(1/3).
        assertThat(strong.testShare()).isCloseTo(0.5, within(1e-15));
        assertThat(difference.standardError())
                .isCloseTo(plain.standardError() * Math.sqrt((1.0 / 3 + 0.5) * 3), within(1e-12));
        assertThat(strong.score().mean())
                .isCloseTo(
                        strong.evaluations().stream()
                                .mapToDouble(Evaluation::score)
                                .average()
                                .orElseThrow(),
                        within(1e-15));
        assertThat(strong.toString()).startsWith("accuracy 0.").contains("±", "3 values");
        CrossValidation one = new CrossValidation(weak.evaluations().subList(0, 1), 0.5);
        assertThatThrownBy(() -> strong.difference(one, Evaluation::loss)).hasMessageContaining("3 and 1");
    }

    private static Evaluation trained(Split fold, int epochs) {
        var result = Trainer.of(Dense.of(2, 2), Loss.crossEntropy(), Sgd.of(0.1))
                .seed(1)
                .fit(fold.train(), Epochs.of(epochs));
        return Evaluation.of(result.model(), Loss.crossEntropy(), fold.test());
    }
}
