package hillock.train;

import hillock.network.Layer;
import hillock.network.Models;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A look at training after an epoch. Valid while the listener is being called. */
public final class EpochReport {
    private final EpochRecord record;
    private final int epochs;
    private final Optional<Evaluation> validation;
    private final boolean best;
    private final long samples;
    private final double seconds;
    private final Layer model;
    private final Supplier<TrainingState> state;

    EpochReport(
            EpochRecord record,
            int epochs,
            Optional<Evaluation> validation,
            boolean best,
            long samples,
            double seconds,
            Layer model,
            Supplier<TrainingState> state) {
        this.record = record;
        this.epochs = epochs;
        this.validation = validation;
        this.best = best;
        this.samples = samples;
        this.seconds = seconds;
        this.model = model;
        this.state = state;
    }

    /** The number of the epoch, from 1. */
    public int epoch() {
        return record.epoch();
    }

    /** The number of epochs planned. */
    public int epochs() {
        return epochs;
    }

    /** Its losses and measures, as they are kept in the history. */
    public EpochRecord record() {
        return record;
    }

    /** The mean training loss of a sample. */
    public double loss() {
        return record.loss();
    }

    /** How the network does on the validation data, if there are any. */
    public Optional<Evaluation> validation() {
        return validation;
    }

    /** Whether the validation loss is the lowest so far. */
    public boolean isBest() {
        return best;
    }

    /** The number of samples trained on in this epoch, by this run. */
    public long samples() {
        return samples;
    }

    /** How long the steps of this epoch took, without validation. */
    public double seconds() {
        return seconds;
    }

    /** Samples trained on per second. */
    public double samplesPerSecond() {
        return samples / Math.max(seconds, 1e-9);
    }

    /** A sealed copy of the network as it is now, which may be kept and shared. */
    public Layer snapshot() {
        return Models.seal(Models.copy(model));
    }

    /** A copy of everything needed to go on from here. */
    public TrainingState state() {
        return state.get();
    }

    /** One line, such as {@code epoch 2 of 10: loss 0.0513, validation accuracy 0.981}; without the time it took. */
    @Override
    public String toString() {
        String text = String.format(Locale.ROOT, "epoch %d of %d: loss %.4g", epoch(), epochs, loss());
        return validation
                .map(found ->
                        text + String.format(Locale.ROOT, ", validation %s %.4g", found.scoreName(), found.score()))
                .orElse(text);
    }
}
