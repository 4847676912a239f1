package hillock.cli.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stream of this process leads to, and what may be written there.
 *
 * @param interactive whether it is a terminal that obeys the control sequences of ECMA-48, so that text can be redrawn
 * @param colours which colours it shows
 * @param unicode whether characters beyond ASCII arrive
 * @param columns its width in characters
 * @param rows its height in lines
 */
public record Terminal(boolean interactive, Colours colours, boolean unicode, int columns, int rows) {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int DEFAULT_ROWS = 24;
    private static final int SMALLEST = 10;
    private static final int LARGEST = 10_000;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

    /** The colours that may be used. */
    public enum Colours {
        /** None: not a terminal, or the user wants none. */
        NONE,
        /** The 256 of xterm. */
        PALETTE,
        /** All of 24 bits. */
        TRUE
    }

    /** A file or pipe that takes ASCII. */
    public static Terminal plain() {
        return new Terminal(false, Colours.NONE, false, DEFAULT_COLUMNS, DEFAULT_ROWS);
    }

    /** What standard output leads to. */
    public static Terminal standardOutput() {
        return detect(isTerminal(1), System.getenv(), System.out.charset());
    }

    /** What standard error leads to. */
    public static Terminal standardError() {
        return detect(isTerminal(2), System.getenv(), System.err.charset());
    }

    /** Whether somebody types what standard input brings. */
    public static boolean hasInput() {
        return isTerminal(0);
    }

    /** Whether colours may be used. */
    public boolean hasColours() {
        return colours != Colours.NONE;
    }

    private static Terminal detect(boolean terminal, Map<String, String> environment, Charset charset) {
        boolean unicode = charset.equals(StandardCharsets.UTF_8);
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        if (!terminal || !obeys(environment, windows)) {
            return new Terminal(false, Colours.NONE, unicode, DEFAULT_COLUMNS, DEFAULT_ROWS);
        }
        int[] size = windows ? new int[] {DEFAULT_ROWS, DEFAULT_COLUMNS} : size();
        return new Terminal(true, colours(environment, windows), unicode, size[1], size[0]);
    }

    /** Whether a terminal with this environment takes control sequences; the old window of Windows does not. */
    static boolean obeys(Map<String, String> environment, boolean windows) {
        String type = environment.getOrDefault("TERM", "");
        return windows
                ? environment.containsKey("WT_SESSION") || environment.containsKey("ConEmuANSI") || !type.isEmpty()
                : !type.isEmpty() && !type.equals("dumb");
    }

    /** The colours for a terminal with this environment. {@code NO_COLOR} is explained at no-color.org. */
    static Colours colours(Map<String, String> environment, boolean windows) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return Colours.NONE;
        }
        String announced = environment.getOrDefault("COLORTERM", "").toLowerCase(Locale.ROOT);
        boolean all = windows || announced.equals("truecolor") || announced.equals("24bit");
        return all ? Colours.TRUE : Colours.PALETTE;
    }

    /**
     * Whether a file descriptor is a terminal. {@link Console#isTerminal} answers for input and output together, which
     * is wrong when only one of them is redirected, so Linux is asked first.
     */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    /** Rows and columns, asked of the terminal this process belongs to. */
    private static int[] size() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readNBytes(100), StandardCharsets.US_ASCII);
            if (process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return size(answer);
            }
        } catch (IOException e) {
            // There is no stty, or no terminal of our own: the usual size then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new int[] {DEFAULT_ROWS, DEFAULT_COLUMNS};
    }

    /** Reads what stty prints; a terminal that does not know its size says 0 0. */
    static int[] size(String answer) {
        Matcher matcher = SIZE.matcher(answer);
        if (!matcher.matches()) {
            return new int[] {DEFAULT_ROWS, DEFAULT_COLUMNS};
        }
        return new int[] {
            extent(Integer.parseInt(matcher.group(1)), DEFAULT_ROWS),
            extent(Integer.parseInt(matcher.group(2)), DEFAULT_COLUMNS)
        };
    }

    private static int extent(int answered, int fallback) {
        return answered < SMALLEST || answered > LARGEST ? fallback : answered;
    }
}
