package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.Differentiate;
import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.graph.Variable;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Trainer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the lecture notes say of activations, INVENTORY section B. Rows B01 and B03 are in
 * {@link ActivationExtremesTest}, B06, B08, B11, B12, B13, B18, B19 and B22 in {@link ActivationsTest}, B17 in
 * {@link LayersTest}; B04, B24 and B26 are a benchmark, a picture and a picture.
 */
class ActivationNotesTest {
    private static double value(Activation activation, double x) {
        return activation.apply(Tensor.scalar(x)).item();
    }

    private static double slope(Activation activation, double x) {
        return Differentiate.gradient(activation::apply).at(Tensor.scalar(x)).item();
    }

    /** B02, B05, B06, B07, B09, B10, B14, B15: numbers of the closed forms. */
    @ParameterizedTest
    @CsvSource({
        "sigmoid, 1, 0.731058578630004879, 0.196611933241481852",
        "sigmoid, 0, 0.5, 0.25",
        "arctan, 1, 0.785398163397448310, 0.5",
        "arctan, -3, -1.24904577239825442, 0.1",
        "tanh, 0.5, 0.462117157260009758, 0.786447732965927410",
        "step(1), 0, 1, 0",
        "step(0), 0, 0, 0",
        "step(0.5), 0, 0.5, 0",
        "relu, 2, 2, 1",
        "relu, -2, 0, 0",
        "relu, 0, 0, 0",
        "relu(slope_at_zero=1), 0, 0, 1",
        "leaky_relu, -3, -0.03, 0.01",
        "leaky_relu, 3, 3, 1",
        "softplus, 0, 0.693147180559945309, 0.5",
        "softplus(beta=2), 1, 1.06346400552148620, 0.880797077977882444",
        "softplus, 10000, 10000, 1",
        "softplus, -10000, 0, 0",
        "elu(2), -1, -1.26424111765711536, 0.735758882342884643",
        "elu(2), 1, 1, 1",
        "elu, -1e-10, -0.99999999995e-10, 0.9999999999",
    })
    void numbersOfTheClosedForms(String name, double x, double value, double slope) {
        Activation activation = Activation.named(name);
        assertThat(value(activation, x)).isCloseTo(value, within(2e-15 * Math.abs(value)));
        assertThat(slope(activation, x)).isCloseTo(slope, within(2e-15));
    }

    /** B02: the derivative against central differences, 1e-9. */
    @Test
    void derivativeOfTheLogisticFunction() {
        Activation sigmoid = Activation.sigmoid();
        for (double x = -5; x <= 5; x += 0.25) {
            double difference = (value(sigmoid, x + 1e-5) - value(sigmoid, x - 1e-5)) / 2e-5;
            assertThat(slope(sigmoid, x)).isCloseTo(difference, within(1e-9));
        }
    }

