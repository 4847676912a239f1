package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.GradientCheck;
import hillock.autodiff.GradientReport;
import hillock.engine.Engine;
import hillock.graph.Node;
import hillock.graph.Variable;
import hillock.graph.Walk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                new Row("squares", Loss.squaredError(0.5), Activation.softmax(), numbers, 3));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivativesByAllParametersAndInputsAreRight(Row row) {
        Sequential net = Sequential.of(
                Dense.of(DType.FLOAT64, 4, 6),
                row.activation,
                Dropout.of(0.3),
                Dense.of(DType.FLOAT64, 6, row.outputs));
        List<Parameter> recipes = List.copyOf(Models.parameters(net).values());
        NDArray[] operands = new NDArray[recipes.size() + 1];
        operands[0] = Key.of(1).normal(TensorType.of(DType.FLOAT64, 5, 4)).value();
        for (int i = 0; i < recipes.size(); i++) {
            // Biases away from zero, so that no rectifier stands at its kink.
            operands[i + 1] = Key.of(2).fold(i).normal(recipes.get(i).type()).value();
        }
        GradientReport report = new GradientCheck(Engine.standard(), 1)
                .check(
                        row.name,
                        nodes -> {
                            // The network is built on placeholders, which the operands then replace.
                            var paths = List.copyOf(Models.parameters(net).keySet());
                            Sequential placed = Models.map(
                                    net,
                                    (path, parameter) ->
                                            parameter.with(new Variable(path, NDArray.zeros(parameter.type()))));
                            Tensor loss = row.loss.of(
                                    placed.apply(Tensor.of(nodes.getFirst()), Pass.training(Key.of(3))),
                                    Tensor.of(row.targets));
                            var parameters = Models.parameters(placed);
                            Map<Node, Node> images = new HashMap<>();
                            for (int i = 0; i < paths.size(); i++) {
                                images.put(parameters.get(paths.get(i)).tensor().node(), nodes.get(i + 1));
                            }
                            return Walk.substitute(List.of(loss.node()), images);
                        },
                        operands);
        assertThat(report.isWithin(GradientCheck.TOLERANCE))
                .as(report.toString())
                .isTrue();
        assertThat(report.worst(1)).isPresent();
        assertThat(report.worst(2)).isPresent();
    }
}
