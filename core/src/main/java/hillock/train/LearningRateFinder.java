package hillock.train;

import hillock.Tensor;
import hillock.data.Dataset;
import hillock.network.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A search for a learning rate (Smith, 2017): a copy of the network is trained for some steps while the rate grows from
 * far too small to far too large; where the loss falls fastest, the rate is good. The network is left untouched.
 *
 * <pre>{@code
 * var found = LearningRateFinder.of(trainer).find(data);
 * double rate = found.suggested().orElse(1e-3);
 * }</pre>
 */
public final class LearningRateFinder {
    /** The part of the running mean of losses that is kept from step to step. */
    private static final double SMOOTHING = 0.9;
    /** A loss so many times the lowest has left for good. */
    private static final double DIVERGED = 4;

    private final Trainer<?> trainer;
    private final double low;
    private final double high;
    private final int steps;

    /**
     * One step.
     *
     * @param rate its learning rate
     * @param loss the mean loss of a sample of its batch, before the step
     * @param smoothed the running mean of the losses so far, corrected for its start
     */
    public record Trial(double rate, double loss, double smoothed) {}

    /**
     * What was found.
     *
     * @param trials the steps, with growing rates, until the loss had left for good
     * @param suggested where the smoothed loss fell fastest; empty if it never fell
     */
    public record Result(List<Trial> trials, OptionalDouble suggested) {
        /** Copies the list. */
        public Result {
            trials = List.copyOf(trials);
        }
    }

    /** The end of the search, which ends the training that belongs to it. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("the loss has left for good", null, false, false);
        }
    }

    /** An optimiser whose rate grows. */
    private record Growing(Optimizer optimizer, Schedule learningRate) implements Refinement {
        @Override
        public String option() {
            return "rate_of_finder=" + learningRate.describe();
        }
    }

    /** A rate that is multiplied by the same factor after each step. */
    private record Growth(double low, double high, int steps) implements Schedule {
        @Override
        public Tensor rate(Tensor step, long total) {
            return Tensor.scalar(high / low).pow(step.div(steps - 1)).mul(low);
        }

        @Override
        public String describe() {
            return "growth(%s, %s, %d)".formatted(low, high, steps);
        }
    }

    private LearningRateFinder(Trainer<?> trainer, double low, double high, int steps) {
        if (!(low > 0 && low < high && high < Double.POSITIVE_INFINITY) || steps < 10) {
            throw new IllegalArgumentException(
                    "Rates grow from above 0 to more, in 10 steps or more, not from %s to %s in %d."
                            .formatted(low, high, steps));
        }
        this.trainer = trainer;
        this.low = low;
        this.high = high;
        this.steps = steps;
    }

    /**
     * A search with the network, loss, optimiser, batch size, seed and engine of a trainer, from 1e-6 to 10 in 100
     * steps. The optimiser's own rates do not matter.
     */
    public static LearningRateFinder of(Trainer<?> trainer) {
        return new LearningRateFinder(trainer, 1e-6, 10, 100);
    }

    /** The same search over other rates. */
    public LearningRateFinder range(double low, double high) {
        return new LearningRateFinder(trainer, low, high, steps);
    }

    /** The same search in another number of steps, at least 10. */
    public LearningRateFinder steps(int steps) {
        return new LearningRateFinder(trainer, low, high, steps);
    }

    /**
     * Searches. Interrupting the thread ends the search with what has been found; the thread stays interrupted.
     *
     * @throws IllegalArgumentException if network, loss and data do not fit together
     */
    public Result find(Dataset data) {
        return find(trainer, data);
    }

    private <L extends Layer> Result find(Trainer<L> given, Dataset data) {
        List<Trial> trials = new ArrayList<>();
        int batch = Math.min(given.batchSize, data.size());
        Trainer<L> trial = Trainer.of(
                        given.model, given.loss, new Growing(given.optimizer, new Growth(low, high, steps)))
                .seed(given.seed)
                .batchSize(batch)
                .shuffle(given.shuffle)
                .engine(given.engine)
                .onBatch(report -> {
                    trials.add(next(trials, report.loss()));
                    double best =
                            trials.stream().mapToDouble(Trial::smoothed).min().orElseThrow();
                    if (trials.size() == steps || trials.getLast().smoothed > DIVERGED * best) {
                        throw new Enough();
                    }
                });
        try {
            trial.fit(data, Epochs.of(Math.ceilDiv(steps, Math.ceilDiv(data.size(), batch))));
        } catch (Enough | NonFiniteLossException e) {
            // Rates beyond this one lead nowhere, which is what the search is to find out.
        }
        return new Result(trials, suggested(trials));
    }

    private Trial next(List<Trial> before, double loss) {
        int at = before.size();
        double rate = low * Math.pow(high / low, at / (steps - 1.0));
        double kept = at == 0 ? 0 : before.getLast().smoothed * (1 - Math.pow(SMOOTHING, at));
        double smoothed = (SMOOTHING * kept + (1 - SMOOTHING) * loss) / (1 - Math.pow(SMOOTHING, at + 1));
        return new Trial(rate, loss, smoothed);
    }

    /** The rate in the middle of the five steps over which the smoothed loss falls most, before it is lowest. */
    private static OptionalDouble suggested(List<Trial> trials) {
        int lowest = 0;
        for (int i = 1; i < trials.size(); i++) {
            if (trials.get(i).smoothed < trials.get(lowest).smoothed) {
                lowest = i;
            }
        }
        double most = 0;
        OptionalDouble rate = OptionalDouble.empty();
        for (int i = 4; i <= lowest; i++) {
            double fall = trials.get(i - 4).smoothed - trials.get(i).smoothed;
            if (fall > most) {
                most = fall;
                rate = OptionalDouble.of(trials.get(i - 2).rate);
            }
        }
        return rate;
    }
}
