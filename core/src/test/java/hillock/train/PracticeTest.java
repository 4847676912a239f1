package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.data.Xor;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Fan;
import hillock.network.Initializer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Reduction;
import hillock.network.Sequential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** First values and the practice of training as the notes have them (INVENTORY O). */
class PracticeTest {
    private static final String HIDDEN = "layers.0.weights";

    private static Sequential net(Initializer initializer) {
        return Sequential.of(
                Dense.of(2, 3).withInitializer(initializer),
                Activation.tanh(),
                Dense.of(3, Xor.table().task().outputs()).withInitializer(initializer));
    }

    private static Map<String, float[]> after(Sequential net, int epochs) {
        Map<String, NDArray> values =
                Models.values(Trainer.of(net, Heads.loss(Xor.table().task()), Sgd.of(0.5))
                        .batchSize(4)
                        .seed(1)
                        .fit(Xor.table(), Epochs.of(epochs))
                        .model());
        Map<String, float[]> floats = new java.util.HashMap<>();
        values.forEach((path, value) -> floats.put(path, value.floats()));
        return floats;
    }

    @Test
    void smallRandomWeightsBreakTheSymmetry() {
        // INVENTORY O07: weights in [-0.5, 0.5]; the hidden units differ after one step.
        float[] hidden = after(net(Initializer.uniform(-0.5, 0.5)), 1).getOrDefault(HIDDEN, new float[0]);
        assertThat(hidden).hasSize(6).doesNotHaveDuplicates();
        for (float weight : hidden) {
            assertThat(weight).isBetween(-0.75f, 0.75f);
        }
    }

    @Test
    void zerosNeverLearn() {
        // INVENTORY O08: only the bias of the output has a derivative; the hidden weights stay 0 for ever.
        Map<String, float[]> values = after(net(Initializer.zeros()), 200);
        assertThat(values.get(HIDDEN)).containsOnly(0);
        assertThat(values.get("layers.2.weights")).containsOnly(0);
    }

    @Test
    void equalUnitsStayEqual() {
        // INVENTORY O09: with ones, all hidden units have the same values and the same derivatives.
        float[] hidden = after(net(Initializer.ones()), 200).getOrDefault(HIDDEN, new float[0]);
        assertThat(hidden[0]).isNotEqualTo(1);
        for (int input = 0; input < 2; input++) {
            assertThat(hidden[3 * input + 1]).isEqualTo(hidden[3 * input]);
            assertThat(hidden[3 * input + 2]).isEqualTo(hidden[3 * input]);
        }
    }

    /** The ratios of the mean squares of neighbouring layers of rectifiers, from the second layer on. */
    private static double[] ratios(int width, int layers, Initializer initializer, long seed) {
        TensorType type = TensorType.of(DType.FLOAT32, width, width);
        Tensor z = Key.of(seed).normal(64, width);
        double[] ratios = new double[layers - 1];
        double before = 0;
        for (int layer = 0; layer < layers; layer++) {
            Tensor weights = initializer.values(Key.of(seed).fold(layer + 1), type, Fan.of(width, width));
            z = (layer == 0 ? z : z.relu()).matmul(weights).evaluated();
            double square = z.cast(DType.FLOAT64).square().mean().item();
            if (layer > 0) {
                ratios[layer - 1] = square / before;
            }
            before = square;
        }
        return ratios;
    }

    @Test
    void kaimingKeepsTheVarianceFromLayerToLayer() {
        // INVENTORY O11, O13: E relu(z)^2 is half of E z^2, and the variance 2 / m makes up for it. A single ratio of a
        // width of 512 has a deviation of about 0.1, the mean of 49 one of 0.015.
        double mean = 0;
        for (double ratio : ratios(512, 50, Initializer.kaimingNormal(), 11)) {
            mean += ratio / 49;
        }
        assertThat(mean).isCloseTo(1, within(0.03));
        assertThat(Key.of(5)
                        .normal(1_000_000)
                        .relu()
                        .cast(DType.FLOAT64)
                        .square()
                        .mean()
                        .item())
                .isCloseTo(0.5, within(5e-3));
    }

