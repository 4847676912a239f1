package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.train.BatchReport;
import hillock.train.EpochReport;
import java.util.List;
import java.util.Locale;

/** A line for an epoch, and on a terminal a bar below them with samples per second and the time left. */
final class BarProgress implements Progress {
    private static final long REDRAW_NANOSECONDS = 100_000_000;
    /** More epochs than these get a line only now and then. */
    private static final int MOST_LINES = 40;

    private static final int THINNED_LINES = 20;
    private static final int BAR_WIDTH = 30;

    private final Screen screen;
    private final long samplesPerEpoch;
    private final boolean bestIsKept;
    private final long start = System.nanoTime();
    private long samples;
    private long lastDrawn;
    private double secondsSinceLine;
    private double samplesSinceLine;

    /**
     * Progress on a screen.
     *
     * @param samplesPerEpoch the number of training samples
     * @param bestIsKept whether the epoch with the lowest validation loss is of use, and so is worth a word
     */
    BarProgress(Screen screen, long samplesPerEpoch, boolean bestIsKept) {
        this.screen = screen;
        this.samplesPerEpoch = samplesPerEpoch;
        this.bestIsKept = bestIsKept;
    }

    @Override
    public void batchEnded(BatchReport report) {
        samples += report.samples();
        long now = System.nanoTime();
        if (screen.terminal().interactive() && now - lastDrawn >= REDRAW_NANOSECONDS) {
            lastDrawn = now;
            screen.draw(List.of(bar(report, (now - start) / 1e9)));
        }
    }

    /** The line below the epochs. */
    private String bar(BatchReport report, double seconds) {
        double done = (report.epoch() - 1 + (double) report.batch() / report.batches()) / report.epochs();
        double rate = samples / Math.max(seconds, 1e-9);
        double left = (1 - done) * report.epochs() * samplesPerEpoch / Math.max(rate, 1e-9);
        int width = Math.clamp(screen.terminal().columns() - 60, 10, BAR_WIDTH);
        return "%s %s  epoch %d/%d  %s  %s left"
                .formatted(
                        Bar.of(done, width, screen.terminal().unicode()),
                        String.format(Locale.ROOT, "%3d %%", (int) Math.floor(done * 100)),
                        report.epoch(),
                        report.epochs(),
                        Texts.rate(rate, "samples"),
                        Texts.coarse(left));
    }

    @Override
    public void epochEnded(EpochReport report) {
        secondsSinceLine += report.seconds();
        samplesSinceLine += report.seconds() * report.samplesPerSecond();
        int every = report.epochs() <= MOST_LINES ? 1 : Math.ceilDiv(report.epochs(), THINNED_LINES);
        if (report.epoch() % every == 0 || report.epoch() == report.epochs()) {
            screen.println(line(report, samplesSinceLine / Math.max(secondsSinceLine, 1e-9)));
            secondsSinceLine = 0;
            samplesSinceLine = 0;
        }
    }

    /** The line of an epoch, with the rate since the line before. */
    private String line(EpochReport report, double rate) {
        String digits = Integer.toString(report.epochs());
        StringBuilder line = new StringBuilder("epoch ")
                .repeat(' ', digits.length() - Integer.toString(report.epoch()).length())
                .append(report.epoch())
                .append('/')
                .append(digits)
                .append("  loss ")
                .append(Texts.number(report.loss()));
        report.validation()
                .ifPresent(found -> line.append("  validation loss ")
                        .append(Texts.number(found.loss()))
                        .append(", ")
                        .append(Texts.score(found.scoreName(), found.score()))
                        .append(bestIsKept && report.isBest() ? "  best" : ""));
        return line.append("  ").append(Texts.rate(rate, "samples")).toString();
    }

    @Override
    public void end() {
        screen.erase();
    }
}
