package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Extents whose sums and products leave 32 bits, as a hostile file may have them. */
class HugeExtentsTest {
    private static final int MOST = Integer.MAX_VALUE;

    private static Node input(int... extents) {
        return Nodes.input("x", TensorType.of(DType.FLOAT32, extents));
    }

    @Test
    void shapesOfTooManyElementsAreRefused() {
        for (int[] extents : new int[][] {{65536, 65536}, {65536, 32768}, {MOST, MOST, MOST}, {2, 1 << 30}}) {
            assertThatThrownBy(() -> Shape.of(extents))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 2147483647 elements");
        }
        assertThat(Shape.of(MOST).size()).isEqualTo(MOST);
        assertThat(Shape.of(32767, 65536).size()).isEqualTo(32767 * 65536);
        assertThat(Shape.of(MOST, MOST, 0).size()).isZero();
    }

    @Test
    void paddingDoesNotWrapAround() {
        assertThatThrownBy(() -> Node.of(new Op.Pad(List.of(MOST), List.of(0), List.of(MOST), 0), input(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the padded extent is too large");
    }

    @Test
    void windowsDoNotWrapAround() {
        Op conv = new Op.Conv(List.of(1), List.of(1 << 30), 1);
        assertThatThrownBy(() -> Node.of(conv, input(1, 1, 10), input(1, 1, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a window of 4294967297 does not fit into extent 10");
    }

    /**
     * An operation whose result would be too large.
     *
     * @param name of the operation
     * @param build builds it
     */
    record TooLarge(String name, Supplier<Node> build) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<TooLarge> tooLarge() {
        Node column = input(1 << 17, 1);
        Node row = input(1, 1 << 17);
        Node picture = input(1, 1, 1 << 13, 1 << 13);
        return Stream.of(
                new TooLarge("product", () -> Nodes.matmul(column, row)),
                new TooLarge("sum that stretches", () -> Nodes.add(column, row)),
                new TooLarge("broadcast", () -> Nodes.broadcast(row, Shape.of(1 << 17, 1 << 17))),
                new TooLarge("concatenation", () -> Nodes.concat(Collections.nCopies(40, picture), 0)),
                new TooLarge(
                        "convolution",
                        () -> Node.of(new Op.Conv(List.of(1, 1), List.of(1, 1), 1), picture, input(64, 1, 1, 1))),
                new TooLarge(
                        "padding",
                        () -> Node.of(new Op.Pad(List.of(0, 0), List.of(0, 0), List.of(0, 1 << 17), 0), column)),
                new TooLarge(
                        "gather", () -> Nodes.gather(row, Nodes.input("i", TensorType.of(DType.INT32, 1 << 17)), 0)),
                new TooLarge(
                        "random",
                        () -> Composed.normal(Composed.key(1), TensorType.of(DType.FLOAT32, 1 << 17, 1 << 17))));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void resultsOfTooManyElementsAreRefusedAtTheLineThatBuildsThem(TooLarge operation) {
        assertThatThrownBy(operation.build()::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 2147483647 elements, the most a Java array can hold")
                .satisfies(e -> assertThat(e.getStackTrace())
                        .anySatisfy(frame -> assertThat(frame.getFileName()).isEqualTo("HugeExtentsTest.java")));
    }
}