    /** B16: sums to 1, does not change when a number is added to all, has the Jacobian diag(y) - y y^T. */
    @Test
    void softmaxIsADistribution() {
        Tensor x = Key.of(16).normal(TensorType.of(DType.FLOAT64, 1, 5)).mul(3).evaluated();
        double[] y = Activation.softmax().apply(x).value().doubles();
        assertThat(IntStream.range(0, 5).mapToDouble(i -> y[i]).sum()).isCloseTo(1, within(1e-15));
        // Powers of two add without rounding errors of the sums that matter here.
        double[] moved = Activation.softmax().apply(x.add(64)).value().doubles();
        assertThat(moved).containsExactly(y, within(1e-13));
        double[] jacobian = Differentiate.jacobian(v -> Activation.softmax().apply(v))
                .at(x)
                .value()
                .doubles();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                assertThat(jacobian[i * 5 + j]).isCloseTo((i == j ? y[i] : 0) - y[i] * y[j], within(1e-15));
            }
        }
        double[] far = Activation.softmax()
                .apply(Tensor.of(new double[][] {{1e4, -1e4, 1e4}}))
                .value()
                .doubles();
        assertThat(far).containsExactly(0.5, 0, 0.5);
    }

    /** B20: the outputs of four logistic functions are no distribution over four classes, those of softmax are. */
    @Test
    void logisticFunctionsAreNoDistribution() {
        Tensor logits = Dense.of(DType.FLOAT64, 3, 4)
                .init(Key.of(1))
                .apply(Key.of(2).normal(TensorType.of(DType.FLOAT64, 20, 3)))
                .evaluated();
        double[] sums = Activation.sigmoid().apply(logits).sum(1).value().doubles();
        double[] ones = Activation.softmax().apply(logits).sum(1).value().doubles();
        for (int i = 0; i < 20; i++) {
            assertThat(Math.abs(sums[i] - 1)).isGreaterThan(0.05);
            assertThat(ones[i]).isCloseTo(1, within(1e-15));
        }
    }

    /** B21: without a bend, layers are one matrix; the border between two classes is a straight line. */
    @Test
    void layersWithoutABendAreOneMatrix() {
        Activation identity = Activation.named("identity");
        Dense[] layers = {
            Dense.of(DType.FLOAT64, 2, 6).withoutBias().init(Key.of(1)),
            Dense.of(DType.FLOAT64, 6, 5).withoutBias().init(Key.of(2)),
            Dense.of(DType.FLOAT64, 5, 1).withoutBias().init(Key.of(3))
        };
        Sequential deep = Sequential.of(layers[0], identity, layers[1], identity, layers[2]);
        Tensor matrix = layers[0]
                .weights()
                .tensor()
                .matmul(layers[1].weights().tensor())
                .matmul(layers[2].weights().tensor());
        Tensor x = Key.of(4).normal(TensorType.of(DType.FLOAT64, 50, 2));
        assertThat(deep.apply(x).value().doubles())
                .containsExactly(x.matmul(matrix).value().doubles(), within(1e-12));
        double[] normal = matrix.value().doubles();
        for (double t = -3; t <= 3; t += 0.5) {
            Tensor onBorder = Tensor.of(new double[][] {{-t * normal[1], t * normal[0]}});
            assertThat(deep.apply(onBorder).value().doubles()[0]).isCloseTo(0, within(1e-14));
        }
    }

    /** The norm of the gradient by the first of ten hidden layers over that by the last. */
    private static double kept(Activation activation) {
        Layer[] layers = new Layer[21];
        for (int i = 0; i < 10; i++) {
            layers[2 * i] = Dense.of(DType.FLOAT64, 50, 50);
            layers[2 * i + 1] = activation;
        }
        layers[20] = Dense.of(DType.FLOAT64, 50, 1);
        Sequential net = Sequential.of(layers).init(Key.of(6));
        Tensor loss = net.apply(Key.of(7).normal(TensorType.of(DType.FLOAT64, 64, 50)))
                .square()
                .mean();
        double[] norms = IntStream.of(0, 18)
                .mapToObj(i -> ((Dense) net.layers().get(i)).weights().tensor())
                .map(weights -> Differentiate.gradient(loss, weights).getFirst())
                .mapToDouble(gradient -> Math.sqrt(gradient.square().sum().item()))
                .toArray();
        return norms[0] / norms[1];
    }

    /**
     * B23: a derivative of at most 1/4 kills gradients with depth, at most 0.25^9 over nine layers; ReLU keeps them.
     */
    @Test
    void logisticFunctionsKillGradients() {
        assertThat(slope(Activation.sigmoid(), 0)).isEqualTo(0.25);
        assertThat(Math.pow(0.25, 10)).isCloseTo(9.5e-7, within(5e-8));
        assertThat(kept(Activation.sigmoid())).isLessThan(1e-4);
        assertThat(kept(Activation.relu())).isBetween(0.1, 10.0);
    }

    /** Two classes inside and outside a circle, which no line divides. */
    private static Dataset disk(int size) {
        Random random = new Random(25);
        float[] points = new float[2 * size];
        int[] inside = new int[size];
        for (int i = 0; i < size; i++) {
            points[2 * i] = 2 * random.nextFloat() - 1;
            points[2 * i + 1] = 2 * random.nextFloat() - 1;
            inside[i] = Math.hypot(points[2 * i], points[2 * i + 1]) < 0.7 ? 1 : 0;
        }
        return Dataset.of(NDArray.of(Shape.of(size, 2), points), NDArray.of(inside), Task.binary("out", "in"));
    }

    /** B25: through a step no gradient comes; with a surrogate it does, and the network learns. A constant has 0.62. */
    @Test
    void aStepTeachesOnlyWithASurrogate() {
        Dataset data = disk(600);
        for (Surrogate surrogate :
                List.of(Surrogate.none(), Surrogate.fastSigmoid(), new Surrogate.StraightThrough(1))) {
            Sequential net = Sequential.of(Dense.of(2, 32), new Step(0, surrogate), Dense.of(32, 1))
                    .init(Key.of(8));
            Sequential trained = Trainer.of(net, Loss.binaryCrossEntropy(), Adam.of(0.02))
                    .seed(1)
                    .fit(data, Epochs.of(20))
                    .model();
            NDArray before = Models.values(net).get("layers.0.weights");
            NDArray after = Models.values(trained).get("layers.0.weights");
            assertThat(before.sameBits(after)).isEqualTo(surrogate instanceof Surrogate.None);
            if (!(surrogate instanceof Surrogate.None)) {
                double accuracy = Evaluation.of(trained, Loss.binaryCrossEntropy(), data)
                        .accuracy()
                        .orElseThrow();
                assertThat(accuracy).as(surrogate.describe()).isGreaterThan(0.85);
            }
        }
    }

    /** B26: the bias moves the threshold, to -b / w. */
    @Test
    void theBiasMovesTheThreshold() {
        for (double b : new double[] {-2, 0, 1.5}) {
            double w = 0.5;
            Dense layer = new Dense(
                    Dense.of(DType.FLOAT64, 1, 1).weights().with(new Variable("w", NDArray.of(Shape.of(1, 1), w))),
                    Dense.of(DType.FLOAT64, 1, 1).bias().map(bias -> bias.with(new Variable("b", NDArray.of(b)))));
            Sequential unit = Sequential.of(layer, new Step(1));
            double border = -b / w;
            assertThat(unit.apply(Tensor.of(new double[][] {{border - 1e-9}, {border}, {border + 1e-9}}))
                            .value()
                            .doubles())
                    .containsExactly(0, 1, 1);
        }
    }
}
