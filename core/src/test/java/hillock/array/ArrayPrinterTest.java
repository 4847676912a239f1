package hillock.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays as text, compared with what NumPy 2.4 printed: printed_by_numpy.py made printed_by_numpy.txt. */
class ArrayPrinterTest {
    record Case(String name, NDArray array, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> printedByNumpy() throws IOException {
        String text;
        try (InputStream in = ArrayPrinterTest.class.getResourceAsStream("printed_by_numpy.txt")) {
            text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Case> cases = new ArrayList<>();
        for (String part : text.substring(2).split("\n# ")) {
            int end = part.indexOf('\n');
            String[] head = part.substring(0, end).split(" :", -1);
            String[] type = head[0].split(" ", -1);
            int[] extents = Stream.of(type).skip(1).mapToInt(Integer::parseInt).toArray();
            long[] bits = Arrays.stream(head[1].split(" ", -1))
                    .filter(word -> !word.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            String name = cases.size() + " " + head[0] + " " + (bits.length > 4 ? "..." : Arrays.toString(bits));
            cases.add(new Case(
                    name,
                    array(type[0], Shape.of(extents), bits),
                    part.substring(end + 1).stripTrailing()));
        }
        return cases;
    }

    private static NDArray array(String dtype, Shape shape, long[] bits) {
        DType type = Stream.of(DType.values())
                .filter(t -> t.toString().equals(dtype))
                .findFirst()
                .orElseThrow();
        Object data = type.newArray(bits.length);
        for (int i = 0; i < bits.length; i++) {
            System.arraycopy(NDArray.scalar(type, bits[i]).data(), 0, data, i, 1);
        }
        return NDArray.wrap(new TensorType(type, shape), data);
    }

    @ParameterizedTest
    @MethodSource("printedByNumpy")
    void printsAsNumpyDoes(Case printed) {
        assertThat(printed.array().toString()).isEqualTo(printed.expected());
    }

    @Test
    void readsAllCases() throws IOException {
        assertThat(printedByNumpy()).hasSize(390);
        assertThat(printedByNumpy().stream().map(c -> c.array().dtype()).distinct())
                .containsExactlyInAnyOrder(DType.values());
    }

    @Test
    void looksLikeThis() {
        assertThat(NDArray.of(new float[][] {{1, 2.5f}, {-3, 0.125f}}))
                .hasToString("[[ 1.     2.5  ]\n [-3.     0.125]]");
        assertThat(NDArray.of(0, 1, 4, 9)).hasToString("[0 1 4 9]");
    }
}
