package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Dense;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Pass;
import hillock.network.Reduction;
import hillock.network.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps that would spoil the network are not taken, and it is said where the numbers went wrong. */
class NonFiniteLossTest {
    /** A layer whose logarithm fails for negative numbers. */
    record Logarithm() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.log();
        }
    }

    /** A layer that is finite everywhere and has an infinite slope at 0. */
    record Root() implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            return x.abs().sqrt();
        }
    }

    /** The absolute error, whose slope is as large as the features. */
    record Absolute() implements Loss {
        @Override
        public Tensor perSample(Tensor outputs, Tensor targets) {
            return Loss.sumPerSample(outputs.sub(1).sub(targets).abs());
        }

        @Override
        public Reduction reduction() {
            return Reduction.MEAN;
        }

        @Override
        public String describe() {
            return "absolute";
        }
    }

    private static Dataset numbers(float... x) {
        return Dataset.of(
                NDArray.of(Shape.of(x.length, 1), x),
                NDArray.of(Shape.of(x.length, 1), new float[x.length]),
                Task.regression(List.of("y")));
    }

    @Test
    void theOperationIsNamedAndTheStepNotTaken() {
        // Samples in order, one per step: the fourth, in epoch 1, is the negative one.
        Dataset data = numbers(1, 2, 3, -1, 5);
        List<Layer> snapshots = new ArrayList<>();
        NonFiniteLossException failure = catchThrowableOfType(
                NonFiniteLossException.class,
                () -> Trainer.of(Sequential.of(new Logarithm(), Dense.of(1, 1)), Loss.squaredError(1), Sgd.of(0.01))
                        .batchSize(1)
                        .shuffle(false)
                        .onBatch(report -> snapshots.add(report.snapshot()))
                        .fit(data, Epochs.of(2)));
        assertThat(failure.epoch()).isEqualTo(1);
        assertThat(failure.step()).isEqualTo(4);
        assertThat(failure.operation()).contains("'log' of [input]").contains("NaN at [0, 0]");
        assertThat(failure)
                .hasMessageStartingWith(
                        "The loss became NaN in epoch 1, batch 4 (step 4); the step was not taken. Try a ")
                .hasMessageContaining(" Where it began: 'log' of [input] gives NaN at [0, 0]");
        assertThat(failure.state().step()).isEqualTo(3);
        Map<String, NDArray> before = Models.values(snapshots.getLast());
        failure.state()
                .weights()
                .forEach((path, value) ->
                        assertThat(value.sameBits(before.get(path))).isTrue());
    }

    @Test
    void aBadSampleIsNamed() {
        NonFiniteLossException failure = catchThrowableOfType(
                NonFiniteLossException.class,
                () -> Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(0.01))
                        .shuffle(false)
                        .fit(numbers(1, Float.POSITIVE_INFINITY, 3), Epochs.of(1)));
        assertThat(failure.operation()).contains("the batch itself holds Infinity at [1, 0] in 'features");
    }

    @Test
    void anInfiniteSlopeUnderAFiniteLossIsNotTaken() {
        Dense zero = Dense.of(1, 1)
                .withInitializer(hillock.network.Initializer.zeros())
                .init(Key.of(1));
        NonFiniteLossException failure = catchThrowableOfType(
                NonFiniteLossException.class,
                () -> Trainer.of(Sequential.of(zero, new Root()), Loss.squaredError(1), Adam.of(0.01))
                        .fit(numbers(1, 2), Epochs.of(1)));
        assertThat(failure).hasMessageContaining("a new weight became infinite or NaN");
        assertThat(failure.operation()).isNotEmpty();
        failure.state()
                .weights()
                .values()
                .forEach(value -> assertThat(value.floats()).containsOnly(0));
    }

    @Test
    void aRateBeyondAllFloatsIsNotTaken() {
        for (Optimizer optimizer : List.of(Sgd.of(1e39), Momentum.of(1e39, 0.9), Adam.of(1e39))) {
            NonFiniteLossException failure = catchThrowableOfType(
                    NonFiniteLossException.class,
                    () -> Trainer.of(Dense.of(1, 1), Loss.squaredError(1), optimizer)
                            .fit(numbers(1, 2, 3), Epochs.of(1)));
            assertThat(failure).as(optimizer.describe()).hasMessageContaining("a new weight became infinite");
            assertThat(failure.operation()).isNotEmpty();
            assertThat(failure.state().step()).isZero();
            failure.state()
                    .weights()
                    .values()
                    .forEach(value -> assertThat((double) value.floats()[0]).isFinite());
        }
    }

    @Test
    void aSecondMomentBeyondAllFloatsIsNotTaken() {
        // The slope is about 1e30, finite; its square is not, and Adam would divide by it for ever.
        Dataset data = numbers(1e30f, -1e30f, 2e30f);
        for (Optimizer optimizer : List.of(
                Adam.of(0.01),
                AdamW.of(0.01),
                RmsProp.of(0.01),
                AdaGrad.of(0.01),
                Adam.of(0.01).withPenalty(0.1).averagedExponentially(0.9))) {
            NonFiniteLossException failure = catchThrowableOfType(
                    NonFiniteLossException.class,
                    () -> Trainer.of(
                                    Dense.of(1, 1).withInitializer(hillock.network.Initializer.zeros()),
                                    new Absolute(),
                                    optimizer)
                            .fit(data, Epochs.of(2)));
            assertThat(failure)
                    .as(optimizer.describe())
                    .hasMessageContaining("a moment")
                    .hasMessageContaining("values in the data that are far too large");
            assertThat(failure.operation()).contains("Infinity").contains("would spoil 'square.weights'");
            assertThat(failure.state().step()).isZero();
        }
    }

    @Test
    void clippingHidesNoInfiniteSlope() {
        for (Optimizer optimizer : List.of(Sgd.of(1).clippedByNorm(1), Sgd.of(1).clippedByValue(1))) {
            Dense zero = Dense.of(1, 1)
                    .withInitializer(hillock.network.Initializer.zeros())
                    .init(Key.of(1));
            NonFiniteLossException failure = catchThrowableOfType(
                    NonFiniteLossException.class,
                    () -> Trainer.of(Sequential.of(zero, new Root()), Loss.squaredError(1), optimizer)
                            .fit(numbers(1, 2), Epochs.of(1)));
            assertThat(failure.operation()).as(optimizer.describe()).isNotEmpty();
        }
    }

    @Test
    void divergenceEndsWithFiniteWeights() {
        NonFiniteLossException failure = catchThrowableOfType(
                NonFiniteLossException.class,
                () -> Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(1000))
                        .fit(numbers(1, 2, 3), Epochs.of(100)));
        assertThat(failure.step()).isGreaterThan(2);
        failure.state()
                .weights()
                .values()
                .forEach(value -> assertThat((double) value.floats()[0]).isFinite());
        assertThat(failure.state().optimizer().get("step").item()).isEqualTo(failure.step() - 1.0);
    }
}
