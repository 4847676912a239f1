package hillock.interpret;

import static hillock.interpret.Case.array;
import static hillock.interpret.Case.counting;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrix products and convolutions. */
class ContractionsTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    static Stream<Case> matMuls() {
        Op op = new Op.MatMul();
        return Stream.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64)
                .flatMap(dtype -> Stream.of(
                        Case.of(
                                op,
                                array(dtype, Shape.of(2, 2), 19, 22, 43, 50),
                                array(dtype, Shape.of(2, 2), 1, 2, 3, 4),
                                array(dtype, Shape.of(2, 2), 5, 6, 7, 8)),
                        Case.of(op, array(dtype, Shape.of(1, 2), 10, 13), counting(dtype, 1, 3), counting(dtype, 3, 2)),
                        Case.of(
                                op,
                                array(dtype, Shape.of(1, 1), 20),
                                array(dtype, Shape.of(1, 1), 4),
                                array(dtype, Shape.of(1, 1), 5)),
                        Case.of(
                                op,
                                array(dtype, Shape.of(2, 1, 2), 2, 3, 26, 31),
                                counting(dtype, 2, 1, 2),
                                counting(dtype, 2, 2, 2)),
                        Case.of(
                                op,
                                NDArray.zeros(TensorType.of(dtype, 2, 3)),
                                counting(dtype, 2, 0),
                                counting(dtype, 0, 3)),
                        Case.of(op, counting(dtype, 0, 3), counting(dtype, 0, 2), counting(dtype, 2, 3)),
                        Case.of(op, counting(dtype, 2, 0), counting(dtype, 2, 2), counting(dtype, 2, 0)),
                        Case.of(op, counting(dtype, 0, 2, 2), counting(dtype, 0, 2, 3), counting(dtype, 0, 3, 2))));
    }

    static Stream<Case> specials() {
        Op op = new Op.MatMul();
        float least = Float.MIN_VALUE;
        return Stream.of(
                Case.of(op, row(0f), row(-0f), row(1)),
                Case.of(op, row(0f), row(0f, -0f), column(1, 1)),
                Case.of(op, row(NAN), row(INF, -INF), column(1, 1)),
                Case.of(op, row(NAN), row(0f), row(INF)),
                Case.of(op, row(INF), row(Float.MAX_VALUE, Float.MAX_VALUE), column(1, 1)),
                // A chain of fused steps starts at +0, so an underflowing product keeps its sign.
                Case.of(op, row(-0f), row(least), row(-least)),
                // Fused: 1 - (1 - 2^-24)(1 + 2^-23) loses no bit of the product.
                Case.of(op, row(0x1p-47f - 0x1p-24f), row(1, -(1 - 0x1p-24f)), column(1, 1 + 0x1p-23f)),
                Case.of(
                        op,
                        NDArray.of(Shape.of(1, 1), 0),
                        NDArray.of(Shape.of(1, 1), 1 << 16),
                        NDArray.of(Shape.of(1, 1), 1 << 16)));
    }

    private static NDArray row(float... values) {
        return NDArray.of(Shape.of(1, values.length), values);
    }

    private static NDArray column(float... values) {
        return NDArray.of(Shape.of(values.length, 1), values);
    }

    @ParameterizedTest
    @MethodSource({"matMuls", "specials"})
    void hasTheValueOfTheTable(Case row) {
        row.check();
    }

    /** Around the length of a block, 256, and beyond. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 512, 700})
    void addsProductsInTheDefinedOrder(int length) {
        Random random = new Random(length);
        float[] a = floats(random, 3 * length);
        float[] b = floats(random, length * 5);
        float[] product = matmul(NDArray.of(Shape.of(3, length), a), NDArray.of(Shape.of(length, 5), b))
                .floats();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 5; j++) {
                float total = 0;
                BigDecimal exact = BigDecimal.ZERO;
                double magnitude = 0;
                for (int start = 0; start < length; start += 256) {
                    float chain = 0;
                    for (int k = start; k < Math.min(length, start + 256); k++) {
                        chain = Math.fma(a[i * length + k], b[k * 5 + j], chain);
                        exact = exact.add(new BigDecimal(a[i * length + k]).multiply(new BigDecimal(b[k * 5 + j])));
                        magnitude += Math.abs((double) a[i * length + k] * b[k * 5 + j]);
                    }
                    total = start == 0 ? chain : total + chain;
                }
                assertThat(product[i * 5 + j]).isEqualTo(total);
                // The classic bound: as many half-ulp errors as there are steps.
                assertThat((double) product[i * 5 + j])
                        .isBetween(
                                exact.doubleValue() - length * 0x1p-24 * magnitude,
                                exact.doubleValue() + length * 0x1p-24 * magnitude);
            }
        }
    }

    @Test
    void givesARowTheSameBitsInEveryBatch() {
        Random random = new Random(3);
        float[] b = floats(random, 300 * 9);
        float[] rows = floats(random, 256 * 300);
        NDArray weights = NDArray.of(Shape.of(300, 9), b);
        float[] all = matmul(NDArray.of(Shape.of(256, 300), rows), weights).floats();
        for (int size : new int[] {1, 7}) {
            float[] some = matmul(NDArray.of(Shape.of(size, 300), java.util.Arrays.copyOf(rows, size * 300)), weights)
                    .floats();
            assertThat(some).containsExactly(java.util.Arrays.copyOf(all, size * 9));
        }
    }

    private static NDArray matmul(NDArray a, NDArray b) {
        return new Interpreter().evaluate(Nodes.matmul(Nodes.constant(a), Nodes.constant(b)));
    }

    private static float[] floats(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static Stream<Case> convs() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(dtype -> Stream.of(
                        // One axis: [1 2 3 4] with taps [1 10].
                        Case.of(
                                conv(1, 1, 1),
                                array(dtype, Shape.of(1, 1, 3), 21, 32, 43),
                                array(dtype, Shape.of(1, 1, 4), 1, 2, 3, 4),
                                array(dtype, Shape.of(1, 1, 2), 1, 10)),
                        Case.of(
                                conv(2, 1, 1),
                                array(dtype, Shape.of(1, 1, 2), 21, 43),
                                array(dtype, Shape.of(1, 1, 4), 1, 2, 3, 4),
                                array(dtype, Shape.of(1, 1, 2), 1, 10)),
                        Case.of(
                                conv(1, 2, 1),
                                array(dtype, Shape.of(1, 1, 2), 31, 42),
                                array(dtype, Shape.of(1, 1, 4), 1, 2, 3, 4),
                                array(dtype, Shape.of(1, 1, 2), 1, 10)),
                        // Two channels in two groups, two outputs each.
                        Case.of(
                                conv(1, 1, 2),
                                array(dtype, Shape.of(1, 4, 2), 1, 2, 10, 20, 300, 400, 3000, 4000),
                                array(dtype, Shape.of(1, 2, 2), 1, 2, 3, 4),
                                array(dtype, Shape.of(4, 1, 1), 1, 10, 100, 1000)),
                        // Two axes: a 3 x 3 image with a 2 x 2 window, twice.
                        Case.of(
                                new Op.Conv(List.of(1, 1), List.of(1, 1), 1),
                                array(dtype, Shape.of(2, 1, 2, 2), 8, 12, 20, 24, 44, 48, 56, 60),
                                counting(dtype, 2, 1, 3, 3),
                                array(dtype, Shape.of(1, 1, 2, 2), 1, 1, 1, 1)),
                        // No spatial axis: a matrix product with the transpose.
                        Case.of(
                                new Op.Conv(List.of(), List.of(), 1),
                                array(dtype, Shape.of(1, 2), 1, 3),
                                counting(dtype, 1, 2),
                                counting(dtype, 2, 2)),
                        // No channel: sums of nothing.
                        Case.of(
                                conv(1, 1, 1),
                                array(dtype, Shape.of(1, 2, 1), 0, 0),
                                counting(dtype, 1, 0, 2),
                                counting(dtype, 2, 0, 2)),
                        Case.of(
                                conv(1, 1, 1),
                                counting(dtype, 0, 1, 2),
                                counting(dtype, 0, 1, 3),
                                counting(dtype, 1, 1, 2))));
    }

    private static Op conv(int stride, int dilation, int groups) {
        return new Op.Conv(List.of(stride), List.of(dilation), groups);
    }

    @ParameterizedTest
    @MethodSource("convs")
    void convolvesAsTheTableSays(Case row) {
        row.check();
    }

    /** Every output element is the product chain over (channel of the group, tap), for odd extents. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "1, 2, 2", "3, 2, 1", "2, 3, 2"})
    void convolvesInTheOrderOfTheMatrixProduct(int stride, int dilation, int groups) {
        Random random = new Random(5);
        int channels = 70;
        int perGroup = channels / groups;
        float[] x = floats(random, 2 * channels * 9 * 11);
        float[] w = floats(random, 4 * perGroup * 2 * 3);
        Node node = Node.of(
                new Op.Conv(List.of(stride, stride), List.of(1, dilation), groups),
                Nodes.constant(NDArray.of(Shape.of(2, channels, 9, 11), x)),
                Nodes.constant(NDArray.of(Shape.of(4, perGroup, 2, 3), w)));
        NDArray result = new Interpreter().evaluate(node);
        Shape shape = result.shape();
        for (int n = 0; n < 2; n++) {
            for (int out = 0; out < 4; out++) {
                for (int i = 0; i < shape.dimension(2); i++) {
                    for (int j = 0; j < shape.dimension(3); j++) {
                        float[] window = new float[perGroup * 6];
                        for (int k = 0; k < window.length; k++) {
                            int channel = out / (4 / groups) * perGroup + k / 6;
                            int row = i * stride + k % 6 / 3;
                            int column = j * stride + k % 3 * dilation;
                            window[k] = x[((n * channels + channel) * 9 + row) * 11 + column];
                        }
                        float expected = Sums.dot(window, 0, 1, w, out * window.length, 1, window.length);
                        assertThat(result.floats()[result.position(n, out, i, j)])
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }
}
