package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page of all options is what the commands say of themselves. */
class OptionsPageTest {
    private static final Path PAGE = Page.ROOT.resolve("docs/options.md");

    @Test
    void pageIsWhatTheCommandsSay() throws IOException {
        String expected = page();
        Path written = Page.ROOT.resolve("cli/target/options.md");
        Files.writeString(written, expected);

        assertThat(PAGE)
                .as("The options have changed; copy %s to %s", written, PAGE)
                .hasContent(expected);
    }

    private static String page() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        Surroundings surroundings =
                new Surroundings(nowhere, Terminal.plain(), nowhere, Terminal.plain(), new Interruption());
        CommandLine root = Main.commandLine(new HillockCommand(surroundings), surroundings);
        StringBuilder page = new StringBuilder("""
                # All options

                What `./hillock COMMAND --help` prints, for every command.
                """);
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            command.getValue().setUsageHelpWidth(110);
            page.append("\n## ").append(command.getKey()).append("\n\n```text\n");
            page.append(command.getValue().getUsageMessage(Ansi.OFF).strip()).append("\n```\n");
        }
        return page.toString();
    }
}
