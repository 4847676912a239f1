package hillock.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What JShell says of a script: it ends with 0 whatever happens, so that only its words tell that a line failed. */
final class ScriptErrors {
    private static final List<String> BEGINNINGS =
            List.of("Error:", "Exception ", "Invalid command:", "Incomplete input:");

    private ScriptErrors() {}

    /** Hands on line by line, and returns how many lines of the script failed. */
    static int copy(BufferedReader lines, PrintStream err) throws IOException {
        int failed = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            failed += BEGINNINGS.stream().anyMatch(line::startsWith) ? 1 : 0;
            err.println(line);
        }
        return failed;
    }
}
