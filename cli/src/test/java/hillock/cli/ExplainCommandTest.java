package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.cli.CommandProcess.Outcome;
import hillock.cli.terminal.Terminal;
import hillock.cli.terminal.Terminal.Colours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hillock explain} and the values it takes. */
class ExplainCommandTest {
    @Test
    void courseExampleShowsValuesAndGradients() {
        // CS231n, "Backpropagation, intuitions": q = 3, f = -12, df/dx = df/dy = -4, df/dz = 3.
        Outcome outcome = InProcess.run("explain", "(x+y)*z", "x=-2", "y=5", "z=-4");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("-12", "-4", "3", "add", "mul").doesNotContain("\u001b");
    }

    @Test
    void forwardModeIsByTheFirstNameOrTheOneAskedFor() {
        Outcome first = InProcess.run("explain", "x*y*y", "x=2", "y=3", "--mode", "forward");
        Outcome other = InProcess.run("explain", "x*y*y", "x=2", "y=3", "--mode", "forward", "--by", "y");
        assertThat(first.code()).as(first.err()).isZero();
        // d(x y^2)/dx = y^2 = 9, by y it is 2 x y = 12
        assertThat(first.out()).contains("9").isNotEqualTo(other.out());
        assertThat(other.out()).contains("12");
    }

    @Test
    void expressionMayBeginWithAMinusSign() {
        Outcome outcome = InProcess.run("explain", "-x*y", "x=2", "y=3");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("-6");
    }

    @Test
    void coloursGoToTerminalsOnly() {
        Terminal terminal = new Terminal(true, Colours.PALETTE, true, 100, 40);
        assertThat(InProcess.run(terminal, "explain", "x*x", "x=3").out()).contains("\u001b[");
    }

    @Test
    void asciiIsUsedWhereNothingElseArrives() {
        assertThat(InProcess.run("explain", "x*x", "x=3").out()).matches("(?s)\\p{ASCII}*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3; []; 3",
                "-2.5e-1; []; -0.25",
                "[1,2,3]; [3]; 1 2 3",
                "[[1, 2],[3,4]]; [2, 2]; 1 2 3 4",
                "[[[7]]]; [1, 1, 1]; 7",
                "-inf; []; -Infinity",
                "[ .5 ,+1. ]; [2]; 0.5 1"
            })
    void valuesAreNumbersInBrackets(String text, String shape, String numbers) {
        NDArray value = ValueParser.parse("x", text);
        assertThat(value.shape()).hasToString(shape);
        double[] expected = java.util.Arrays.stream(numbers.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(value.doubles()).containsExactly(expected);
        assertThat(value.shape()).isNotEqualTo(Shape.of(99));
    }
}
