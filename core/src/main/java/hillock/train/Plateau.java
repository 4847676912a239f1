package hillock.train;

import hillock.Tensor;
import java.util.Optional;

/**
 * A rate that is reduced when the validation loss no longer falls, by the rule of PyTorch's {@code ReduceLROnPlateau}:
 * an epoch is better if its loss is below {@code (1 - threshold)} times the lowest so far; after more than
 * {@code patience} epochs in a row that are not, the rate is multiplied by the factor, and the next {@code cooldown}
 * epochs do not count. Training with it needs validation data. What it remembers is part of the state of training.
 *
 * @param then the rate that is reduced
 * @param factor what the rate is multiplied by, above 0 and below 1
 * @param patience the number of epochs without progress that are borne, at least 0
 * @param threshold the part by which a loss has to be lower, at least 0 and below 1
 * @param cooldown the number of epochs after a reduction that do not count, at least 0
 * @param least the rate below which it is not reduced, at least 0
 */
public record Plateau(Schedule then, double factor, int patience, double threshold, int cooldown, double least)
        implements Schedule {
    /** Checks the settings. */
    public Plateau {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException(
                    "The factor of a reduction is above 0 and below 1; " + factor + " is not.");
        }
        if (patience < 0 || cooldown < 0) {
            throw new IllegalArgumentException(
                    "Patience and cool-down are 0 epochs or more, not %d and %d.".formatted(patience, cooldown));
        }
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "The threshold of progress is at least 0 and below 1; " + threshold + " is not.");
        }
        if (!(least >= 0 && least < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The least rate is at least 0 and finite; " + least + " is not.");
        }
        if (then.plateau().isPresent()) {
            throw new IllegalArgumentException("%s is reduced on plateaus already.".formatted(then.describe()));
        }
    }

    /** The usual threshold of 1e-4, no cool-down and no least rate. */
    public static Plateau of(Schedule then, double factor, int patience) {
        return new Plateau(then, factor, patience, 1e-4, 0, 0);
    }

    /**
     * What is remembered from epoch to epoch.
     *
     * @param scale what the rate is multiplied by
     * @param best the lowest validation loss
     * @param waited the number of epochs in a row that were not better
     * @param cooling the number of epochs that still do not count
     */
    record Memory(double scale, double best, int waited, int cooling) {
        static final Memory START = new Memory(1, Double.POSITIVE_INFINITY, 0, 0);
    }

    /** What is remembered after another epoch. */
    Memory after(Memory memory, double loss) {
        boolean better = loss < memory.best * (1 - threshold);
        double best = better ? loss : memory.best;
        int waited = better ? 0 : memory.waited + 1;
        int cooling = memory.cooling;
        if (cooling > 0) {
            cooling--;
            waited = 0;
        }
        return waited > patience
                ? new Memory(memory.scale * factor, best, 0, cooldown)
                : new Memory(memory.scale, best, waited, cooling);
    }

    @Override
    public Tensor rate(Tensor step, long total) {
        return rate(step, total, Tensor.scalar(1.0));
    }

    @Override
    public Tensor rate(Tensor step, long total, Tensor scale) {
        Tensor reduced = then.rate(step, total, scale).mul(scale);
        // A rate that is below the least anyway, as at the foot of a cosine, is not raised to it.
        return least == 0 ? reduced : reduced.max(then.rate(step, total, scale).min(Tensor.scalar(least)));
    }

    @Override
    public Optional<Plateau> plateau() {
        return Optional.of(this);
    }

    @Override
    public String describe() {
        return "plateau(%s, factor=%s, patience=%d, threshold=%s, cooldown=%d, least=%s)"
                .formatted(then.describe(), factor, patience, threshold, cooldown, least);
    }
}
