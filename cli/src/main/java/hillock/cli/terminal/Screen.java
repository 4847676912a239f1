package hillock.cli.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * A stream for people to read, with the styles its terminal can show and a region at its end that can be redrawn in
 * place. For one thread at a time, but {@link #restore} may come from any.
 */
public final class Screen {
    private static final String ESCAPE = "\u001b[";
    private static final String RESET = ESCAPE + "0m";
    /** Hides the cursor, and cuts lines at the edge: one that went on below would spoil the count of lines. */
    private static final String BEGIN = ESCAPE + "?25l" + ESCAPE + "?7l";

    private static final String END = RESET + ESCAPE + "?7h" + ESCAPE + "?25h";

    private final PrintStream stream;
    private final Terminal terminal;
    private int liveLines;
    private volatile boolean live;

    /** A screen on a stream that leads to a terminal or elsewhere. */
    public Screen(PrintStream stream, Terminal terminal) {
        this.stream = stream;
        this.terminal = terminal;
    }

    /** Where the stream leads. */
    public Terminal terminal() {
        return terminal;
    }

    /** Writes a line for good, above the region that is redrawn. */
    public void println(String line) {
        if (liveLines > 0) {
            erase();
        }
        stream.println(line);
        stream.flush();
    }

    /** Writes an empty line. */
    public void println() {
        println("");
    }

    /** Removes the last line, which something else than this screen has written; nothing if this is not a terminal. */
    public void eraseLastLine() {
        if (terminal.interactive()) {
            stream.print(ESCAPE + "1A" + ESCAPE + "2K\r");
            stream.flush();
        }
    }

    /**
     * Replaces the region that is redrawn by other lines, which are cut at the edge; nothing if this is not a terminal.
     * There must not be more lines than the terminal has rows, less one.
     */
    public void draw(List<String> lines) {
        if (!terminal.interactive()) {
            return;
        }
        StringBuilder frame = new StringBuilder();
        frame.append(live ? "" : BEGIN);
        live = true;
        frame.append(upToRegion());
        for (String line : lines) {
            frame.append(line).append(ESCAPE).append("K\n");
        }
        if (lines.size() < liveLines) {
            frame.append(ESCAPE).append("J");
        }
        liveLines = lines.size();
        stream.print(frame);
        stream.flush();
    }

    /** Removes the region that is redrawn. */
    public void erase() {
        if (live) {
            stream.print(upToRegion() + ESCAPE + "J");
            liveLines = 0;
            restore();
        }
    }

    /** Ends the redrawing; what was drawn last stays. */
    public void keep() {
        liveLines = 0;
        restore();
    }

    /**
     * Begins a line with nothing below it, wherever the cursor is: when the user presses Ctrl-C, terminals drop what
     * they have not shown yet, so that it may be in the middle of the region.
     */
    public void cutOff() {
        if (terminal.interactive()) {
            keep();
            stream.print(RESET + "\n" + ESCAPE + "J");
            stream.flush();
        }
    }

    /** Brings the cursor back, if it was hidden; to be called before the process ends, however it ends. */
    public void restore() {
        if (live) {
            live = false;
            stream.print(END);
            stream.flush();
        }
    }

    private String upToRegion() {
        return liveLines == 0 ? "" : ESCAPE + liveLines + "A\r";
    }

    /** A text in bold. */
    public String bold(String text) {
        return styled("1", text);
    }

    /** A text in a colour. */
    public String coloured(String text, Colour colour) {
        return styled("38;" + colour.parameters(terminal.colours()), text);
    }

    /** A text that does not ask for attention. */
    public String faint(String text) {
        return coloured(text, Colour.GREY);
    }

    private String styled(String parameters, String text) {
        return terminal.hasColours() ? ESCAPE + parameters + "m" + text + RESET : text;
    }
}
