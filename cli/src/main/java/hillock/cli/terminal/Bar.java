package hillock.cli.terminal;

/** A line that shows how far something has come. */
public final class Bar {
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    private Bar() {}

    /**
     * A bar between two edges.
     *
     * @param done how much is done, 0 to 1
     * @param width the number of characters, without the edges
     * @param unicode whether it may show eighths of characters
     */
    public static String of(double done, int width, boolean unicode) {
        double share = Math.clamp(done, 0, 1);
        StringBuilder bar = new StringBuilder();
        if (unicode) {
            int eighths = (int) Math.floor(share * width * 8);
            bar.repeat("█", eighths / 8).append(EIGHTHS[eighths % 8]);
        } else {
            bar.repeat("#", (int) Math.floor(share * width));
        }
        bar.repeat(" ", width - bar.length());
        return unicode ? "▕" + bar + "▏" : "[" + bar + "]";
    }
}
