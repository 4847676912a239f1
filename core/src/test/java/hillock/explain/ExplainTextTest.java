package hillock.explain;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The text form, character by character. The files hold what a reader should see; ExplainTest checks the numbers. */
class ExplainTextTest {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9]+m");

    record Page(String file, Supplier<Explain> explain) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Page> pages() {
        return Stream.of(
                new Page("product-of-sum.txt", Examples::productOfSum),
                new Page("sigmoid-circuit.txt", Examples::sigmoidCircuit),
                new Page("sigmoid-gate.txt", Examples::sigmoidGate),
                new Page("two-paths.txt", Examples::twoPaths),
                new Page("two-paths-forward.txt", () -> Examples.twoPaths().forward("b")),
                new Page("sine-and-product.txt", Examples::sineAndProduct),
                new Page(
                        "shared-gate.txt",
                        () -> Examples.formula("square(x-y) * max(x,y)", "x", 5, "y", 2)
                                .expanded()),
                new Page("layer.txt", Examples::layer),
                new Page("layer-forward.txt", () -> Examples.layer().forward("b")),
                new Page("loop.txt", Examples::loop),
                new Page("long-chain.txt", () -> Examples.chain(300)));
    }

    private static String read(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ExplainTextTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void looksLikeThePage(Page page) throws IOException {
        assertThat(page.explain.get().toString()).isEqualTo(read(page.file));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void staysInsideTheWidth(Page page) {
        for (int width : new int[] {40, 60, 80, 100, 140}) {
            String text = page.explain.get().toText(false, true, width);
            assertThat(text.lines())
                    .allSatisfy(line ->
                            assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(width));
            assertThat(text.lines()).allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void coloursChangeNothingElse(Page page) {
        String coloured = page.explain.get().toText(true, true, 100);
        assertThat(coloured).contains("\u001b[32m", "\u001b[31m");
        assertThat(COLOUR.matcher(coloured).replaceAll(""))
                .isEqualTo(page.explain.get().toText(false, true, 100));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void plainTextIsAscii(Page page) {
        assertThat(page.explain.get().toText(false, false, 100))
                .matches(text -> text.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 127));
    }

    @Test
    void valuesAreGreenAndGradientsRed() {
        String text = Examples.productOfSum().toText(true, true, 100);
        assertThat(text).contains("\u001b[32m-12\u001b[0m", "upstream \u001b[31m-4\u001b[0m");
    }

    @Test
    void plainCircuit() {
        String text = Examples.formula("max(x, y)", "x", 4, "y", 5).seed(9).toText(false, false, 100);
        assertThat(text).isEqualTo("""
                In each wire its value, below it the gradient of the output

                x -- 4 --+
                     0   +-[1 max]-- 5
                y -- 5 --+           9
                     9

                Forward pass
                  x = 4
                  y = 5
                  [1] = max(x, y) = max(4, 5) = 5

                Backward pass: upstream x local = gradient
                  [1] max routes the gradient to the operand that was taken
                      to x: upstream 9 x local 0 = 0
                      to y: upstream 9 x local 1 = 9

                Gradients of the output, weighted by 9
                  by x = 0
                  by y = 9
                """);
    }

    @Test
    void namesFromOutsideCannotSteerTheTerminal() {
        Explain explain = Explain.of(Nodes.square(Nodes.input("a\u001b[2J\n", TensorType.of(DType.FLOAT64))));
        String text = explain.at("a\u001b[2J\n", 2).toString();
        assertThat(text).doesNotContain("\u001b").contains("a?[2J?");
    }

    @ParameterizedTest
    @CsvSource({
        "-12, -12",
        "0.1, 0.1",
        "2.841470984807897, 2.84147",
        "0.19661193324148185, 0.196612",
        "1.3678794411714423, 1.36788",
        "0.3333333333333333, 0.333333",
        "123456789, 123456789",
        "1234567890, 1.23457e9",
        "123456.789, 123457",
        "1234567.89, 1.23457e6",
        "0.0000123456789, 0.0000123457",
        "0.00000123456789, 1.23457e-6",
        "1e-300, 1e-300",
        "-2.5e200, -2.5e200",
        "0, 0",
        "-0.0, -0",
        "NaN, nan",
        "-Infinity, -inf"
    })
    void numbersAreShort(double value, String expected) {
        NDArray array = NDArray.of(Shape.SCALAR, value);
        assertThat(Numbers.text(array, 0)).isEqualTo(expected);
    }

    @Test
    void floatsDoNotShowTheDigitsOfDoubles() {
        assertThat(Numbers.text(NDArray.of(0.1f), 0)).isEqualTo("0.1");
    }

    @Test
    void arraysAreShort() {
        NDArray matrix = NDArray.of(new double[][] {{1, 2}, {3, 0.123456789}});
        assertThat(Numbers.summary(matrix, 40)).isEqualTo("[[1 2] [3 0.123457]]");
        assertThat(Numbers.summary(matrix, 18)).isEqualTo("[[1 2] [3 0.1235]]");
        assertThat(Numbers.summary(matrix, 17)).isEqualTo("[2, 2]: 1 2 3 ...");
        assertThat(Numbers.summary(NDArray.zeros(TensorType.of(DType.FLOAT32, 1000, 1000)), 30))
                .isEqualTo("[1000, 1000]: 0 0 0 0 0 0 ...");
        assertThat(Numbers.summary(NDArray.zeros(TensorType.of(DType.BOOL, 2)), 30))
                .isEqualTo("[false false]");
        assertThat(Numbers.summary(NDArray.zeros(TensorType.of(DType.FLOAT32, 1_000_000_000, 0)), 30))
                .isEqualTo("[1000000000, 0]: empty");
    }
}
