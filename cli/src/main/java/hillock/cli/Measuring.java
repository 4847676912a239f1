package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import java.util.List;
import java.util.function.DoubleConsumer;

/** A bar while something is measured; without a terminal, one line. */
final class Measuring {
    private static final String WORDS = "Measuring until the times settle, which takes some seconds";
    private static final int BAR_WIDTH = 30;

    private final Screen screen;

    Measuring(Screen screen) {
        this.screen = screen;
    }

    /** Says that measuring begins; what is returned is to be told how far it has come, 0 to 1. */
    DoubleConsumer begun() {
        if (!screen.terminal().interactive()) {
            screen.println(WORDS + " ...");
        }
        draw(0);
        return this::draw;
    }

    private void draw(double share) {
        screen.draw(List.of(Bar.of(share, BAR_WIDTH, screen.terminal().unicode()) + "  " + WORDS));
    }

    /** It is over. */
    void end() {
        screen.erase();
    }
}
