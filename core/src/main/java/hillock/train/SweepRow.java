package hillock.train;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What came of one combination of a {@link Sweep}.
 *
 * @param combination the values
 * @param runs the trainings that came to an end, one for each seed, in the order of the seeds
 */
public record SweepRow(Combination combination, List<Run> runs) {
    /** Copies the list. */
    public SweepRow {
        runs = List.copyOf(runs);
    }

    /** One training: it succeeded or failed. */
    public sealed interface Run {
        /** The seed. */
        long seed();
    }

    /**
     * A training that gave a network.
     *
     * @param seed the seed
     * @param loss the mean loss of a validation sample with the network that was given back
     * @param score its accuracy on the validation data, or root mean squared error
     * @param epochs the number of epochs
     * @param seconds how long its steps took
     */
    public record Trained(long seed, double loss, double score, int epochs, double seconds) implements Run {}

    /**
     * A training that failed.
     *
     * @param seed the seed
     * @param reason why, in words
     */
    public record Failed(long seed, String reason) implements Run {}

    /** Whether a training failed. */
    public boolean hasFailed() {
        return runs.stream().anyMatch(Failed.class::isInstance);
    }

    /** The trainings that succeeded. */
    public List<Trained> trained() {
        return runs.stream()
                .filter(Trained.class::isInstance)
                .map(Trained.class::cast)
                .toList();
    }

    /** The mean validation loss over the seeds, of the trainings that succeeded; empty if there are none. */
    public OptionalDouble loss() {
        return mean(Trained::loss);
    }

    /** The mean score over the seeds, of the trainings that succeeded; empty if there are none. */
    public OptionalDouble score() {
        return mean(Trained::score);
    }

    /** The standard deviation of the validation losses over the seeds; empty for fewer than two. */
    public OptionalDouble lossSpread() {
        return deviation(Trained::loss);
    }

    /** The standard deviation of the scores over the seeds; empty for fewer than two. */
    public OptionalDouble scoreSpread() {
        return deviation(Trained::score);
    }

    private OptionalDouble mean(ToDoubleFunction<Trained> measure) {
        return trained().stream().mapToDouble(measure).average();
    }

    private OptionalDouble deviation(ToDoubleFunction<Trained> measure) {
        List<Trained> all = trained();
        if (all.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean(measure).orElseThrow();
        double squares = all.stream()
                .mapToDouble(run -> Math.pow(measure.applyAsDouble(run) - mean, 2))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (all.size() - 1)));
    }
}
