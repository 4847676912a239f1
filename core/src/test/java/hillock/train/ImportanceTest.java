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
import hillock.network.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Permutation importance of networks whose formula is known. */
class ImportanceTest {
    private static Sequential formula(float... weights) {
        Sequential net = Sequential.of(Dense.of(weights.length, 1)).init(Key.of(1));
        float[][] column = new float[weights.length][1];
        for (int i = 0; i < weights.length; i++) {
            column[i][0] = weights[i];
        }
        Models.parameters(net).get("layers.0.weights").variable().set(NDArray.of(column));
        return net;
    }

    @Test
    void theRiseOfTheErrorIsThatOfTheFormula() {
        NDArray samples = Key.of(2).normal(2000, 3).value();
        float[] targets = new float[2000];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = 3 * samples.floats()[3 * row] - samples.floats()[3 * row + 2];
        }
        Dataset data = Dataset.of(
                samples, NDArray.of(Shape.of(2000, 1), targets), Task.regression(List.of("y")), List.of("a", "b", "c"));
        Importance found = Importance.of(formula(3, 0, -1), Loss.squaredError(1), data, 5, 1);
        assertThat(found.scoreName()).isEqualTo("rmse");
        assertThat(found.score()).isCloseTo(0, within(1e-6));
        assertThat(found.columns()).extracting(Importance.Column::name).containsExactly("a", "c", "b");
        // Independent normal numbers: the error is the weight times a difference of two, which has deviation sqrt 2.
        assertThat(found.columns().get(0).drop()).isCloseTo(3 * Math.sqrt(2), within(0.15));
        assertThat(found.columns().get(1).drop()).isCloseTo(Math.sqrt(2), within(0.05));
        assertThat(found.columns().get(2).drop()).isZero();
        assertThat(found.columns().get(0).spread()).isPositive().isLessThan(0.15);
        assertThat(Importance.of(formula(3, 0, -1), Loss.squaredError(1), data, 5, 1))
                .isEqualTo(found);
        assertThat(Importance.of(formula(3, 0, -1), Loss.squaredError(1), data, 5, 2))
                .isNotEqualTo(found);
        assertThatThrownBy(() -> Importance.of(formula(3, 0, -1), Loss.squaredError(1), data.take(1), 5, 1))
                .hasMessageContaining("at least 2 samples");
    }
}
