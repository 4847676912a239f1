package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import hillock.io.MnistSource;
import java.util.List;
import java.util.Locale;

/** A bar for a file that is being fetched; without a terminal, one line for each file. */
final class Download implements MnistSource.Progress {
    private static final long REDRAW_NANOSECONDS = 100_000_000;
    private static final int BAR_WIDTH = 30;

    private final Screen screen;
    private String current = "";
    private long lastDrawn;

    Download(Screen screen) {
        this.screen = screen;
    }

    @Override
    public synchronized void received(String file, long bytes, long total) {
        if (!file.equals(current)) {
            current = file;
            screen.println("Fetching " + file + " ...");
        }
        long now = System.nanoTime();
        if (total > 0 && now - lastDrawn >= REDRAW_NANOSECONDS) {
            lastDrawn = now;
            String bar =
                    Bar.of((double) bytes / total, BAR_WIDTH, screen.terminal().unicode());
            screen.draw(List.of(String.format(Locale.ROOT, "%s %.1f of %.1f MB", bar, bytes / 1e6, total / 1e6)));
        }
    }

    /** Nothing more will come. */
    synchronized void end() {
        screen.erase();
    }
}
