package hillock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people read them, in a locale with a decimal comma. */
class TextsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0000",
        "1, 1.0000",
        "0.12345678, 0.1235",
        "12.3456, 12.346",
        "12345.6, 12346",
        "0.00001234, 1.234e-05",
        "-2.5, -2.5000",
        "123456, 1.235e+05",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void numbersHaveFourOrFiveDigits(double value, String text) {
        assertThat(Texts.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 100.00 %",
        "0.99999, 99.99 %",
        "0.96428571, 96.43 %",
        "0.00001, 0.01 %",
        "0.9833, 98.33 %",
        "0, 0.00 %",
        "0.29, 29.00 %",
        "NaN, nan %"
    })
    void onlyAllIsAHundredPercentAndOnlyNoneNothing(double share, String text) {
        assertThat(Texts.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.4251, 0.43 s",
        "12.34, 12.3 s",
        "59.94, 59.9 s",
        "61, 1 min 01 s",
        "3599.7, 1 h 00 min",
        "7380, 2 h 03 min"
    })
    void timesHaveTheUnitThatFits(double seconds, String text) {
        assertThat(Texts.seconds(seconds)).isEqualTo(text);
    }

    @Test
    void countsAgreeWithTheirThings() {
        assertThat(Texts.count(1, "sample")).isEqualTo("1 sample");
        assertThat(Texts.count(12345, "sample")).isEqualTo("12,345 samples");
        assertThat(Texts.rate(1234.6, "samples")).isEqualTo("1,235 samples/s");
    }
}
