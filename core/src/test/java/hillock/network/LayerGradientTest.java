package hillock.network;

import hillock.Key;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The derivatives of layers by operand and parameters against differences, in both modes and to order 2. */
class LayerGradientTest {
    record Row(String layer, Shape x) {
        static Row of(String layer, int... x) {
            return new Row(layer, Shape.of(x));
        }

        @Override
        public String toString() {
            return layer + " of " + x;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                Row.of("conv1d(2, 3, 3, float64)", 2, 2, 5),
                Row.of("conv1d(2, 4, 3, stride=2, padding=2, dilation=2, groups=2, float64)", 1, 2, 8),
                Row.of("conv1d(1, 1, 1, unbiased, float64)", 1, 1, 1),
                Row.of("conv2d(2, 3, 3, float64)", 1, 2, 4, 3),
                Row.of("conv2d(2, 2, 3x2, stride=2x1, padding=1x0, float64)", 2, 2, 5, 3),
                Row.of("conv2d(1, 2, 2, dilation=1x2, stride=3, unbiased, float64)", 1, 1, 5, 7),
                Row.of("conv2d(2, 4, 3, padding=same, groups=2, float64)", 1, 2, 3, 2),
                Row.of("conv2d(1, 1, 4x2, padding=same, stride=2, float64)", 1, 1, 5, 3),
                Row.of("max_pool1d(2)", 2, 2, 5),
                Row.of("max_pool1d(3, stride=1, padding=1, dilation=2)", 1, 1, 6),
                Row.of("max_pool2d(2)", 1, 2, 5, 4),
                Row.of("max_pool2d(3x2, stride=2x1, padding=same)", 1, 1, 5, 3),
                Row.of("avg_pool1d(3, stride=2, padding=1)", 1, 2, 6),
                Row.of("avg_pool2d(2)", 2, 1, 4, 5),
                Row.of("avg_pool2d(3, stride=1x2, padding=1, uncounted)", 1, 1, 3, 4),
                Row.of("batch_norm(3, float64)", 4, 3),
                Row.of("batch_norm(2, epsilon=0.1, float64)", 1, 2, 3, 2),
                Row.of("batch_norm(2, plain, float64)", 3, 2, 2),
                Row.of("layer_norm(4, float64)", 2, 4),
                Row.of("layer_norm(2x3, epsilon=0.01, plain, float64)", 2, 2, 3),
                Row.of("residual(sequential(conv1d(2, 2, 3, padding=same, float64), tanh))", 1, 2, 4),
                Row.of("residual(dense(3, 2, float64), projection=dense(3, 2, unbiased, float64))", 2, 3),
                Row.of("sequential(reshape(1, 2, 3), conv2d(1, 2, 2, float64), flatten)", 2, 6));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivativesAreRightInTraining(Row row) {
        check(row, Pass.training(Key.of(3)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void derivativesAreRightInInference(Row row) {
        if (row.layer.startsWith("batch_norm")) {
            check(row, Pass.inference());
        }
    }

    private static void check(Row row, Pass pass) {
        NDArray x = Key.of(1).normal(new TensorType(DType.FLOAT64, row.x)).value();
        LayerGradients.assertRight(
                Architecture.parse(row.layer), (layer, operands) -> layer.apply(operands.getFirst(), pass), x);
    }

    @Test
    void derivativeByATableIsRight() {
        NDArray indices = NDArray.of(Shape.of(2, 3), 1, 0, 1, 3, 3, 1);
        LayerGradients.assertRight(
                Architecture.parse("embedding(4, 2, float64)"),
                (layer, operands) -> layer.apply(operands.getFirst()),
                indices);
    }
}
