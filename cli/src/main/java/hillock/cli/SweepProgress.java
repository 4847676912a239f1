package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.io.Json;
import hillock.train.Combination;
import hillock.train.EpochReport;
import hillock.train.Sweep;
import hillock.train.SweepRow;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A line for every training of a sweep, and on a terminal a bar below them. Safe for use by many threads. */
final class SweepProgress {
    private static final long REDRAW_NANOSECONDS = 100_000_000;
    private static final int BAR_WIDTH = 30;

    private final Screen screen;
    private final Optional<PrintStream> json;
    private final String scoreName;
    private final long start = System.nanoTime();
    /** How far the trainings that run now have come, 0 to 1, by their threads. */
    private final Map<Thread, Double> running = new HashMap<>();

    private int total;
    private int done;
    private long lastDrawn;

    /**
     * Progress on a screen.
     *
     * @param json where objects go, if they are wanted
     */
    SweepProgress(Screen screen, Optional<PrintStream> json, String scoreName) {
        this.screen = screen;
        this.json = json;
        this.scoreName = scoreName;
    }

    /** So many trainings will follow. */
    synchronized void begin(int trainings) {
        total = trainings;
    }

    /** An epoch of a training that runs in this thread has ended. */
    synchronized void epochEnded(EpochReport report) {
        double part = (double) report.epoch() / report.epochs();
        running.put(Thread.currentThread(), part < 1 ? part : 0);
        long now = System.nanoTime();
        if (screen.terminal().interactive() && now - lastDrawn >= REDRAW_NANOSECONDS) {
            lastDrawn = now;
            draw((now - start) / 1e9);
        }
    }

    private void draw(double seconds) {
        double share = (done
                        + running.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                / total;
        int width = Math.clamp(screen.terminal().columns() - 60, 10, BAR_WIDTH);
        screen.draw(List.of("%s %s  %d of %d trainings  %s left"
                .formatted(
                        Bar.of(share, width, screen.terminal().unicode()),
                        String.format(Locale.ROOT, "%3d %%", (int) Math.floor(100 * Math.min(share, 1))),
                        done,
                        total,
                        Texts.coarse(seconds * (1 - share) / Math.max(share, 1e-9)))));
    }

    /** A training has ended. */
    synchronized void ended(Sweep.Progress report) {
        done = report.done();
        String outcome = switch (report.run()) {
            case SweepRow.Trained run ->
                "validation loss %s, %s".formatted(Texts.number(run.loss()), Texts.score(scoreName, run.score()));
            case SweepRow.Failed run -> "failed: " + firstSentence(run.reason());
        };
        screen.println("%d/%d  %s  seed %d  %s"
                .formatted(
                        report.done(),
                        report.total(),
                        report.combination(),
                        report.run().seed(),
                        outcome));
        json.ifPresent(out -> {
            out.println(object(report).print());
            out.flush();
        });
    }

    private Json object(Sweep.Progress report) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("run"));
        members.put("settings", settings(report.combination()));
        members.put("seed", Json.of(report.run().seed()));
        switch (report.run()) {
            case SweepRow.Trained run -> {
                members.put("validationLoss", Json.of(run.loss()));
                members.put(scoreName.equals("rmse") ? "validationRmse" : "validationAccuracy", Json.of(run.score()));
                members.put("epochs", Json.of(run.epochs()));
                members.put("seconds", Json.of(run.seconds()));
            }
            case SweepRow.Failed run -> members.put("failed", Json.of(run.reason()));
        }
        return Json.of(members);
    }

    /** What was varied, by the names of the options. */
    static Json settings(Combination combination) {
        SequencedMap<String, Json> settings = new LinkedHashMap<>();
        combination.values().keySet().forEach(name -> settings.put(name, Json.of(combination.text(name))));
        return Json.of(settings);
    }

    /** What fits into a line. */
    static String firstSentence(String reason) {
        int end = reason.indexOf("; ");
        return end < 0 ? reason.lines().findFirst().orElse("") : reason.substring(0, end);
    }

    /** All is done. */
    synchronized void end() {
        screen.erase();
    }
}
