package hillock.train;

import hillock.data.Task;
import hillock.network.Layer;
import java.util.List;
import java.util.OptionalInt;

/**
 * What came of training.
 *
 * @param <L> the class of the network
 * @param model the trained network, with sealed variables: any number of threads may share it. After early stopping it
 *     is the best one
 * @param task what it was trained for
 * @param history the epochs, those before a resumption included
 * @param bestEpoch the number of the epoch with the lowest validation loss, if there are validation data
 * @param reason why training stopped
 * @param steps the number of steps taken, those before a resumption included
 * @param samples the number of samples trained on by this run, counted each time
 * @param seconds how long the steps of this run took, without validation and listeners
 * @param state everything needed to go on
 */
public record TrainingResult<L extends Layer>(
        L model,
        Task task,
        List<EpochRecord> history,
        OptionalInt bestEpoch,
        StopReason reason,
        long steps,
        long samples,
        double seconds,
        TrainingState state) {
    /** Whether training stopped because its thread was interrupted. */
    public boolean interrupted() {
        return reason == StopReason.INTERRUPTED;
    }

    /** Whether training stopped because the validation loss no longer fell. */
    public boolean stoppedEarly() {
        return reason == StopReason.EARLY_STOPPING;
    }

    /** Samples trained on per second. */
    public double samplesPerSecond() {
        return samples / Math.max(seconds, 1e-9);
    }

    /** The trained network ready for use. */
    public Predictor predictor() {
        return Predictor.of(model, task);
    }
}
