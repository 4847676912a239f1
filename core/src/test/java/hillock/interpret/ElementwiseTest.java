package hillock.interpret;

import static hillock.graph.Op.Binary.*;
import static hillock.graph.Op.Unary.*;
import static hillock.interpret.Case.longs;
import static hillock.interpret.Case.truths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.ZeroDivisorException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every elementwise operation on every element type, with special values. */
class ElementwiseTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;
    private static final float TINY = Float.MIN_VALUE;
    private static final float MAX_FLOAT = Float.MAX_VALUE;
    private static final double DINF = Double.POSITIVE_INFINITY;
    private static final double DNAN = Double.NaN;
    private static final double DTINY = Double.MIN_VALUE;

    private static NDArray f(float... values) {
        return NDArray.of(values);
    }

    private static NDArray d(double... values) {
        return NDArray.of(values);
    }

    private static NDArray i(int... values) {
        return NDArray.of(values);
    }

    private static Op cast(DType dtype) {
        return new Op.Cast(dtype);
    }

    static Stream<Case> unary() {
        return Stream.of(
                Case.of(NEG, f(-1, 0f, -0f, -INF, NAN, -TINY), f(1, -0f, 0f, INF, NAN, TINY)),
                Case.of(NEG, d(-1, 0., -0., DINF, DNAN, DTINY), d(1, -0., 0., -DINF, DNAN, -DTINY)),
                Case.of(NEG, i(-1, 0, Integer.MIN_VALUE), i(1, 0, Integer.MIN_VALUE)),
                Case.of(NEG, longs(-1, 0, Long.MIN_VALUE), longs(1, 0, Long.MIN_VALUE)),
                Case.of(ABS, f(1, 0f, 0f, INF, NAN, TINY), f(-1, 0f, -0f, -INF, NAN, -TINY)),
                Case.of(ABS, d(1, 0., 0., DINF, DNAN, DTINY), d(-1, 0., -0., -DINF, DNAN, -DTINY)),
                Case.of(ABS, i(1, 0, Integer.MIN_VALUE), i(-1, 0, Integer.MIN_VALUE)),
                Case.of(ABS, longs(1, 0, Long.MIN_VALUE), longs(-1, 0, Long.MIN_VALUE)),
                Case.of(SIGN, f(1, -1, 0f, -0f, -1, NAN, 1), f(3, -0.5f, 0f, -0f, -INF, NAN, TINY)),
                Case.of(SIGN, d(1, -1, 0., -0., -1, DNAN, -1), d(3, -0.5, 0., -0., -DINF, DNAN, -DTINY)),
                Case.of(SIGN, i(1, 0, -1), i(7, 0, Integer.MIN_VALUE)),
                Case.of(SIGN, longs(1, 0, -1), longs(1L << 40, 0, Long.MIN_VALUE)),
                Case.of(EXP, f(1, 1, INF, 0f, NAN, 0f, INF), f(0f, -0f, INF, -INF, NAN, -88, 89)),
                Case.of(EXP, d(1, 1, DINF, 0., DNAN, DINF, 0.), d(0., -0., DINF, -DINF, DNAN, 710, -746)),
                Case.of(EXPM1, f(0f, -0f, INF, -1, NAN, TINY), f(0f, -0f, INF, -INF, NAN, TINY)),
                Case.of(EXPM1, d(0., -0., DINF, -1, DNAN, DTINY), d(0., -0., DINF, -DINF, DNAN, DTINY)),
                Case.of(LOG, f(0f, -INF, -INF, INF, NAN, NAN), f(1, 0f, -0f, INF, -1, NAN)),
                Case.of(LOG, d(0., -DINF, -DINF, DINF, DNAN, DNAN), d(1, 0., -0., DINF, -1, DNAN)),
                Case.of(LOG1P, f(0f, -0f, -INF, INF, NAN, NAN), f(0f, -0f, -1, INF, -2, NAN)),
                Case.of(LOG1P, d(0., -0., -DINF, DINF, DNAN, DNAN), d(0., -0., -1, DINF, -2, DNAN)),
                Case.of(SQRT, f(2, 0f, -0f, INF, NAN, NAN, 0x1p-74f), f(4, 0f, -0f, INF, -1, NAN, 0x1p-148f)),
                Case.of(SQRT, d(2, 0., -0., DINF, DNAN, DNAN), d(4, 0., -0., DINF, -1, DNAN)),
                Case.of(SIN, f(0f, -0f, NAN, NAN, NAN, TINY), f(0f, -0f, INF, -INF, NAN, TINY)),
                Case.of(SIN, d(0., -0., DNAN, DNAN, DNAN, DTINY), d(0., -0., DINF, -DINF, DNAN, DTINY)),
                Case.of(COS, f(1, 1, NAN, NAN, NAN, 1), f(0f, -0f, INF, -INF, NAN, TINY)),
                Case.of(COS, d(1, 1, DNAN, DNAN, DNAN, 1), d(0., -0., DINF, -DINF, DNAN, DTINY)),
                Case.of(ATAN, f(0f, -0f, (float) (Math.PI / 2), NAN), f(0f, -0f, INF, NAN)),
                Case.of(ATAN, d(0., -0., -Math.PI / 2, DNAN), d(0., -0., -DINF, DNAN)),
                Case.of(TANH, f(0f, -0f, 1, -1, NAN, 1), f(0f, -0f, INF, -INF, NAN, 100)),
                Case.of(TANH, d(0., -0., 1, -1, DNAN, 1), d(0., -0., DINF, -DINF, DNAN, 100)),
                Case.of(ERF, f(0f, -0f, 1, -1, NAN, 1), f(0f, -0f, INF, -INF, NAN, 100)),
                Case.of(ERF, d(0., -0., 1, -1, DNAN, 1), d(0., -0., DINF, -DINF, DNAN, 100)),
                Case.of(FLOOR, f(1, -2, 0f, -0f, -INF, NAN, -1), f(1.9f, -1.1f, 0f, -0f, -INF, NAN, -TINY)),
                Case.of(FLOOR, d(1, -2, 0., -0., DINF, DNAN, 0), d(1.9, -1.1, 0., -0., DINF, DNAN, DTINY)),
                Case.of(ROUND, f(0, 2, 2, -0f, -2, NAN, INF), f(0.5f, 1.5f, 2.5f, -0.5f, -1.5f, NAN, INF)),
                Case.of(ROUND, d(0, 2, 2, -0., -2, DNAN, 1e300), d(0.5, 1.5, 2.5, -0.5, -1.5, DNAN, 1e300)),
                Case.of(NOT, truths(0, 1), truths(1, 0)));
    }

    static Stream<Case> binary() {
        return Stream.of(
                Case.of(
                        ADD,
                        f(3, 0f, -0f, NAN, INF, INF),
                        f(1, 0f, -0f, INF, INF, MAX_FLOAT),
                        f(2, -0f, -0f, -INF, 1, MAX_FLOAT)),
                Case.of(ADD, d(3, 0., -0., DNAN), d(1, 0., -0., DINF), d(2, -0., -0., -DINF)),
                Case.of(ADD, f(TINY + TINY), f(TINY), f(TINY)),
                Case.of(ADD, i(Integer.MIN_VALUE), i(Integer.MAX_VALUE), i(1)),
                Case.of(ADD, longs(Long.MIN_VALUE), longs(Long.MAX_VALUE), longs(1)),
                Case.of(SUB, f(-1, 0f, 0f, NAN), f(1, 0f, -0f, INF), f(2, 0f, -0f, INF)),
                Case.of(SUB, d(-1, 0., -0., DNAN), d(1, 0., -0., DINF), d(2, 0., 0., DINF)),
                Case.of(SUB, i(Integer.MAX_VALUE), i(Integer.MIN_VALUE), i(1)),
                Case.of(SUB, longs(Long.MAX_VALUE), longs(Long.MIN_VALUE), longs(1)),
                Case.of(MUL, f(2, -0f, NAN, -INF, 0f), f(1, 0f, 0f, INF, TINY), f(2, -1, INF, -1, 0.25f)),
                Case.of(MUL, d(2, -0., DNAN, -DINF, 0.), d(1, 0., 0., DINF, DTINY), d(2, -1, DINF, -1, 0.25)),
                Case.of(MUL, i(0, -2), i(1 << 16, Integer.MAX_VALUE), i(1 << 16, 2)),
                Case.of(MUL, longs(0, -2), longs(1L << 32, Long.MAX_VALUE), longs(1L << 32, 2)),
                Case.of(DIV, f(0.5f, INF, -INF, NAN, 0f), f(1, 1, 1, 0f, 1), f(2, 0f, -0f, 0f, INF)),
                Case.of(DIV, d(0.5, DINF, -DINF, DNAN, -0.), d(1, 1, 1, 0., -1), d(2, 0., -0., 0., DINF)),
                Case.of(DIV, i(3, -3, -3, Integer.MIN_VALUE), i(7, -7, 7, Integer.MIN_VALUE), i(2, 2, -2, -1)),
                Case.of(DIV, longs(3, -3, Long.MIN_VALUE), longs(7, 7, Long.MIN_VALUE), longs(2, -2, -1)),
                Case.of(REM, f(1, -1, -0f, NAN, NAN, 5), f(7, -7, -6, 1, INF, 5), f(2, 2, 2, 0f, 1, INF)),
                Case.of(REM, d(1, -1, -0., DNAN, DNAN, 5), d(7, -7, -6, 1, DINF, 5), d(2, 2, 2, 0., 1, DINF)),
                Case.of(REM, i(1, -1, 1, 0), i(7, -7, 7, Integer.MIN_VALUE), i(2, 2, -2, -1)),
                Case.of(REM, longs(1, -1, 0), longs(7, -7, Long.MIN_VALUE), longs(2, 2, -1)),
                Case.of(POW, f(8, 1, 1, NAN, INF, 0.25f), f(2, NAN, 0f, -1, 0f, -2), f(3, 0f, 0f, 0.5f, -1, -2)),
                Case.of(POW, d(8, 1, 1, DNAN, DINF, 0.25), d(2, DNAN, 0., -1, 0., -2), d(3, 0., 0., 0.5, -1, -2)),
                Case.of(MAX, f(2, 0f, NAN, NAN, INF), f(1, -0f, NAN, 1, INF), f(2, 0f, 1, NAN, 0f)),
                Case.of(MAX, d(2, 0., DNAN, DNAN, DINF), d(1, 0., DNAN, 1, DINF), d(2, -0., 1, DNAN, 0)),
                Case.of(MAX, i(2, -1), i(1, -1), i(2, Integer.MIN_VALUE)),
                Case.of(MAX, longs(2, -1), longs(1, -1), longs(2, Long.MIN_VALUE)),
                Case.of(MIN, f(1, -0f, NAN, NAN, -INF), f(1, -0f, NAN, 1, -INF), f(2, 0f, 1, NAN, 0f)),
                Case.of(MIN, d(1, -0., DNAN, DNAN, -DINF), d(1, 0., DNAN, 1, -DINF), d(2, -0., 1, DNAN, 0)),
                Case.of(MIN, i(1, Integer.MIN_VALUE), i(1, -1), i(2, Integer.MIN_VALUE)),
                Case.of(MIN, longs(1, Long.MIN_VALUE), longs(1, -1), longs(2, Long.MIN_VALUE)),
                Case.of(LESS, truths(1, 0, 0, 0, 1), f(1, 1, -0f, NAN, 0), f(2, 1, 0f, 1, TINY)),
                Case.of(LESS, truths(1, 0, 0, 0, 1), d(1, 1, -0., DNAN, 0), d(2, 1, 0., 1, DTINY)),
                Case.of(LESS, truths(1, 0), i(Integer.MIN_VALUE, 1), i(Integer.MAX_VALUE, 1)),
                Case.of(LESS, truths(1, 0), longs((1L << 53), 1), longs((1L << 53) + 1, 1)),
                Case.of(LESS_EQUAL, truths(1, 1, 1, 0, 0), f(1, 1, 0f, NAN, 2), f(2, 1, -0f, 1, 1)),
                Case.of(LESS_EQUAL, truths(1, 1, 1, 0, 0), d(1, 1, 0., DNAN, 2), d(2, 1, -0., 1, 1)),
                Case.of(LESS_EQUAL, truths(1, 1, 0), i(1, 1, 2), i(2, 1, 1)),
                Case.of(LESS_EQUAL, truths(1, 0), longs(1, (1L << 53) + 1), longs(1, 1L << 53)),
                Case.of(EQUAL, truths(0, 1, 1, 0, 1), f(1, 1, 0f, NAN, INF), f(2, 1, -0f, NAN, INF)),
                Case.of(EQUAL, truths(0, 1, 1, 0, 1), d(1, 1, 0., DNAN, DINF), d(2, 1, -0., DNAN, DINF)),
                Case.of(EQUAL, truths(0, 1), i(1, 1), i(2, 1)),
                Case.of(EQUAL, truths(0, 1), longs((1L << 53) + 1, 1), longs(1L << 53, 1)),
                Case.of(EQUAL, truths(1, 0, 0, 1), truths(0, 0, 1, 1), truths(0, 1, 0, 1)),
                Case.of(AND, truths(0, 0, 0, 1), truths(0, 0, 1, 1), truths(0, 1, 0, 1)),
                Case.of(OR, truths(0, 1, 1, 1), truths(0, 0, 1, 1), truths(0, 1, 0, 1)));
    }

    static Stream<Case> selects() {
        Op op = new Op.Select();
        return Stream.of(
                Case.of(op, f(1, -2, -0f), truths(1, 0, 1), f(1, NAN, -0f), f(NAN, -2, 0f)),
                Case.of(op, d(1, -2), truths(1, 0), d(1, 2), d(-1, -2)),
                Case.of(op, i(1, -2), truths(1, 0), i(1, 2), i(-1, -2)),
                Case.of(op, longs(1, -2), truths(1, 0), longs(1, 2), longs(-1, -2)),
                Case.of(op, truths(1, 1), truths(1, 0), truths(1, 0), truths(0, 1)));
    }

    static Stream<Case> casts() {
        int largestInt = Integer.MAX_VALUE;
        long largestLong = Long.MAX_VALUE;
        return Stream.of(
                Case.of(cast(DType.FLOAT64), d(-0., 0.1f, DINF, DNAN, TINY), f(-0f, 0.1f, INF, NAN, TINY)),
                Case.of(cast(DType.INT32), i(1, -1, 0, largestInt, -largestInt - 1), f(1.9f, -1.9f, NAN, INF, -1e20f)),
                Case.of(cast(DType.INT64), longs(1, -1, 0, largestLong, 1L << 40), f(1.9f, -1.9f, NAN, INF, 0x1p40f)),
                Case.of(cast(DType.BOOL), truths(0, 0, 1, 1, 1), f(0f, -0f, TINY, NAN, -1)),
                Case.of(cast(DType.FLOAT32), f(-0f, 0.1f, INF, NAN, 0f, INF), d(-0., 0.1, DINF, DNAN, DTINY, 1e39)),
                Case.of(cast(DType.INT32), i(1, -1, 0, largestInt), d(1.9, -1.9, DNAN, 1e10)),
                Case.of(cast(DType.INT64), longs(1, -1, 0, largestLong), d(1.9, -1.9, DNAN, 1e20)),
                Case.of(cast(DType.BOOL), truths(0, 0, 1, 1), d(0., -0., DTINY, DNAN)),
                Case.of(cast(DType.FLOAT32), f(-1, 0x1p31f), i(-1, largestInt)),
                Case.of(cast(DType.FLOAT64), d(-1, 2147483647.0), i(-1, largestInt)),
                Case.of(cast(DType.INT64), longs(-1, 2147483647L), i(-1, largestInt)),
                Case.of(cast(DType.BOOL), truths(0, 1, 1), i(0, -1, 256)),
                // By way of a double this would be rounded twice, to 2^24 times 2^30.
                Case.of(cast(DType.FLOAT32), f(0x1.000002p54f), longs((1L << 54) + (1L << 30) + 1)),
                Case.of(cast(DType.FLOAT64), d(-1, 0x1p63), longs(-1, largestLong)),
                Case.of(cast(DType.INT32), i(-1, 0), longs(-1, 1L << 32)),
                Case.of(cast(DType.BOOL), truths(0, 1, 1), longs(0, -1, 1L << 32)),
                Case.of(cast(DType.FLOAT32), f(0, 1), truths(0, 1)),
                Case.of(cast(DType.FLOAT64), d(0, 1), truths(0, 1)),
                Case.of(cast(DType.INT32), i(0, 1), truths(0, 1)),
                Case.of(cast(DType.INT64), longs(0, 1), truths(0, 1)),
                Case.of(cast(DType.BOOL), truths(0, 1), truths(0, 1)),
                Case.of(cast(DType.FLOAT32), f(1, NAN), f(1, NAN)));
    }

    @ParameterizedTest
    @MethodSource({"unary", "binary", "selects", "casts"})
    void hasTheValueOfTheTable(Case row) {
        row.check();
    }

    @Test
    void tablesNameEveryOperationAndType() {
        for (Op.Unary op : Op.Unary.values()) {
            List<DType> types = op == NOT ? List.of(DType.BOOL) : floatsAnd(op == NEG || op == ABS || op == SIGN);
            assertThat(unary().filter(row -> row.op() == op)
                            .map(row -> row.operands().getFirst().dtype()))
                    .as("types of %s", op)
                    .containsOnlyOnceElementsOf(types);
        }
        for (Op.Binary op : Op.Binary.values()) {
            List<DType> types = op == AND || op == OR ? List.of(DType.BOOL) : floatsAnd(op != POW);
            assertThat(binary().filter(row -> row.op() == op)
                            .map(row -> row.operands().getFirst().dtype()))
                    .as("types of %s", op)
                    .containsAll(types);
        }
        assertThat(selects().map(row -> row.expected().dtype())).containsExactlyInAnyOrder(DType.values());
    }

    private static List<DType> floatsAnd(boolean integers) {
        return integers
                ? List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64)
                : List.of(DType.FLOAT32, DType.FLOAT64);
    }

    /**
     * The arithmetic has its own tests; here it is enough that each operation goes to the function of its name. Numbers
     * from the C library by way of Python's {@code math}.
     */
    @ParameterizedTest
    @EnumSource(
            value = Op.Unary.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOT", "NEG", "ABS", "SIGN", "FLOOR", "ROUND"})
    void elementaryFunctionsAreThoseOfTheName(Op.Unary op) {
        double x = 0.6180339887498949;
        double expected = switch (op) {
            case EXP -> 1.8552769586143047;
            case EXPM1 -> 0.8552769586143049;
            case LOG -> -0.4812118250596034;
            case LOG1P -> 0.4812118250596035;
            case SQRT -> 0.7861513777574233;
            case SIN -> 0.5794339444578109;
            case COS -> 0.8150192046878788;
            case ATAN -> 0.5535743588970453;
            case TANH -> 0.5497576946573436;
            case ERF -> 0.6178991994088578;
            case NEG, ABS, SIGN, FLOOR, ROUND, NOT -> throw new AssertionError(op);
        };
        Node wide = Nodes.unary(op, Nodes.scalar(DType.FLOAT64, x));
        Node narrow = Nodes.unary(op, Nodes.scalar(DType.FLOAT32, x));
        assertThat(new Interpreter().evaluate(wide).item()).isBetween(expected - 1e-14, expected + 1e-14);
        assertThat(new Interpreter().evaluate(narrow).item()).isBetween(expected - 1e-6, expected + 1e-6);
    }

    @Test
    void worksOnEmptyAndOddSizes() {
        for (int size : new int[] {0, 1, 7, 129}) {
            NDArray x = Case.counting(DType.FLOAT32, size, 3);
            NDArray y = new Interpreter().evaluate(Nodes.add(Nodes.constant(x), Nodes.constant(x)));
            assertThat(y.type()).isEqualTo(x.type());
            for (int i = 0; i < y.size(); i++) {
                assertThat(y.floats()[i]).isEqualTo(2f * i);
            }
        }
    }

    @Test
    void stretchesOperandsAsNumpyDoes() {
        NDArray column = Case.counting(DType.INT32, 2, 1);
        NDArray row = NDArray.of(10, 20, 30);
        Node sum = Nodes.add(Nodes.constant(column), Nodes.constant(row));
        assertThat(new Interpreter().evaluate(sum).sameBits(NDArray.of(Shape.of(2, 3), 10, 20, 30, 11, 21, 31)))
                .isTrue();
        Node cube = Nodes.mul(Nodes.constant(Case.counting(DType.INT32, 2, 1, 2)), Nodes.constant(column));
        assertThat(new Interpreter().evaluate(cube).sameBits(NDArray.of(Shape.of(2, 2, 2), 0, 0, 0, 1, 0, 0, 2, 3)))
                .isTrue();
        Node empty = Nodes.add(Nodes.constant(NDArray.zeros(TensorType.of(DType.INT32, 0, 1))), Nodes.constant(row));
        assertThat(new Interpreter().evaluate(empty).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void namesTheIntegerDividedByZero() {
        Node ints = Nodes.div(Nodes.constant(i(4, 5, 6)), Nodes.constant(i(2, 0, 0)));
        assertThatThrownBy(() -> new Interpreter().evaluate(ints))
                .isInstanceOf(ZeroDivisorException.class)
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("'div' of int32[3] divides 5 by zero at position 1; select a divisor that is not zero "
                        + "first, or cast to a float.");
        Node wide = Nodes.binary(REM, Nodes.constant(longs(1L << 40)), Nodes.constant(longs(0)));
        assertThatThrownBy(() -> new Interpreter().evaluate(wide))
                .isInstanceOf(ZeroDivisorException.class)
                .hasMessageStartingWith("'rem' of int64[1] divides 1099511627776 by zero at position 0");
    }
}
