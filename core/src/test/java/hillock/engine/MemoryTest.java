package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hillock.array.DType;
import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes beyond memory: refused before anything is allocated, with the bytes and the line. */
class MemoryTest {
    /** Results of together at least four times the heap, each of two billion bytes. */
    private static List<Node> tooMuch(Node x) {
        List<Node> results = new ArrayList<>();
        for (long bytes = 0; bytes < 4 * Heap.most(); bytes += 2_000_000_000L) {
            Node row = Nodes.mul(x, Nodes.scalar(DType.FLOAT32, results.size() + 3.5));
            results.add(Nodes.unary(Op.Unary.NEG, Nodes.broadcast(row, Shape.of(50_000, 10_000))));
        }
        return results;
    }

    private static Node input() {
        return Nodes.input("x", TensorType.of(DType.FLOAT32, 10_000));
    }

    private static void assertTold(MemoryException e, long least, String... parts) {
        assertThat(e.needed()).isGreaterThan(least);
        assertThat(e.available()).isBetween(0L, Heap.most());
        assertThat(e)
                .hasMessageContaining(Heap.text(e.needed()))
                .hasMessageContaining("that Java may use are available")
                .hasMessageContaining("-Xmx")
                .hasMessageContainingAll(parts);
        assertThat(e).as("nothing was tried").hasNoCause();
    }

    private static MemoryException refusal(Runnable task) {
        MemoryException told = catchThrowableOfType(MemoryException.class, task::run);
        return told.getCause() instanceof MemoryException first ? check(told, first) : told;
    }

    private static MemoryException check(MemoryException told, MemoryException first) {
        assertThat(told.needed()).isEqualTo(first.needed());
        assertThat(told).hasMessageContaining("MemoryTest.java:");
        return first;
    }

    @Test
    void anExpressionIsRefusedWithBytesAndLine() {
        List<Node> results = tooMuch(Nodes.constant(NDArray.zeros(TensorType.of(DType.FLOAT32, 10_000))));
        MemoryException told = catchThrowableOfType(
                MemoryException.class, () -> Engine.standard().evaluate(results));
        assertThat(told).hasMessageContaining("evaluated at hillock.engine.MemoryTest.");
        assertTold(
                refusal(() -> Engine.standard().evaluate(results)),
                4 * Heap.most(),
                "arrays (the largest of 2.00 GB for copy(float32[50000, 10000])");
    }

    @Test
    void aProgramIsRefusedWhenItIsPrepared() {
        Node x = input();
        Program.Builder builder = Program.builder().input(x);
        List<Node> results = tooMuch(x);
        results.forEach(result -> builder.output("y" + results.indexOf(result), result));
        Program program = builder.build();
        assertThatThrownBy(() -> Engine.standard().prepare(program))
                .hasMessageContaining("in the program made at hillock.engine.MemoryTest.aProgramIs");
        assertTold(refusal(() -> Engine.standard().prepare(program)), 4 * Heap.most(), "arrays (the largest of");
    }

    @Test
    void arraysAreRefused() {
        // As many elements as a shape may have; if Java may use more than that takes, there is nothing to refuse.
        TensorType type = TensorType.of(DType.FLOAT64, Integer.MAX_VALUE);
        if (Heap.most() < 17_000_000_000L) {
            assertTold(refusal(() -> NDArray.zeros(type)), 17_000_000_000L, "2147483647 elements of float64");
        }
    }

    /** Asks for an array that would fit the whole heap, but not the part of it that one array has to fit. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try {
                NDArray.zeros(TensorType.of(DType.FLOAT32, (int) (Heap.available() / 4 / 10 * 9)));
            } catch (MemoryException e) {
                System.out.println(e.getMessage() + " " + e.getCause());
            }
        }
    }

    @Test
    void whatJavaRefusesIsToldInTheSameWords() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("elements of float32 needs ", "and though ", "that Java may use are available, they are in")
                .contains("pieces, none of them so large", "-Xmx")
                .contains("java.lang.OutOfMemoryError");
    }

    @Test
    void whatIsGarbageIsNoReasonToRefuse() {
        // Again and again a fifth of the heap: only a collection makes room for it.
        int elements = (int) Math.min(Heap.most() / 5 / 4, 250_000_000);
        for (int i = 0; i < 7; i++) {
            assertThat(NDArray.zeros(TensorType.of(DType.FLOAT32, elements)).size())
                    .isEqualTo(elements);
        }
    }

    @Test
    void matricesOfTooManyNumbersAreRefused() {
        float[] row = new float[1 << 16];
        float[][] rows = new float[1 << 15][];
        java.util.Arrays.fill(rows, row);
        assertThatThrownBy(() -> NDArray.of(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[32768, 65536] has more than 2147483647 elements");
    }

    @Test
    void theOptionHasRoomForMore() {
        long used = Heap.most() - Heap.available();
        for (long more : List.of(0L, 40L << 20, 3L << 30, 3L << 40)) {
            String option = Heap.option(more);
            assertThat(option).matches("-Xmx\\d+[mg]");
            long number = Long.parseLong(option.substring(4, option.length() - 1));
            double bytes = number * (option.endsWith("m") ? 0x1p20 : 0x1p30);
            // Garbage may have come or gone since.
            assertThat(bytes).isBetween(1.1 * more, 1.25 * (more + used) + 0x1p30 + 0.3 * Heap.most());
        }
        assertThat(new MemoryException("A", 10, 20, null))
                .hasMessageStartingWith("A needs 10 bytes, and though 20 bytes of the ");
        assertThat(new MemoryException("A", 20, 10, null))
                .hasMessageStartingWith("A needs 20 bytes, and 10 bytes of the ");
    }

    @Test
    void bytesHaveThreeDigits() {
        assertThat(List.of(0L, 1L, 999L, 1000L, 1500L, 99_949L, 99_950L, 999_499L, 999_500L, 24_000_000_000L))
                .extracting(Heap::text)
                .containsExactly(
                        "0 bytes",
                        "1 byte",
                        "999 bytes",
                        "1.00 kB",
                        "1.50 kB",
                        "99.9 kB",
                        "100 kB",
                        "999 kB",
                        "1.00 MB",
                        "24.0 GB");
        assertThat(Heap.text(Long.MAX_VALUE)).isEqualTo("9.22 EB");
    }
}
