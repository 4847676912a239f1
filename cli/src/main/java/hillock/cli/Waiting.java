package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Words about work of which it is not known how long it takes, for those who have waited two seconds: on a terminal
 * with the seconds that have passed, elsewhere one line.
 */
final class Waiting implements AutoCloseable {
    private static final long SILENT_MILLIS = 2000;
    private static final long REDRAW_MILLIS = 500;

    private final Screen screen;
    private final String words;
    private final long start = System.nanoTime();
    private final Thread thread;

    private Waiting(Screen screen, String words) {
        this.screen = screen;
        this.words = words;
        this.thread = Thread.ofPlatform().daemon().name("hillock-waiting").unstarted(this::tell);
    }

    /** Waiting that begins now and ends when it is closed; meanwhile nobody else writes to the screen. */
    static Waiting on(Screen screen, String words) {
        Waiting waiting = new Waiting(screen, words);
        waiting.thread.start();
        return waiting;
    }

    private void tell() {
        try {
            TimeUnit.MILLISECONDS.sleep(SILENT_MILLIS);
            if (!screen.terminal().interactive()) {
                screen.println(words + " ...");
                return;
            }
            while (true) {
                screen.draw(List.of(words + "  " + Texts.coarse((System.nanoTime() - start) * 1e-9)));
                TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            // It is over.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        screen.erase();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
