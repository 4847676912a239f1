package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
