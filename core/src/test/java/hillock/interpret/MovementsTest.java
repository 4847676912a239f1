package hillock.interpret;

import static hillock.interpret.Case.array;
import static hillock.interpret.Case.counting;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Movements of elements of every type, the expected values written out. */
class MovementsTest {
    /** A movement of the counting numbers, and the numbers in the result: for bool, whether they are odd. */
    private record Row(Op op, Shape result, int[] expected, int[]... operands) {
        Case on(DType dtype) {
            double[] values = new double[expected.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = dtype == DType.BOOL ? expected[i] % 2 : expected[i];
            }
            List<NDArray> inputs = new ArrayList<>();
            for (int[] extents : operands) {
                inputs.add(counting(dtype, extents));
            }
            return new Case(op, inputs, array(dtype, result, values));
        }
    }

    private static int[] n(int... numbers) {
        return numbers;
    }

    private static List<Integer> l(Integer... numbers) {
        return List.of(numbers);
    }

    private static Shape s(int... extents) {
        return Shape.of(extents);
    }

    private static Op permute(Integer... order) {
        return new Op.Permute(List.of(order));
    }

    static Stream<Case> table() {
        Stream<Row> rows = Stream.of(
                new Row(new Op.Reshape(s(3, 2)), s(3, 2), n(0, 1, 2, 3, 4, 5), n(2, 3)),
                new Row(new Op.Reshape(s()), s(), n(0), n(1, 1)),
                new Row(new Op.Reshape(s(0, 5)), s(0, 5), n(), n(3, 0)),
                new Row(permute(), s(), n(0), n()),
                new Row(permute(1, 0), s(3, 2), n(0, 3, 1, 4, 2, 5), n(2, 3)),
                new Row(permute(0, 1), s(2, 2), n(0, 1, 2, 3), n(2, 2)),
                new Row(permute(2, 0, 1), s(2, 2, 3), n(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11), n(2, 3, 2)),
                new Row(permute(1, 0), s(3, 0), n(), n(0, 3)),
                new Row(new Op.Broadcast(s(3)), s(3), n(0, 0, 0), n()),
                new Row(new Op.Broadcast(s(2, 3)), s(2, 3), n(0, 1, 2, 0, 1, 2), n(3)),
                new Row(new Op.Broadcast(s(2, 3)), s(2, 3), n(0, 0, 0, 1, 1, 1), n(2, 1)),
                new Row(new Op.Broadcast(s(2, 2, 2)), s(2, 2, 2), n(0, 0, 1, 1, 0, 0, 1, 1), n(2, 1)),
                new Row(new Op.Broadcast(s(0, 3)), s(0, 3), n(), n(1, 3)),
                new Row(new Op.Slice(l(1), l(2), l(1)), s(2), n(1, 2), n(4)),
                new Row(new Op.Slice(l(1), l(3), l(2)), s(3), n(1, 3, 5), n(7)),
                new Row(new Op.Slice(l(0, 1), l(2, 1), l(2, 1)), s(2, 1), n(1, 5), n(3, 2)),
                new Row(new Op.Slice(l(4), l(0), l(1)), s(0), n(), n(4)),
                new Row(new Op.Slice(l(0, 0), l(0, 2), l(1, 1)), s(0, 2), n(), n(0, 2)),
                new Row(new Op.Pad(l(2), l(0), l(1), 0), s(5), n(0, 0, 0, 1, 0), n(2)),
                new Row(new Op.Pad(l(0), l(2), l(0), 0), s(7), n(0, 0, 0, 1, 0, 0, 2), n(3)),
                new Row(
                        new Op.Pad(l(1, 0), l(1, 1), l(0, 1), 0),
                        s(4, 4),
                        n(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 3, 0),
                        n(2, 2)),
                new Row(new Op.Pad(l(1), l(5), l(1), 0), s(2), n(0, 0), n(0)),
                new Row(new Op.Pad(l(0), l(9), l(0), 0), s(1), n(0), n(1)),
                new Row(new Op.Concat(0), s(5), n(0, 1, 0, 1, 2), n(2), n(3)),
                new Row(new Op.Concat(0), s(2), n(0, 1), n(2)),
                new Row(new Op.Concat(1), s(2, 3), n(0, 0, 1, 1, 2, 3), n(2, 1), n(2, 2)),
                new Row(new Op.Concat(1), s(2, 2, 1), n(0, 0, 1, 1), n(2, 1, 1), n(2, 0, 1), n(2, 1, 1)),
                new Row(new Op.Concat(0), s(2, 2), n(0, 1, 0, 1), n(1, 2), n(1, 2)),
                new Row(new Op.Concat(1), s(0, 3), n(), n(0, 1), n(0, 2)));
        return rows.flatMap(row -> Stream.of(DType.values()).map(row::on));
    }

    @ParameterizedTest
    @MethodSource("table")
    void movesAsTheTableSays(Case row) {
        row.check();
    }

    @Test
    void padsWithTheGivenBits() {
        record Constant(DType dtype, long bits) {}
        List<Constant> constants = List.of(
                new Constant(DType.FLOAT32, Float.floatToRawIntBits(-0f)),
                new Constant(DType.FLOAT32, Float.floatToRawIntBits(Float.NEGATIVE_INFINITY)),
                new Constant(DType.FLOAT64, Double.doubleToRawLongBits(Double.MIN_VALUE)),
                new Constant(DType.INT32, Integer.MIN_VALUE),
                new Constant(DType.INT64, Long.MIN_VALUE),
                new Constant(DType.BOOL, 1));
        for (Constant constant : constants) {
            NDArray x = NDArray.zeros(TensorType.of(constant.dtype(), 1));
            Op pad = new Op.Pad(l(1), l(0), l(1), constant.bits());
            NDArray padded = Interpreter.apply(pad, TensorType.of(constant.dtype(), 3), List.of(x))
                    .getFirst();
            assertThat(padded.bits(0)).isEqualTo(constant.bits());
            assertThat(padded.bits(1)).isEqualTo(0);
            assertThat(padded.bits(2)).isEqualTo(constant.bits());
        }
    }

    @Test
    void movesSpecialValuesUnchanged() {
        float[] specials = {-0f, 0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 1};
        NDArray x = NDArray.of(Shape.of(2, 3), specials);
        new Case(
                        permute(1, 0),
                        List.of(x),
                        NDArray.of(Shape.of(3, 2), -0f, Float.POSITIVE_INFINITY, 0f, Float.MIN_VALUE, Float.NaN, 1f))
                .check();
    }
}
