package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.engine.Engine;
import hillock.engine.Speeds;
import hillock.train.BatchReport;
import hillock.train.CostSheet;
import hillock.train.TrainingListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A line about a training that is going to take long, some seconds after it has begun: by then its steps are known. */
final class Forecast implements TrainingListener {
    /** Before that HotSpot compiles, and steps say little. */
    private static final double UNHEEDED_SECONDS = 2;

    private static final double HEEDED_SECONDS = 1;
    private static final double LONG_SECONDS = 10;

    private final Screen screen;
    private final Engine engine;
    private final double limit;
    private final long start = System.nanoTime();
    private Optional<CostSheet> cost = Optional.empty();
    private long firstStep;
    private double firstSeconds;

    /**
     * A forecast.
     *
     * @param screen where it is written
     * @param engine what computes
     * @param limit after how long training is ended, if it is
     */
    Forecast(Screen screen, Engine engine, Optional<Duration> limit) {
        this.screen = screen;
        this.engine = engine;
        this.limit = limit.map(Duration::toMillis).orElse(Long.MAX_VALUE) / 1e3;
    }

    @Override
    public void began(Function<Speeds, CostSheet> costs) {
        cost = Optional.of(costs.apply(Speeds.guessed(engine)));
    }

    @Override
    public void batchEnded(BatchReport report) {
        if (cost.isEmpty()) {
            return;
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        long step = (report.epoch() - 1L) * report.batches() + report.batch();
        if (firstStep == 0) {
            if (seconds > UNHEEDED_SECONDS) {
                firstStep = step;
                firstSeconds = seconds;
            }
        } else if (seconds - firstSeconds > HEEDED_SECONDS) {
            CostSheet known = cost.get();
            cost = Optional.empty();
            double each = (seconds - firstSeconds) / (step - firstStep);
            double whole = seconds + (known.steps() - step) * each;
            if (whole > LONG_SECONDS) {
                screen.println(known.line(whole, each) + (whole > limit ? "; --time-limit ends it before" : ""));
            }
        }
    }
}
