package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The search for a learning rate. */
class LearningRateFinderTest {
    private static final Dataset LINE = Dataset.of(
            NDArray.of(Shape.of(4, 1), new float[] {-1, 0, 1, 2}),
            NDArray.of(Shape.of(4, 1), new float[] {-3, -1, 1, 3}),
            Task.regression(List.of("y")));

    @Test
    void theSuggestedRateLearnsAndTheNetworkIsUntouched() {
        Dense net = Dense.of(1, 1).init(Key.of(3));
        Map<String, NDArray> before = Models.values(net);
        Trainer<Dense> trainer =
                Trainer.of(net, Loss.squaredError(1), Sgd.of(7)).batchSize(4);
        LearningRateFinder.Result found = LearningRateFinder.of(trainer).find(LINE);
        Models.values(net)
                .forEach((path, value) -> assertThat(value.sameBits(before.getOrDefault(path, value)))
                        .isTrue());
        // The curvature is 2 times the largest eigenvalue of [[1.5, 0.5], [0.5, 1]]: descent diverges beyond 2 / 3.6.
        double rate = found.suggested().orElseThrow();
        assertThat(rate).isBetween(1e-3, 2 / 3.6);
        double first = found.trials().getFirst().loss();
        assertThat(Trainer.of(net, Loss.squaredError(1), Sgd.of(rate))
                        .batchSize(4)
                        .fit(LINE, Epochs.of(30))
                        .history()
                        .getLast()
                        .loss())
                .isLessThan(first / 3);
        // The search ends when the loss has left, before the rate is 10.
        assertThat(found.trials()).hasSizeLessThan(100);
        double lowest = found.trials().stream()
                .mapToDouble(LearningRateFinder.Trial::smoothed)
                .min()
                .orElseThrow();
        assertThat(found.trials().getLast().smoothed()).isGreaterThan(4 * lowest);
        assertThat(found.trials().getLast().rate()).isGreaterThan(2 / 3.6);
    }

    @Test
    void ratesGrowByOneFactorAndLossesAreSmoothed() {
        Trainer<Dense> trainer =
                Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Adam.of(1)).batchSize(1);
        List<LearningRateFinder.Trial> trials = LearningRateFinder.of(trainer)
                .range(1e-4, 1e-2)
                .steps(21)
                .find(LINE)
                .trials();
        assertThat(trials).hasSize(21);
        double mean = 0;
        for (int i = 0; i < trials.size(); i++) {
            LearningRateFinder.Trial trial = trials.get(i);
            assertThat(trial.rate()).isCloseTo(1e-4 * Math.pow(100, i / 20.0), within(1e-15));
            mean = 0.9 * mean + 0.1 * trial.loss();
            assertThat(trial.smoothed()).isCloseTo(mean / (1 - Math.pow(0.9, i + 1)), within(1e-9));
        }
    }

    @Test
    void nothingIsSuggestedWhereNothingIsLearnt() {
        Dataset flat = Dataset.of(
                NDArray.of(Shape.of(2, 1), new float[] {0, 0}),
                NDArray.of(Shape.of(2, 1), new float[] {0, 0}),
                Task.regression(List.of("y")));
        assertThat(LearningRateFinder.of(Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(1)))
                        .find(flat)
                        .suggested())
                .isEmpty();
        LearningRateFinder finder = LearningRateFinder.of(Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(1)));
        assertThatThrownBy(() -> finder.range(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> finder.steps(9)).isInstanceOf(IllegalArgumentException.class);
    }
}
