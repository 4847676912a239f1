package hillock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.terminal.Terminal.Colours;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a terminal is taken for, and what is sent to it. */
class TerminalTest {
    private static final Terminal TERMINAL = new Terminal(true, Colours.PALETTE, true, 80, 24);

    @ParameterizedTest
    @CsvSource({"'40 120\n', 40, 120", "'0 0\n', 24, 80", "'', 24, 80", "stty: error, 24, 80", "'99999 3', 24, 80"})
    void sizeIsWhatSttySaysOrTheUsualOne(String answer, int rows, int columns) {
        assertThat(Terminal.size(answer)).containsExactly(rows, columns);
    }

    @Test
    void dumbTerminalsAreNotRedrawn() {
        assertThat(Terminal.obeys(Map.of("TERM", "xterm-256color"), false)).isTrue();
        assertThat(Terminal.obeys(Map.of("TERM", "dumb"), false)).isFalse();
        assertThat(Terminal.obeys(Map.of(), false)).isFalse();
        assertThat(Terminal.obeys(Map.of(), true)).isFalse();
        assertThat(Terminal.obeys(Map.of("WT_SESSION", "1"), true)).isTrue();
    }

    @Test
    void noColorIsRespected() {
        assertThat(Terminal.colours(Map.of("NO_COLOR", "1", "COLORTERM", "truecolor"), false))
                .isEqualTo(Colours.NONE);
        assertThat(Terminal.colours(Map.of("NO_COLOR", ""), false)).isEqualTo(Colours.PALETTE);
        assertThat(Terminal.colours(Map.of("COLORTERM", "truecolor"), false)).isEqualTo(Colours.TRUE);
    }

    @ParameterizedTest
    // The cube begins at 16, the greys at 232 (xterm, ctlseqs).
    @CsvSource({"255, 255, 255, 231", "0, 0, 0, 16", "255, 0, 0, 196", "95, 135, 175, 67", "128, 128, 128, 244"})
    void coloursHaveTheirPlaceInThePalette(int red, int green, int blue, int number) {
        assertThat(new Colour(red, green, blue).palette()).isEqualTo(number);
    }

    @Test
    void regionIsRedrawnInPlaceAndTheCursorComesBack() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(sent, true, StandardCharsets.UTF_8), TERMINAL);
        screen.draw(List.of("a", "b"));
        screen.draw(List.of("c"));
        screen.println("line");
        screen.keep();
        assertThat(sent.toString(StandardCharsets.UTF_8).replace('\u001b', '!'))
                .isEqualTo("![?25l![?7la![K\nb![K\n" + "![2A\rc![K\n![J" + "![1A\r![J![0m![?7h![?25hline\n");
    }

    @Test
    void nothingIsRedrawnWhereThereIsNoTerminal() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(sent, true, StandardCharsets.UTF_8), Terminal.plain());
        screen.draw(List.of("a"));
        screen.eraseLastLine();
        screen.println(screen.bold("b") + screen.coloured("c", Colour.RED));
        screen.erase();
        screen.restore();
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("bc\n");
    }
}
