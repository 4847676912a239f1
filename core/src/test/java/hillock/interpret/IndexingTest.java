package hillock.interpret;

import static hillock.interpret.Case.array;
import static hillock.interpret.Case.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.IndexRangeException;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gather and scatter on every element type. */
class IndexingTest {
    private static Case gather(DType dtype, int axis, Shape shape, NDArray indices, Shape result, int... expected) {
        double[] values = new double[expected.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype == DType.BOOL ? expected[i] % 2 : expected[i];
        }
        return Case.of(new Op.Gather(axis), array(dtype, result, values), counting(dtype, shape.toArray()), indices);
    }

    static Stream<Case> gathers() {
        NDArray scalar = NDArray.scalar(DType.INT32, 2);
        NDArray table = NDArray.of(Shape.of(2, 2), 1, 0, 0, 1);
        return Stream.of(DType.values())
                .flatMap(dtype -> Stream.of(
                        gather(dtype, 0, Shape.of(4), NDArray.of(3, 0, 3), Shape.of(3), 3, 0, 3),
                        gather(dtype, 0, Shape.of(3, 2), NDArray.of(2, 0), Shape.of(2, 2), 4, 5, 0, 1),
                        gather(dtype, 1, Shape.of(2, 3), NDArray.of(2, 2), Shape.of(2, 2), 2, 2, 5, 5),
                        gather(dtype, 1, Shape.of(2, 3), scalar, Shape.of(2), 2, 5),
                        gather(dtype, 0, Shape.of(2), table, Shape.of(2, 2), 1, 0, 0, 1),
                        gather(dtype, 1, Shape.of(1, 2, 2), NDArray.of(1), Shape.of(1, 1, 2), 2, 3),
                        gather(dtype, 0, Shape.of(3, 0), NDArray.of(2), Shape.of(1, 0)),
                        gather(dtype, 0, Shape.of(0, 2), NDArray.of(new int[0]), Shape.of(0, 2))));
    }

    @ParameterizedTest
    @MethodSource("gathers")
    void picks(Case row) {
        row.check();
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
    void adds(DType dtype) {
        Case.of(
                        new Op.ScatterAdd(0),
                        array(dtype, Shape.of(3), 10, 23, 1),
                        array(dtype, Shape.of(3), 10, 20, 0),
                        NDArray.of(1, 2, 1),
                        array(dtype, Shape.of(3), 1, 1, 2))
                .check();
        Case.of(
                        new Op.ScatterAdd(1),
                        array(dtype, Shape.of(2, 2), 3, 1, 12, 4),
                        array(dtype, Shape.of(2, 2), 0, 1, 2, 3),
                        NDArray.of(Shape.of(1, 3), 0, 1, 0),
                        array(dtype, Shape.of(2, 1, 3), 1, 0, 2, 4, 1, 6))
                .check();
        NDArray base = counting(dtype, 2, 3);
        Case.of(new Op.ScatterAdd(0), base, base, NDArray.of(new int[0]), counting(dtype, 0, 3))
                .check();
    }

    @Test
    void addsInTheOrderOfTheIndices() {
        // (1 + 2^-24) + 2^-24 is 1 twice rounded; the other order, 1 + (2^-24 + 2^-24), would not be.
        float half = 0x1p-24f;
        Case.of(
                        new Op.ScatterAdd(0),
                        NDArray.of(1f, -0f),
                        NDArray.of(1f, -0f),
                        NDArray.of(0, 0),
                        NDArray.of(half, half))
                .check();
        Case.of(
                        new Op.ScatterAdd(0),
                        NDArray.of(1f),
                        NDArray.of(0f),
                        NDArray.of(0, 0, 0),
                        NDArray.of(1e30f, -1e30f, 1f))
                .check();
        Case.of(
                        new Op.ScatterAdd(0),
                        NDArray.of(0f),
                        NDArray.of(0f),
                        NDArray.of(0, 0, 0),
                        NDArray.of(1f, 1e30f, -1e30f))
                .check();
    }

    @Test
    void leavesTheBaseAsItIs() {
        NDArray base = NDArray.of(1f, 2f);
        NDArray sum = new Interpreter()
                .evaluate(Nodes.scatterAdd(
                        Nodes.constant(base), Nodes.constant(NDArray.of(0)), Nodes.constant(NDArray.of(5f)), 0));
        assertThat(sum.floats()).containsExactly(6, 2);
        assertThat(base.floats()).containsExactly(1, 2);
    }

    @Test
    void namesTheIndexThatIsOutOfRange() {
        NDArray x = counting(DType.FLOAT32, 2, 3);
        TensorType picked = TensorType.of(DType.FLOAT32, 2, 3);
        assertThatThrownBy(() -> Interpreter.apply(new Op.Gather(1), picked, List.of(x, NDArray.of(0, 3, -1))))
                .isInstanceOf(IndexRangeException.class)
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("'gather' along axis 1 of float32[2, 3]: index 3 at position 1 is outside 0 to 2; check or "
                        + "clamp the indices.");
        assertThatThrownBy(() -> Interpreter.apply(
                        new Op.ScatterAdd(0), x.type(), List.of(x, NDArray.of(1, -1), counting(DType.FLOAT32, 2, 3))))
                .isInstanceOf(IndexRangeException.class)
                .hasMessageStartingWith("'scatter_add' along axis 0 of float32[2, 3]: index -1 at position 1");
    }
}
