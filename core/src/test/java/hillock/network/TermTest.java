package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hillock.graph.ExpressionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation of names with arguments. */
class TermTest {
    @Test
    void argumentsAreMatchedByOrderAndByKey() {
        Term.Arguments given = Term.parse(" adamw ( 1e-3 ,decay= 0.5, then=cosine(peak=2, words) ) ")
                .arguments("rate", "beta", "decay", "then");
        assertThat(given.number("rate")).isEqualTo(1e-3);
        assertThat(given.number("decay")).isEqualTo(0.5);
        assertThat(given.number("beta", 0.9)).isEqualTo(0.9);
        assertThat(given.has("beta")).isFalse();
        assertThat(given.find("beta")).isEmpty();
        Term nested = given.get("then");
        assertThat(nested.name()).isEqualTo("cosine");
        Term.Arguments inner = nested.arguments(List.of("peak", "steps"), List.of("words"));
        assertThat(inner.whole("peak", 1)).isEqualTo(2);
        assertThat(inner.whole("steps", 1, 7)).isEqualTo(7);
        assertThat(inner.has("words")).isTrue();
        assertThat(Term.parse("a").arguments().has("x")).isFalse();
        assertThat(Term.parse("a(b, c(1), -2.5)").terms()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a(b, c=d(1, e=2), -0.5)", "3.0E-4"})
    void aTermPrintsAsItIsRead(String text) {
        assertThat(Term.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''         | There is the end where a name or a number is expected | 1
            f(         | where a name or a number | 3
            f(1        | where ')' or ',' | 4
            f(1 2)     | where ')' or ',' | 5
            f(1))      | where the end | 5
            f(=1)      | where a name | 3
            f(a=)      | where a name | 5
            f(a=b=c)   | where ')' or ',' | 6
            f(;)       | where a name | 3
            """)
    void malformedTextsShowThePlace(String text, String problem, int column) {
        ExpressionException failure = catchThrowableOfType(ExpressionException.class, () -> Term.parse(text));
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.column()).isEqualTo(column);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f(1, 2, 3)       | one argument too many | 9
            f(beta3=1)       | Did you mean 'beta1' or 'beta2' | 3
            f(zzzzzzz=1)     | It takes beta1, beta2, word. | 3
            f(1, beta1=2)    | given 'beta1' twice | 6
            f(word, word)    | given 'word' twice | 9
            f()              | lacks its argument 'beta1' | 1
            f(x)             | is not a number | 3
            f(g(1))          | is not a number | 3
            f(NaN)           | is not a number | 3
            f(1d)            | is not a number | 3
            f(1e999)         | is not a number | 3
            f(1, 2.5)        | not a whole number from 1 to | 6
            f(1, 1e300)      | not a whole number from 1 to | 6
            f(1, 0)          | not a whole number from 1 to | 6
            """)
    void wrongArgumentsAreNamed(String text, String problem, int column) {
        ExpressionException failure = catchThrowableOfType(ExpressionException.class, () -> {
            Term.Arguments given = Term.parse(text).arguments(List.of("beta1", "beta2"), List.of("word"));
            given.number("beta1");
            given.whole("beta2", 1, 1);
        });
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.column()).isEqualTo(column);
    }

    @Test
    void whatAMakerRefusesIsSaidWithThePlace() {
        assertThatThrownBy(() -> Architecture.parse("sequential(dense(2, 3), elu(-1))"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("The alpha of an ELU is a positive number, not -1.0 (column 25)\n"
                        + "  sequential(dense(2, 3), elu(-1))\n"
                        + "                          ^");
        assertThatThrownBy(() -> Architecture.parse("elu(alpha=-1)")).hasMessageContaining("(column 11)");
        assertThatThrownBy(() -> Loss.parse("cross_entropy(weights=[1,2, 1])"))
                .hasMessageContaining("There is '[' where a name or a number is expected (column 23)")
                .hasMessageContaining("Write a list as each(1, 2, 1).");
        assertThatThrownBy(() -> Architecture.parse("sequential(dens(2, 3))"))
                .hasMessageContaining("Did you mean 'dense'?");
        assertThatThrownBy(() -> Architecture.parse("sequential(x=relu)")).hasMessageContaining("no argument 'x='");
        assertThatThrownBy(() -> Architecture.parse("mine(1)")).hasMessageContaining("Models.withValues");
        assertThatThrownBy(() -> Architecture.parse("relu(0.1)"))
                .hasMessageContaining("'relu' takes options by name only")
                .hasMessageContaining("slope_at_zero=0.1");
        assertThatThrownBy(() -> Architecture.parse("tanh(0.1)")).hasMessageContaining("Write 'tanh' alone.");
    }

    @Test
    void lengthAndDepthAreBounded() {
        assertThatThrownBy(() -> Term.parse("a(".repeat(66) + "b" + ")".repeat(66)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("nested more than 64 deep");
        assertThat(Term.parse("a(".repeat(64) + "b" + ")".repeat(64)).name()).isEqualTo("a");
        assertThatThrownBy(() -> Term.parse("x".repeat((1 << 20) + 1)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("characters");
        assertThatThrownBy(() -> Term.parse("x".repeat(1 << 20)).number()).hasMessageContaining("xxx...");
    }
}
