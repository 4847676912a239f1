package hillock.cli;

import hillock.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command run inside the test, for what needs no process of its own. */
final class InProcess {
    private InProcess() {}

    /** Runs the command with output to no terminal. */
    static CommandProcess.Outcome run(String... arguments) {
        return run(Terminal.plain(), arguments);
    }

    /** Runs the command with standard output to a terminal. */
    static CommandProcess.Outcome run(Terminal terminal, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new Surroundings(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        terminal,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.plain(),
                        new Interruption()),
                arguments);
        return new CommandProcess.Outcome(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
