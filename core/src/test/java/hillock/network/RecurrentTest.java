package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Variable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers against their equations written out in loops over numbers. */
class RecurrentTest {
    private static final int SAMPLES = 2;
    private static final int TIME = 3;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 4;

    static Stream<Recurrent> layers() {
        return Stream.of(
                Elman.of(DType.FLOAT64, INPUTS, HIDDEN),
                Elman.of(DType.FLOAT64, INPUTS, HIDDEN).withActivation(Activation.relu()),
                Elman.of(DType.FLOAT64, INPUTS, HIDDEN).withoutBias(),
                Lstm.of(DType.FLOAT64, INPUTS, HIDDEN),
                Lstm.of(DType.FLOAT64, INPUTS, HIDDEN).withoutBias(),
                Gru.of(DType.FLOAT64, INPUTS, HIDDEN),
                Gru.of(DType.FLOAT64, INPUTS, HIDDEN).withoutBias());
    }

    /** Normal numbers for all parameters, biases too. */
    private static <L extends Layer> L filled(L recipe) {
        return Models.map(
                recipe,
                (path, parameter) -> parameter.with(new Variable(
                        path, Key.of(4).fold(path).normal(parameter.type()).value())));
    }

    private static Tensor sequences() {
        return Key.of(1)
                .normal(TensorType.of(DType.FLOAT64, SAMPLES, TIME, INPUTS))
                .evaluated();
    }

    private static List<Tensor> states(Recurrent layer) {
        return layer.stateNames().stream()
                .map(name -> Key.of(2)
                        .fold(name)
                        .normal(TensorType.of(DType.FLOAT64, SAMPLES, HIDDEN))
                        .evaluated())
                .toList();
    }

