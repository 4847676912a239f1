package hillock.graph;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A text that cannot be read, as an expression or another notation. The message has four lines: what is wrong and in
 * which column, the text (a part of a long one), a caret under the place, and how to fix it.
 */
public final class ExpressionException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 76;

    private final int column;

    /**
     * An error in a text.
     *
     * @param problem what is wrong, without a full stop
     * @param position where, in {@code char}s from 0
     * @param advice how to fix it; empty if the problem says so already
     */
    public ExpressionException(String problem, String text, int position, String advice, @Nullable Throwable cause) {
        super(message(problem, text, position, advice), cause);
        this.column = column(text, position);
    }

    /** The column of the mistake, from 1, counted in characters as one sees them. */
    public int column() {
        return column;
    }

    private static int column(String text, int position) {
        return text.codePointCount(0, position) + 1;
    }

    private static String message(String problem, String text, int position, String advice) {
        StringBuilder out = new StringBuilder(problem);
        if (!text.isBlank()) {
            int from = Math.max(0, Math.min(position - SHOWN / 2, text.length() - SHOWN));
            int to = Math.min(text.length(), from + SHOWN);
            from = insidePair(text, from) ? from - 1 : from;
            to = insidePair(text, to) ? to + 1 : to;
            String before = (from > 0 ? "..." : "") + plain(text.substring(from, position));
            String after = plain(text.substring(position, to)) + (to < text.length() ? "..." : "");
            out.append(" (column %d)".formatted(column(text, position)));
            out.append("\n  ").append(before).append(after);
            out.append("\n  ")
                    .repeat(" ", before.codePointCount(0, before.length()))
                    .append('^');
        }
        return advice.isEmpty()
                ? out.toString()
                : out.append('\n').append(advice).toString();
    }

    private static boolean insidePair(String text, int position) {
        return position > 0
                && position < text.length()
                && Character.isSurrogatePair(text.charAt(position - 1), text.charAt(position));
    }

    /** Tabs, line ends and others without a width of their own would move the caret away from its place. */
    private static String plain(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
