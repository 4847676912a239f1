package hillock.network;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The derivatives of networks and losses against differences, in both modes and to order 2. */
class NetworkGradientTest {
    record Row(String name, Loss loss, Activation activation, NDArray targets, int outputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        NDArray classes = NDArray.of(0, 2, 1, 1, 0);
        NDArray binary = NDArray.of(1, 0, 0, 1, 1);
        NDArray numbers = Key.of(8).normal(TensorType.of(DType.FLOAT64, 5, 3)).value();
        NDArray probabilities = Tensor.of(numbers).softmax(-1).value();
        return Stream.of(
                new Row("classes", Loss.crossEntropy(), Activation.tanh(), classes, 3),
                new Row("probabilities", Loss.crossEntropy(Reduction.SUM), Activation.sigmoid(), probabilities, 3),
                new Row("binary", Loss.binaryCrossEntropy(), Activation.relu(), binary, 1),
                new Row("squares", Loss.squaredError(0.5), Activation.softmax(), numbers, 3),
                new Row("magnitudes", Loss.absoluteError(), Activation.tanh(), numbers, 3),
                new Row("huber", Loss.huber(0.7), Activation.tanh(), numbers, 3),
                new Row("hinge of two", Loss.hinge(), Activation.tanh(), binary, 1),
                new Row("hinge of three", Loss.hinge(), Activation.tanh(), classes, 3),
                new Row("divergence", Loss.kullbackLeibler(), Activation.tanh(), probabilities, 3),
                new Row(
                        "smooth weighted classes",
                        Loss.crossEntropy().withSmoothing(0.2).withClassWeights(1, 3, 0.5),
                        Activation.tanh(),
                        classes,
                        3),
                new Row(
                        "smooth weighted binary",
                        Loss.binaryCrossEntropy().withSmoothing(0.1).withClassWeights(2, 0.3),
                        Activation.tanh(),
                        binary,
                        1));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivativesByAllParametersAndInputsAreRight(Row row) {
        Sequential net = Sequential.of(
                Dense.of(DType.FLOAT64, 4, 6),
                row.activation,
                Dropout.of(0.3),
                Dense.of(DType.FLOAT64, 6, row.outputs));
        LayerGradients.assertRight(
                net,
                (placed, operands) -> row.loss.of(
                        placed.apply(operands.getFirst(), Pass.training(Key.of(3))), Tensor.of(row.targets)),
                Key.of(1).normal(TensorType.of(DType.FLOAT64, 5, 4)).value());
    }
}
