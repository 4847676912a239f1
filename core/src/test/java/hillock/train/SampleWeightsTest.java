package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.data.Task;
import hillock.network.CategoricalCrossEntropy;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Samples that do not count alike, from the dataset to the weights of the network. */
class SampleWeightsTest {
    private static final int[] CLASSES = {0, 1, 2, 1, 0, 2};
    private static final Dataset DATA = Dataset.of(
            Key.of(1).normal(TensorType.of(DType.FLOAT64, 6, 4)).value(), NDArray.of(CLASSES), Task.classes(3));

    private static NDArray trained(Dataset data) {
        return Trainer.of(Dense.of(DType.FLOAT64, 4, 3), Loss.crossEntropy(), Sgd.of(0.5))
                .seed(2)
                .batchSize(100)
                .shuffle(false)
                .fit(data, Epochs.of(10))
                .model()
                .weights()
                .variable()
                .value();
    }

    @Test
    void aWeightIsAsManyCopies() {
        NDArray weighted = trained(DATA.withWeights(2, 0, 1, 1, 3, 0));
        NDArray copied = trained(DATA.select(0, 0, 2, 3, 4, 4, 4));
        assertThat(weighted.doubles()).containsExactly(copied.doubles(), within(1e-14));
        assertThat(weighted.sameBits(trained(DATA))).isFalse();
    }

    @Test
    void theLossOfAnEpochIsThatOfAnEvaluation() {
        Dataset padded = Dataset.of(
                Key.of(4).normal(TensorType.of(DType.FLOAT64, 5, 3, 4)).value(),
                NDArray.of(Shape.of(5, 3), new int[] {0, -1, -1, 1, 2, 0, 2, 2, -1, 1, 0, 2, -1, -1, -1}),
                Task.classes(3));
        CategoricalCrossEntropy plain = Loss.crossEntropy();
        CategoricalCrossEntropy byClass = plain.withClassWeights(3, 1, 0.5);
        Dataset weighted = DATA.withWeights(2, 0, 1, 1, 3, 0);
        for (Dataset data : List.of(DATA, weighted, padded)) {
            for (Loss loss : List.of(plain, byClass, byClass.withReduction(Reduction.SUM))) {
                List<Double> batches = new ArrayList<>();
                var result = Trainer.of(Dense.of(DType.FLOAT64, 4, 3), loss, Sgd.of(1e-12))
                        .batchSize(4)
                        .shuffle(false)
                        .onBatch(report -> batches.add(report.loss()))
                        .fit(data, Epochs.of(1));
                Evaluation after = Evaluation.of(result.model(), loss, data);
                assertThat(result.history().getFirst().loss())
                        .as("%s, %s", data.targetType(), loss.describe())
                        .isCloseTo(after.loss(), within(1e-9));
                // What an evaluation of the samples of the batch says.
                assertThat(batches.getFirst())
                        .isCloseTo(
                                Evaluation.of(result.model(), loss, data.take(4))
                                        .loss(),
                                within(1e-9));
            }
        }
    }

    @Test
    void theLossOfAnEvaluationIsWeightedAndItsMetricsAreNot() {
        Dense dense = Dense.of(DType.FLOAT64, 4, 3).init(Key.of(3));
        Evaluation weighted = Evaluation.of(dense, Loss.crossEntropy(), DATA.withWeights(2, 0, 1, 1, 3, 0));
        Evaluation copied = Evaluation.of(dense, Loss.crossEntropy(), DATA.select(0, 0, 2, 3, 4, 4, 4));
        assertThat(weighted.loss()).isCloseTo(copied.loss(), within(1e-15));
        assertThat(weighted.accuracy())
                .isEqualTo(Evaluation.of(dense, Loss.crossEntropy(), DATA).accuracy());
        assertThat(weighted.examples()).isEqualTo(6);
        // Class weights count in the same way.
        Loss classWeighted = Loss.crossEntropy().withClassWeights(3, 1, 0.5);
        assertThat(Evaluation.of(dense, classWeighted, DATA).loss())
                .isCloseTo(
                        Evaluation.of(dense, Loss.crossEntropy(), DATA.withWeights(3, 1, 0.5, 1, 3, 0.5))
                                .loss(),
                        within(1e-15));
    }

    @Test
    void weightsGoWithTheirSamples() {
        Dataset weighted = DATA.withWeights(1, 2, 3, 4, 5, 6);
        assertThat(weighted.hasWeights()).isTrue();
        assertThat(weighted.select(4, 1).all().weights().orElseThrow().doubles())
                .containsExactly(5, 2);
        Batch batch = Batch.allocate(weighted, 2);
        weighted.copy(new int[] {9, 3, 0}, 1, batch);
        assertThat(batch.weights().orElseThrow().doubles()).containsExactly(4, 1);
        Split split = weighted.split(0.5, 1);
        for (Dataset part : new Dataset[] {split.train(), split.test()}) {
            double[] features = part.all().features().doubles();
            double[] weights = part.all().weights().orElseThrow().doubles();
            for (int i = 0; i < weights.length; i++) {
                assertThat(features[4 * i]).isEqualTo(DATA.all().features().getDouble(4 * ((int) weights[i] - 1)));
            }
        }
        assertThat(DATA.all().weights()).isEmpty();
        assertThat(weighted.fingerprint()).isNotEqualTo(DATA.fingerprint());
        assertThat(weighted.targetDeviation()).isEqualTo(1);
    }

    /** Samples whose features take long, as pictures do, in an order of their own, as those of a stream. */
    private record Slow() implements Dataset {
        @Override
        public int size() {
            return DATA.size();
        }

        @Override
        public TensorType sampleType() {
            return DATA.sampleType();
        }

        @Override
        public TensorType targetType() {
            return DATA.targetType();
        }

        @Override
        public Task task() {
            return DATA.task();
        }

        @Override
        public List<String> featureNames() {
            return DATA.featureNames();
        }

        @Override
        public NDArray targets() {
            return DATA.targets();
        }

        @Override
        public int[] order(long seed, int epoch) {
            return new int[] {5, 4, 3, 2, 1, 0};
        }

        @Override
        public void copy(int[] rows, int from, Batch into) {
            throw new AssertionError("the features were asked for");
        }

        @Override
        public Dataset select(int... rows) {
            return DATA.select(rows);
        }
    }

    @Test
    void weightsChangeNothingElseOfTheSamples() {
        Dataset weighted = new Slow().withWeights(1, 2, 3, 4, 5, 6);
        assertThat(weighted.targets().ints()).containsExactly(CLASSES);
        assertThat(weighted.order(1, 0)).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(weighted.folds(2, 1)).hasSize(2);
        Batch all = DATA.withWeights(1, 2, 3, 4, 5, 6).all();
        assertThat(all.features()).isSameAs(DATA.all().features());
        assertThat(all.weights().orElseThrow().doubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void wrongWeightsAreRefused() {
        assertThatThrownBy(() -> DATA.withWeights(1, 2)).hasMessageContaining("2 weights for 6 samples");
        assertThatThrownBy(() -> DATA.withWeights(1, 1, -3, 1, 1, 1)).hasMessageContaining("sample 2 is -3.0");
        assertThatThrownBy(() -> DATA.withWeights(0, 0, 0, 0, 0, 0)).hasMessageContaining("nothing");
        NDArray features = DATA.all().features();
        assertThatThrownBy(() -> new Batch(features, NDArray.of(CLASSES), Optional.of(NDArray.of(1f))))
                .hasMessageContaining("float64[6]");
    }
}