    /** One matrix row after the other: {@code row M + bias}, with nothing for a bias that is not there. */
    private static double[] affine(double[] row, Map<String, NDArray> values, String matrix, String bias) {
        NDArray weights = values.get(matrix);
        NDArray offsets = values.get(bias);
        int width = weights.shape().dimension(1);
        double[] result = new double[width];
        for (int j = 0; j < width; j++) {
            double sum = offsets == null ? 0 : offsets.getDouble(j);
            for (int i = 0; i < row.length; i++) {
                sum += row[i] * weights.getDouble(i * width + j);
            }
            result[j] = sum;
        }
        return result;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** One step of one sample: the new state. */
    private static double[][] step(Recurrent layer, Map<String, NDArray> values, double[] x, double[][] state) {
        double[] a = affine(x, values, "inputWeights", "inputBias");
        double[] b = affine(state[0], values, "hiddenWeights", "hiddenBias");
        double[][] next = new double[state.length][HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            switch (layer) {
                case Elman elman -> {
                    double sum = a[j] + b[j];
                    next[0][j] = elman.activation() == Activation.relu() ? Math.max(sum, 0) : Math.tanh(sum);
                }
                case Lstm _ -> {
                    double input = logistic(a[j] + b[j]);
                    double forget = logistic(a[HIDDEN + j] + b[HIDDEN + j]);
                    double candidate = Math.tanh(a[2 * HIDDEN + j] + b[2 * HIDDEN + j]);
                    double output = logistic(a[3 * HIDDEN + j] + b[3 * HIDDEN + j]);
                    next[1][j] = forget * state[1][j] + input * candidate;
                    next[0][j] = output * Math.tanh(next[1][j]);
                }
                case Gru _ -> {
                    double reset = logistic(a[j] + b[j]);
                    double update = logistic(a[HIDDEN + j] + b[HIDDEN + j]);
                    double candidate = Math.tanh(a[2 * HIDDEN + j] + reset * b[2 * HIDDEN + j]);
                    next[0][j] = (1 - update) * candidate + update * state[0][j];
                }
            }
        }
        return next;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void computesItsEquations(Recurrent recipe) {
        Recurrent layer = filled(recipe);
        Map<String, NDArray> values = Models.values(layer);
        NDArray x = sequences().value();
        List<Tensor> initial = states(layer);
        Recurrent.Result result = layer.run(sequences(), initial);
        double[] outputs = result.outputs().value().doubles();
        for (int sample = 0; sample < SAMPLES; sample++) {
            double[][] state = new double[initial.size()][HIDDEN];
            for (int part = 0; part < state.length; part++) {
                for (int j = 0; j < HIDDEN; j++) {
                    state[part][j] = initial.get(part).value().getDouble(sample * HIDDEN + j);
                }
            }
            for (int time = 0; time < TIME; time++) {
                double[] inputs = new double[INPUTS];
                for (int i = 0; i < INPUTS; i++) {
                    inputs[i] = x.getDouble((sample * TIME + time) * INPUTS + i);
                }
                state = step(layer, values, inputs, state);
                for (int j = 0; j < HIDDEN; j++) {
                    assertThat(outputs[(sample * TIME + time) * HIDDEN + j]).isCloseTo(state[0][j], within(1e-13));
                }
            }
            for (int part = 0; part < state.length; part++) {
                for (int j = 0; j < HIDDEN; j++) {
                    assertThat(result.state().get(part).value().getDouble(sample * HIDDEN + j))
                            .isCloseTo(state[part][j], within(1e-13));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void derivativesAreRight(Recurrent recipe) {
        List<Tensor> initial = states(recipe);
        NDArray[] operands = Stream.concat(Stream.of(sequences()), initial.stream())
                .map(Tensor::value)
                .toArray(NDArray[]::new);
        LayerGradients.assertRight(
                recipe,
                (layer, given) -> {
                    Recurrent.Result result = layer.run(given.getFirst(), given.subList(1, given.size()));
                    return result.outputs().sum(1).add(result.state().getLast());
                },
                operands);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void goesOnWhereASequenceEnded(Recurrent recipe) {
        Recurrent layer = filled(recipe);
        Tensor x = sequences();
        Recurrent.Result whole = layer.run(x);
        Recurrent.Result first = layer.run(x.slice(1, 0, 1));
        Recurrent.Result rest = layer.run(x.slice(1, 1, TIME), first.state());
        NDArray joined = Tensor.concat(1, first.outputs(), rest.outputs()).value();
        assertThat(joined.sameBits(whole.outputs().value())).isTrue();
        assertThat(rest.state()
                        .getLast()
                        .value()
                        .sameBits(whole.state().getLast().value()))
                .isTrue();
        assertThat(layer.apply(x).value().sameBits(joined)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aSampleDoesNotDependOnTheOthers(Recurrent recipe) {
        Recurrent layer = filled(recipe);
        Tensor x = sequences();
        NDArray alone = layer.apply(x.slice(0, 1, 2)).value();
        assertThat(layer.apply(x).slice(0, 1, 2).value().sameBits(alone)).isTrue();
    }

    @Test
    void lastTakesTheLastStep() {
        Tensor x = Tensor.arange(12).reshape(2, 3, 2);
        assertThat(Last.of().apply(x).value().ints()).containsExactly(4, 5, 10, 11);
        assertThatThrownBy(() -> Last.of().apply(x.reshape(4, 3)))
                .hasMessageContaining("[samples, time, ...]")
                .hasMessageContaining("int32[4, 3]");
    }

    @Test
    void layersAreStackedInASequential() {
        Sequential net = Sequential.of(Gru.of(3, 4), Dropout.of(0.1), Lstm.of(4, 5), Last.of(), Dense.of(5, 2))
                .init(Key.of(1));
        assertThat(net.apply(Tensor.ones(7, 6, 3)).shape().toArray()).containsExactly(7, 2);
        assertThat(Models.parameters(net).keySet()).contains("layers.2.hiddenWeights", "layers.2.hiddenBias");
    }

    /** Each gate's block of the hidden weights is orthogonal; forget gates start with the bias given. */
    @Test
    void firstValuesKeepTheState() {
        Lstm layer = Lstm.of(DType.FLOAT64, 2, 6).init(Key.of(5));
        for (int gate = 0; gate < 4; gate++) {
            Tensor block = Recurrences.gate(layer.hiddenWeights().tensor(), gate, 6);
            double[] product = block.transpose().matmul(block).value().doubles();
            for (int i = 0; i < 36; i++) {
                assertThat(product[i]).isCloseTo(i % 7 == 0 ? 1 : 0, within(1e-12));
            }
        }
        assertThat(layer.inputBias().orElseThrow().tensor().value().doubles())
                .containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Lstm wide = Lstm.of(1, 1).withForgetBias(3).init(Key.of(5));
        assertThat(wide.inputBias().orElseThrow().tensor().value().floats()).containsExactly(0, 3, 0, 0);
        assertThatThrownBy(() -> Lstm.of(1, 1).withoutBias().withForgetBias(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no bias");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elman(3, 4)",
                "elman(3, 4, relu)",
                "elman(3, 4, leaky_relu(0.2), float64, unbiased)",
                "lstm(3, 4)",
                "lstm(3, 4, float64, unbiased)",
                "gru(3, 4)",
                "gru(3, 4, unbiased)",
                "sequential(lstm(3, 4), last, dense(4, 2))"
            })
    void textIsReadAsItIsWritten(String text) {
        assertThat(Architecture.parse(text).describe()).isEqualTo(text);
    }

    @Test
    void mistakesAreNamed() {
        Lstm layer = Lstm.of(3, 4).init(Key.of(1));
        assertThatThrownBy(() -> layer.apply(Tensor.ones(5, 3)))
                .hasMessageContaining("lstm(3, 4) takes [samples, time, 3], not float32[5, 3]")
                .hasMessageContaining("x.reshape(1, 5, 3)");
        assertThatThrownBy(() -> layer.apply(Tensor.ones(1, 5, 2))).hasMessageContaining("float32[1, 5, 2]");
        assertThatThrownBy(() -> layer.apply(sequences())).hasMessageContaining("float64");
        assertThatThrownBy(() -> layer.run(Tensor.ones(2, 5, 3), List.of(Tensor.zeros(2, 4))))
                .hasMessageContaining("h and c")
                .hasMessageContaining("float32[2, 4]");
        assertThatThrownBy(() -> Gru.of(0, 4)).hasMessageContaining("0");
        assertThatThrownBy(() ->
                        new Gru(layer.inputWeights(), layer.hiddenWeights(), layer.inputBias(), layer.hiddenBias()))
                .hasMessageContaining("3 x hidden")
                .hasMessageContaining("float32[3, 16]");
        assertThatThrownBy(() -> Architecture.parse("elman(3, 4, dense(1, 2))")).hasMessageContaining("activation");
    }
}
