package hillock.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be: missing, a folder, cut short, or with a wrong byte. The message is one line,
 * safe to print on a terminal, and names the file, the place in it, what was expected and what was found.
 */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 1000;

    private final String where;
    private final String problem;

    /**
     * A problem at a place described in words.
     *
     * @param where the file and the place in it, for example {@code model.safetensors, byte 8}
     * @param problem what was expected and what was found
     */
    public FormatException(String where, String problem) {
        super(printable(where) + ": " + printable(problem));
        this.where = printable(where);
        this.problem = printable(problem);
    }

    /** A problem with a file as a whole. */
    public FormatException(Path file, String problem) {
        this(file.toString(), problem);
    }

    /**
     * A problem at one byte of a file.
     *
     * @param offset the offset of the byte, from 0
     */
    public FormatException(Path file, long offset, String problem) {
        this(file + ", byte " + offset, problem);
    }

    /** The file and the place in it. */
    public String where() {
        return where;
    }

    /** What was expected and what was found. */
    public String problem() {
        return problem;
    }

    /** Names inside a hostile file may hold escape sequences that a terminal would obey, and be as long as the file. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
                out.append("\\u").append(String.format("%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > LONGEST
                ? out.append(" ...").toString()
                : out.toString();
    }
}
