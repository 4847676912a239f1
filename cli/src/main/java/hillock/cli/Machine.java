package hillock.cli;

import java.util.regex.Pattern;

/** What this process runs on. */
final class Machine {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./~-]+");

    private Machine() {}

    /** How the user calls this command, for lines to be copied; the launcher knows. */
    static String command() {
        String typed = System.getProperty("hillock.command", "hillock");
        return WORD.matcher(typed).matches() ? typed : "hillock";
    }

    /** A command line that begins with {@code hillock}, as the user has to type it. */
    static String typed(String line) {
        return command() + line.substring("hillock".length());
    }
}