    @Test
    void unitVarianceExplodes() {
        // INVENTORY O12: with N(0, 1) the variance grows by m / 2 from layer to layer, 50 for m = 100.
        double mean = 0;
        int nets = 10;
        for (int net = 0; net < nets; net++) {
            for (double ratio : ratios(100, 11, Initializer.normal(0, 1), 100 + net)) {
                mean += ratio / (10 * nets);
            }
        }
        assertThat(mean).isCloseTo(50, within(2.5));
    }

    @Test
    void descentTakesAsManyStepsAsTheConditionNumberSays() {
        // INVENTORY O14: on (x^2 + kappa y^2) / 2 at the rate 1 / kappa the flat direction shrinks by 1 - 1 / kappa.
        int[] steps = new int[3];
        for (int i = 0; i < 3; i++) {
            double kappa = 10 * Math.pow(10, i);
            Variable v = new Variable("v", NDArray.of(Shape.of(2), new double[] {1, 1}));
            Tensor bowl = Tensor.read(v).square().mul(Tensor.of(0.5, kappa / 2)).sum();
            Minimizer.Minimum minimum =
                    Minimizer.of(bowl, List.of(v), Sgd.of(1 / kappa)).minimize(1e-4, 100_000);
            assertThat(minimum.converged()).isTrue();
            steps[i] = minimum.steps();
        }
        assertThat(steps[1] / (double) steps[0]).isBetween(9.0, 12.0);
        assertThat(steps[2] / (double) steps[1]).isBetween(9.5, 10.5);
    }

    @Test
    void updatesAreCountedAndSumsAreMeansTimesTheBatch() {
        // INVENTORY O03, O04: m updates per epoch one by one, ceil(m / batch) in batches; CONV-4: a sum is a mean times
        // the size of the batch, so the rate is divided by it.
        Dataset line = Dataset.of(
                NDArray.of(Shape.of(7, 1), new float[] {-3, -2, -1, 0, 1, 2, 3}),
                NDArray.of(Shape.of(7, 1), new float[] {1, 0, 2, 1, 0, 3, 1}),
                Task.regression(List.of("y")));
        Trainer<Dense> mean =
                Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(0.01)).seed(1);
        assertThat(mean.batchSize(1).fit(line, Epochs.of(2)).steps()).isEqualTo(14);
        assertThat(mean.batchSize(3).fit(line, Epochs.of(2)).steps()).isEqualTo(6);
        Trainer<Dense> sum = Trainer.of(Dense.of(1, 1), Loss.squaredError(1, Reduction.SUM), Sgd.of(0.01 / 7))
                .seed(1);
        Map<String, NDArray> means =
                Models.values(mean.batchSize(7).fit(line, Epochs.of(5)).model());
        Map<String, NDArray> sums =
                Models.values(sum.batchSize(7).fit(line, Epochs.of(5)).model());
        means.forEach((path, value) -> assertThat(sums.getOrDefault(path, value).item())
                .as(path)
                .isNotZero()
                .isCloseTo(value.item(), within(1e-6)));
    }

    @Test
    void aHundredRestaurantsAreLearntExactly() throws Exception {
        // INVENTORY O18: with four hidden units, AIMA's network, no example of the hundred is wrong in the end.
        Dataset all = BuiltIn.named("restaurant").orElseThrow().load(1).train();
        Dataset hundred = all.take(100);
        assertThat(hundred.size()).isEqualTo(100);
        Sequential net = Sequential.perceptron(
                hundred.sampleType().shape(),
                List.of(4),
                Activation.tanh(),
                0,
                hundred.task().outputs());
        Loss loss = Heads.loss(hundred.task());
        TrainingResult<Sequential> result =
                Trainer.of(net, loss, Adam.of(0.03)).batchSize(20).seed(1).fit(hundred, Epochs.of(200));
        assertThat(Evaluation.of(result.model(), loss, hundred).score()).isEqualTo(1);
    }
}
