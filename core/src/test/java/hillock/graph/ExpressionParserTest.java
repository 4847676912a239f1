package hillock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hillock.array.DType;
import hillock.array.TensorType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionParserTest {
    private static final List<String> LETTERS = List.of("x", "y", "z", "a", "b", "w0", "θ");

    private static Node parse(String text) {
        Map<String, Node> names = new HashMap<>();
        LETTERS.forEach(name -> names.put(name, Nodes.input(name, TensorType.of(DType.FLOAT64))));
        return ExpressionParser.parse(text, names, DType.FLOAT64);
    }

    /** The tree with every parenthesis written, for texts without shared parts. */
    private static String tree(Node node) {
        return switch (node.op()) {
            case Op.Input input -> input.symbol().name();
            case Op.Scalar scalar -> Double.toString(scalar.value().item());
            default ->
                node.inputs().stream()
                        .map(ExpressionParserTest::tree)
                        .collect(Collectors.joining(" ", "(" + node.op().label() + " ", ")"));
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sin(x) + x*y          | (add (sin x) (mul x y))
            (x+y)*z               | (mul (add x y) z)
            x+y*z-a/b             | (sub (add x (mul y z)) (div a b))
            x-y-z                 | (sub (sub x y) z)
            x/y/z                 | (div (div x y) z)
            x*y/z                 | (div (mul x y) z)
            x^2                   | (pow x 2.0)
            x**2                  | (pow x 2.0)
            x^y^z                 | (pow x (pow y z))
            x**y^z                | (pow x (pow y z))
            -x^2                  | (neg (pow x 2.0))
            (-x)^2                | (pow (neg x) 2.0)
            x^-2                  | (pow x -2.0)
            x^-y^z                | (pow x (neg (pow y z)))
            x^-y*z                | (mul (pow x (neg y)) z)
            -x*y                  | (mul (neg x) y)
            x*-y                  | (mul x (neg y))
            -x-y                  | (sub (neg x) y)
            --x                   | (neg (neg x))
            +x                    | x
            x - +y                | (sub x y)
            -4                    | -4.0
            -4^2                  | (neg (pow 4.0 2.0))
            x - -4                | (sub x -4.0)
            -0                    | -0.0
            ((x))                 | x
            max(x, y+1)           | (max x (add y 1.0))
            min(max(x,y),pow(a,b)) | (min (max x y) (pow a b))
            rem(x,y)              | (rem x y)
            1/(1+exp(-(w0*x)))    | (div 1.0 (add 1.0 (exp (neg (mul w0 x)))))
            2*pi                  | (mul 2.0 3.141592653589793)
            e^x                   | (pow 2.718281828459045 x)
            1.5e-3 + .5 + 2. + 1E2 | (add (add (add 0.0015 0.5) 2.0) 100.0)
            sigmoid(x)            | (sigmoid x)
            log_sigmoid(x)        | (log_sigmoid x)
            ln(x)                 | (log x)
            θ × x − y ÷ z · a     | (sub (mul θ x) (mul (div y z) a))
            """)
    void groupsAsInMathematics(String text, String expected) {
        assertThat(tree(parse(text))).isEqualTo(expected);
    }

    @Test
    void everyUnaryOperationIsKnownByItsLabel() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT64));
        Node truth = Nodes.less(x, x);
        for (Op.Unary op : Op.Unary.values()) {
            Node operand = op == Op.Unary.NOT ? truth : x;
            Node node = ExpressionParser.parse(op.label() + "(v)", Map.of("v", operand), DType.FLOAT64);
            assertThat(node.op()).isEqualTo(op);
        }
    }

    @Test
    void everyFunctionBuildsANode() {
        Node square = Nodes.input("m", TensorType.of(DType.FLOAT32, 3, 3));
        for (String name : ExpressionParser.functions()) {
            Node operand = name.equals("not") ? Nodes.less(square, square) : square;
            String text = ExpressionFunction.ALL.get(name).operands() == 1 ? name + "(m)" : name + "(m,m)";
            assertThat(ExpressionParser.parse(text, Map.of("m", operand), DType.FLOAT32)
                            .inputs())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void aNameIsOneNodeHoweverOftenItIsUsed() {
        Node product = parse("x*x");
        assertThat(product.input(0)).isSameAs(product.input(1));
    }

    @Test
    void numbersTakeTheElementTypeAndStretch() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 2, 3));
        Node sum = ExpressionParser.parse("x + 1", Map.of("x", x), DType.FLOAT32);
        assertThat(sum.type()).isEqualTo(TensorType.of(DType.FLOAT32, 2, 3));
    }

    @Test
    void aGivenNameHidesAConstant() {
        Node e = Nodes.input("e", TensorType.of(DType.FLOAT64));
        assertThat(ExpressionParser.parse("e", Map.of("e", e), DType.FLOAT64)).isSameAs(e);
    }

    @Test
    void listsNamesInOrderOfAppearance() {
        assertThat(ExpressionParser.names("1/(1+exp(-(w0*x0+w1*x1+w2)))"))
                .containsExactly("w0", "x0", "w1", "x1", "w2");
        assertThat(ExpressionParser.names("y + x*y + pi*e")).containsExactly("y", "x");
        assertThat(ExpressionParser.names("1+2")).isEmpty();
    }

    private static String messageOf(String text) {
        return catchThrowableOfType(ExpressionException.class, () -> parse(text))
                .getMessage();
    }

    @Test
    void anUnknownNameIsShownInItsPlaceWithNamesNearIt() {
        assertThat(messageOf("sin(x) + x*w1")).isEqualTo("""
                The name 'w1' has no meaning (column 12)
                  sin(x) + x*w1
                             ^
                Did you mean 'w0'? Given are a, b, w0, x, y, z, θ.""");
    }

    @Test
    void anUnknownFunctionIsShownWithFunctionsNearIt() {
        assertThat(messageOf("1 + sigmod(x)")).isEqualTo("""
                There is no function 'sigmod' (column 5)
                  1 + sigmod(x)
                      ^
                Did you mean 'sigmoid'?""");
    }

    @Test
    void aTypeErrorIsShownAtItsOperation() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 2));
        Node y = Nodes.input("y", TensorType.of(DType.FLOAT32, 3));
        assertThatThrownBy(() -> ExpressionParser.parse("1 + x*y", Map.of("x", x, "y", y), DType.FLOAT32))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith("""
                        '*' does not take float32[2] and float32[3] (column 6)
                          1 + x*y
                               ^
                        """)
                .hasMessageContaining("do not broadcast");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            x +                 |  4 | An operand is missing between '+' and the end
            * x                 |  1 | '*' has nothing on its left
            x * / y             |  5 | An operand is missing between '*' and '/'
            (x + y              |  1 | This parenthesis is never closed
            x * (               |  5 | This parenthesis is never closed
            sin(x               |  1 | This parenthesis is never closed
            x + y)              |  6 | This parenthesis closes nothing
            ()                  |  1 | These parentheses have nothing in them
            sin()               |  4 | These parentheses have nothing in them
            (x + )              |  6 | An operand is missing between '+' and ')'
            max(x,)             |  7 | An operand is missing between ',' and ')'
            max(,x)             |  5 | An operand is missing between '(' and ','
            max(x)              |  1 | 'max' takes 2 operands, not 1
            max(x,y,z)          |  8 | 'max' takes 2 operands, not 3
            sin(x,y)            |  6 | 'sin' takes 1 operand, not 2
            x, y                |  2 | A comma stands outside
            max((x,y),z)        |  7 | A comma stands outside
            2x                  |  2 | No operation stands between '2' and 'x'
            (a+b)(b+1)          |  6 | No operation stands between ')' and '('
            x y                 |  3 | No operation stands between 'x' and 'y'
            1.2.3               |  4 | No operation stands between '1.2' and '.3'
            x(y)                |  1 | There is no function 'x'
            sin x               |  1 | 'sin' is a function
            x + exp             |  5 | 'exp' is a function
            [x]                 |  1 | Brackets and braces
            z = x+y             |  3 | An expression contains no '='
            x % y               |  3 | '%' (U+0025) does not belong
            x . y               |  3 | '.' (U+002E) does not belong
            1e999               |  1 | 1e999 is not a number of type float64
            θ + 𝑥 + q           |  9 | The name 'q' has no meaning
            """)
    void aMistakeIsNamedWithItsColumn(String text, int column, String problem) {
        Map<String, Node> names = new HashMap<>();
        LETTERS.forEach(name -> names.put(name, Nodes.input(name, TensorType.of(DType.FLOAT64))));
        names.put("𝑥", names.get("x"));
        ExpressionException error = catchThrowableOfType(
                ExpressionException.class, () -> ExpressionParser.parse(text, names, DType.FLOAT64));
        assertThat(error).hasMessageStartingWith(problem);
        assertThat(error.column()).isEqualTo(column);
        String[] lines = error.getMessage().split("\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[1]).isEqualTo("  " + text);
        assertThat(lines[2]).isEqualTo(" ".repeat(column + 1) + "^");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t "})
    void anEmptyTextSaysWhatToWrite(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("The expression is empty\nWrite one, for example sin(x) + x*y.");
        assertThatThrownBy(() -> ExpressionParser.names(text)).isInstanceOf(ExpressionException.class);
    }

    @ParameterizedTest
    @CsvSource({"1.5,INT32", "3000000000,INT32", "1e17,INT64", "1,BOOL", "1e39,FLOAT32", "pi,INT64"})
    void aNumberMustFitItsType(String text, DType dtype) {
        assertThatThrownBy(() -> ExpressionParser.parse(text, Map.of(), dtype))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("is not a number of type " + dtype);
    }

    @Test
    void integersMayBeTheLeast() {
        assertThat(tree(ExpressionParser.parse("-2147483648", Map.of(), DType.INT32)))
                .isEqualTo("-2.147483648E9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "sin(", "-", "x^", "max(x,", "x+(-"})
    @Timeout(10)
    void deepTextsGiveAClearError(String part) {
        String deep = part.repeat(100_000) + "x";
        assertThatThrownBy(() -> parse(deep))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith("The expression is nested more than 10000 deep (column ")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
    }

    @Test
    void theDepthAllowedWorks() {
        int depth = ExpressionParser.MAX_DEPTH;
        assertThat(parse("(".repeat(depth) + "x" + ")".repeat(depth)).op()).isInstanceOf(Op.Input.class);
    }

    @Test
    void longTextsAreFineUpToTheBoundAndRefusedAboveIt() {
        Duration limit = Duration.ofSeconds(10);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(limit, () -> {
            Node sum = parse("x+".repeat(250_000) + "x");
            assertThat(Walk.topological(sum)).hasSize(250_001);
        });
        assertThatThrownBy(() -> parse("x".repeat(ExpressionParser.MAX_LENGTH + 1)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith("The text has 1000001 characters; at most 1000000 are read")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
        assertThat(messageOf("q".repeat(500_000)).length()).isLessThan(400);
        assertThat(messageOf("q".repeat(500_000) + "(x)").length()).isLessThan(800);
    }

    @Test
    void controlCharactersDoNotMoveTheCaret() {
        assertThat(messageOf("x\t+\n\u001b q"))
                .contains("(column 5)")
                .contains("\n  x +")
                .doesNotContain("\u001b");
    }

    @Test
    void suggestsNamesThatAreNear() {
        List<String> known = List.of("sigmoid", "sin", "sign", "learning_rate", "x", "y");
        assertThat(Suggest.near("sigmod", known)).containsExactly("sigmoid");
        assertThat(Suggest.near("SIN", known)).containsExactly("sin", "sign");
        assertThat(Suggest.near("isn", known)).containsExactly("sin");
        assertThat(Suggest.near("learning", known)).containsExactly("learning_rate");
        assertThat(Suggest.near("z", known)).isEmpty();
        assertThat(Suggest.near("", known)).isEmpty();
        assertThat(Suggest.sentence("sinn", known)).isEqualTo("Did you mean 'sign' or 'sin'?");
        assertThat(Suggest.sentence("quux", known)).isEmpty();
    }
}
