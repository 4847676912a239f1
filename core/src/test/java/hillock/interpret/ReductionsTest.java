package hillock.interpret;

import static hillock.interpret.Case.array;
import static hillock.interpret.Case.counting;
import static hillock.interpret.Case.longs;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Op;
import hillock.graph.Op.Reduction;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reductions, running sums and the place of the greatest element. */
class ReductionsTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;
    private static final List<DType> NUMBERS = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);

    private static Op reduce(Reduction kind, Integer... axes) {
        return new Op.Reduce(kind, List.of(axes));
    }

    static Stream<Case> onEveryType() {
        return NUMBERS.stream().flatMap(dtype -> {
            NDArray x = array(dtype, Shape.of(2, 3), 3, -1, 2, 5, 0, -7);
            NDArray cube = counting(dtype, 2, 3, 2);
            return Stream.of(
                    Case.of(reduce(Reduction.SUM, 1), array(dtype, Shape.of(2), 4, -2), x),
                    Case.of(reduce(Reduction.SUM, 0), array(dtype, Shape.of(3), 8, -1, -5), x),
                    Case.of(reduce(Reduction.SUM, 0, 1), array(dtype, Shape.of(), 2), x),
                    Case.of(reduce(Reduction.SUM), x, x),
                    Case.of(reduce(Reduction.MAX, 1), array(dtype, Shape.of(2), 3, 5), x),
                    Case.of(reduce(Reduction.MAX, 0), array(dtype, Shape.of(3), 5, 0, 2), x),
                    Case.of(reduce(Reduction.MIN, 1), array(dtype, Shape.of(2), -1, -7), x),
                    Case.of(reduce(Reduction.MIN, 0, 1), array(dtype, Shape.of(), -7), x),
                    Case.of(reduce(Reduction.SUM, 0, 2), array(dtype, Shape.of(3), 14, 22, 30), cube),
                    Case.of(reduce(Reduction.SUM, 1), array(dtype, Shape.of(2, 2), 6, 9, 24, 27), cube),
                    Case.of(reduce(Reduction.MAX, 0, 2), array(dtype, Shape.of(3), 7, 9, 11), cube),
                    Case.of(reduce(Reduction.SUM, 1), array(dtype, Shape.of(2), 0, 0), counting(dtype, 2, 0)),
                    Case.of(reduce(Reduction.SUM, 0), counting(dtype, 0), counting(dtype, 2, 0)),
                    Case.of(new Op.ArgMax(1), NDArray.of(0, 0), x),
                    Case.of(new Op.ArgMax(0), NDArray.of(1, 1, 0), x),
                    Case.of(new Op.ArgMax(1), NDArray.of(Shape.of(2, 2), 2, 2, 2, 2), cube),
                    Case.of(new Op.ArgMax(0), NDArray.scalar(DType.INT32, 0), array(dtype, Shape.of(3), 1, 1, 1)),
                    Case.of(new Op.ArgMax(0), NDArray.of(new int[0]), counting(dtype, 2, 0)),
                    Case.of(new Op.CumSum(1, false, false), array(dtype, x.shape(), 3, 2, 4, 5, 5, -2), x),
                    Case.of(new Op.CumSum(1, true, false), array(dtype, x.shape(), 4, 1, 2, -2, -7, -7), x),
                    Case.of(new Op.CumSum(1, false, true), array(dtype, x.shape(), 0, 3, 2, 0, 5, 5), x),
                    Case.of(new Op.CumSum(1, true, true), array(dtype, x.shape(), 1, 2, 0, -7, -7, 0), x),
                    Case.of(new Op.CumSum(0, false, false), array(dtype, x.shape(), 3, -1, 2, 8, -1, -5), x),
                    Case.of(new Op.CumSum(1, false, true), counting(dtype, 2, 0), counting(dtype, 2, 0)),
                    Case.of(new Op.CumSum(0, false, true), counting(dtype, 0, 2), counting(dtype, 0, 2)));
        });
    }

    static Stream<Case> specials() {
        float max = Float.MAX_VALUE;
        return Stream.of(
                Case.of(reduce(Reduction.MAX, 0), f(-INF), NDArray.of(new float[0])),
                Case.of(reduce(Reduction.MIN, 0), f(INF), NDArray.of(new float[0])),
                Case.of(reduce(Reduction.MAX, 0), d(Double.NEGATIVE_INFINITY), NDArray.of(new double[0])),
                Case.of(reduce(Reduction.MIN, 0), d(Double.POSITIVE_INFINITY), NDArray.of(new double[0])),
                Case.of(reduce(Reduction.MAX, 0), i(Integer.MIN_VALUE), NDArray.of(new int[0])),
                Case.of(reduce(Reduction.MIN, 0), i(Integer.MAX_VALUE), NDArray.of(new int[0])),
                Case.of(reduce(Reduction.MAX, 0), l(Long.MIN_VALUE), longs()),
                Case.of(reduce(Reduction.MIN, 0), l(Long.MAX_VALUE), longs()),
                Case.of(reduce(Reduction.MAX, 0), f(NAN), NDArray.of(1f, NAN, INF)),
                Case.of(reduce(Reduction.MIN, 0), f(NAN), NDArray.of(NAN, 1f, -INF)),
                Case.of(reduce(Reduction.MAX, 0), f(0f), NDArray.of(-0f, 0f, -0f)),
                Case.of(reduce(Reduction.MIN, 0), f(-0f), NDArray.of(0f, -0f, 0f)),
                Case.of(reduce(Reduction.MAX, 0), d(Double.NaN), NDArray.of(1, Double.NaN)),
                Case.of(reduce(Reduction.MIN, 0), d(-0.), NDArray.of(0., -0.)),
                Case.of(reduce(Reduction.SUM, 0), f(0f), NDArray.of(-0f, -0f)),
                Case.of(reduce(Reduction.SUM, 0), f(0f), NDArray.of(-0f)),
                Case.of(reduce(Reduction.SUM, 0), NDArray.of(0f), NDArray.of(Shape.of(1, 1), -0f)),
                Case.of(reduce(Reduction.SUM, 0), d(0.), NDArray.of(-0.)),
                Case.of(reduce(Reduction.SUM), NDArray.of(-0f), NDArray.of(-0f)),
                Case.of(reduce(Reduction.SUM, 0), f(NAN), NDArray.of(INF, -INF)),
                Case.of(reduce(Reduction.SUM, 0), f(INF), NDArray.of(max, max)),
                Case.of(reduce(Reduction.SUM, 0), f(2 * Float.MIN_VALUE), NDArray.of(Float.MIN_VALUE, Float.MIN_VALUE)),
                Case.of(reduce(Reduction.SUM, 0), i(Integer.MIN_VALUE), NDArray.of(Integer.MAX_VALUE, 1)),
                Case.of(reduce(Reduction.SUM, 0), l(Long.MIN_VALUE), longs(Long.MAX_VALUE, 1)),
                Case.of(new Op.ArgMax(0), i(1), NDArray.of(1f, NAN, INF, NAN)),
                Case.of(new Op.ArgMax(0), i(0), NDArray.of(-0f, 0f)),
                Case.of(new Op.ArgMax(0), i(2), NDArray.of(-INF, -INF, -1f)),
                Case.of(new Op.ArgMax(0), i(1), NDArray.of(1., Double.NaN, Double.POSITIVE_INFINITY)),
                Case.of(new Op.CumSum(0, false, false), NDArray.of(0f, 0f, NAN), NDArray.of(-0f, -0f, NAN)),
                Case.of(new Op.CumSum(0, false, false), NDArray.of(1e30f, 0f, 1f), NDArray.of(1e30f, -1e30f, 1f)),
                Case.of(new Op.CumSum(0, true, false), NDArray.of(0f, -1e30f, 1f), NDArray.of(1e30f, -1e30f, 1f)));
    }

    private static NDArray f(float value) {
        return NDArray.scalar(DType.FLOAT32, Float.floatToRawIntBits(value));
    }

    private static NDArray d(double value) {
        return NDArray.scalar(DType.FLOAT64, Double.doubleToRawLongBits(value));
    }

    private static NDArray i(int value) {
        return NDArray.scalar(DType.INT32, value);
    }

    private static NDArray l(long value) {
        return NDArray.scalar(DType.INT64, value);
    }

    @ParameterizedTest
    @MethodSource({"onEveryType", "specials"})
    void hasTheValueOfTheTable(Case row) {
        row.check();
    }

    /** Shapes, the axes summed, and what the definition makes of them: groups from the last, lanes only at the end. */
    @Test
    void sumsInTheDefinedOrder() {
        Random random = new Random(1);
        float[] x = new float[5 * 70 * 3 * 70];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() * (1 << random.nextInt(20));
        }
        NDArray array = NDArray.of(Shape.of(5, 70, 3, 70), x);
        float[] all = sum(array, 0, 1, 2, 3);
        assertThat(all).containsExactly(Sums.sum(x, 0, x.length));
        float[] lanes = sum(array, 2, 3);
        float[] chains = sum(array, 0, 1);
        float[] both = sum(array, 0, 1, 3);
        float[] middle = sum(array, 1, 2);
        for (int row = 0; row < 350; row++) {
            assertThat(lanes[row]).isEqualTo(Sums.sum(x, row * 210, 210));
        }
        for (int column = 0; column < 210; column++) {
            assertThat(chains[column]).isEqualTo(Sums.chain(x, column, 210, 350));
        }
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 70; j++) {
                assertThat(middle[i * 70 + j]).isEqualTo(Sums.chain(x, i * 14700 + j, 70, 210));
            }
        }
        // First the last axis, in lanes; then axes 0 and 1 of what is left, [5, 70, 3], in chains.
        float[] last = new float[1050];
        for (int i = 0; i < 1050; i++) {
            last[i] = Sums.sum(x, i * 70, 70);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(both[i]).isEqualTo(Sums.chain(last, i, 3, 350));
        }
    }

    @Test
    void tellsLanesFromChainsByTheAxesAndNotByTheStrides() {
        float[] x = new float[300];
        Random random = new Random(2);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        float lanes = Sums.sum(x, 0, 300);
        float chain = Sums.chain(x, 0, 1, 300);
        assertThat(lanes).isNotEqualTo(chain);
        assertThat(sum(NDArray.of(Shape.of(300), x), 0)).containsExactly(lanes);
        assertThat(sum(NDArray.of(Shape.of(1, 300), x), 0, 1)).containsExactly(lanes);
        assertThat(sum(NDArray.of(Shape.of(300, 1), x), 0, 1)).containsExactly(lanes);
        assertThat(sum(NDArray.of(Shape.of(300, 1), x), 0)).containsExactly(chain);
    }

    private static float[] sum(NDArray x, Integer... axes) {
        Shape shape = x.shape();
        for (int i = axes.length - 1; i >= 0; i--) {
            shape = shape.without(axes[i]);
        }
        return Interpreter.apply(reduce(Reduction.SUM, axes), new TensorType(x.dtype(), shape), List.of(x))
                .getFirst()
                .floats();
    }
}
