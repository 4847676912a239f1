package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Terminal;
import java.io.PrintStream;

/**
 * Where the command runs: its streams, and how it is told to end.
 *
 * @param out for results
 * @param outTerminal where that leads
 * @param err for everything else
 * @param errTerminal where that leads
 * @param interruption how it is told to end
 */
record Surroundings(
        PrintStream out, Terminal outTerminal, PrintStream err, Terminal errTerminal, Interruption interruption) {

    /** Those of this process. */
    static Surroundings ofProcess() {
        return new Surroundings(
                StandardOutput.ofProcess(),
                Terminal.standardOutput(),
                System.err,
                Terminal.standardError(),
                new Interruption());
    }

    /** Standard output for people. */
    Screen outScreen() {
        return new Screen(out, outTerminal);
    }

    /** Standard error for people. */
    Screen errScreen() {
        return new Screen(err, errTerminal);
    }

    /** Where people read when standard output is theirs, or else when it belongs to a program that reads JSON. */
    Screen screen(boolean json) {
        return json ? errScreen() : outScreen();
    }

    /**
     * Removes the line "WARNING: Using incubator modules", which Java has just printed and no option of Java prevents,
     * if standard error is a terminal; elsewhere it stays.
     */
    void eraseIncubatorWarning() {
        boolean printed = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        // In a narrower terminal it takes two lines.
        if (printed && errTerminal.columns() >= 60) {
            errScreen().eraseLastLine();
        }
    }
}
