package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every node once, operands first, and the numbers of operands. */
class NumberingTest {
    @Test
    void randomGraphsAreNumberedOperandsFirst() {
        for (int size : new int[] {0, 1, 3, 10, 40, 200, 1000}) {
            List<Node> roots = RandomGraph.of(size, size).roots();
            Numbering numbering = Numbering.of(roots);
            Set<Node> seen = new HashSet<>();
            for (int i = 0; i < numbering.size(); i++) {
                Node node = numbering.node(i);
                assertThat(numbering.number(node)).isEqualTo(i);
                for (int j = 0; j < node.inputs().size(); j++) {
                    assertThat(numbering.node(numbering.input(i, j))).isSameAs(node.input(j));
                }
                assertThat(seen).containsAll(node.inputs());
                assertThat(seen.add(node)).isTrue();
            }
            assertThat(seen).containsAll(roots);
            assertThat(numbering.number(Nodes.scalar(DType.FLOAT32, 1))).isEqualTo(Numbering.ABSENT);
        }
    }

    @Test
    void theFirstOperandComesFirst() {
        Node x = Nodes.scalar(DType.FLOAT32, 3);
        Node y = Nodes.exp(x);
        Node z = Nodes.add(Nodes.neg(x), y);
        assertThat(Walk.topological(List.of(z, y))).containsExactly(x, z.input(0), y, z);
        assertThat(Walk.topological(List.of(y, z, z))).containsExactly(x, y, z.input(0), z);
    }
}
