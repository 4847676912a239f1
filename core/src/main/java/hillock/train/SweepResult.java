package hillock.train;

import hillock.network.Layer;
import java.util.List;
import java.util.Optional;

/**
 * What came of a {@link Sweep}.
 *
 * @param <L> the class of the networks
 * @param rows the combinations, the best first: by their mean on the validation data over the seeds; those of which a
 *     training failed come last. Combinations of which no training came to an end are left out
 * @param best of the trainings of the first row, the one that did best on the validation data; empty if all failed
 * @param scoreName what the score is: {@code accuracy}, or {@code rmse}
 * @param planned the number of combinations that were to be tried
 * @param interrupted whether it ended before all was tried because its thread was interrupted
 */
public record SweepResult<L extends Layer>(
        List<SweepRow> rows, Optional<TrainingResult<L>> best, String scoreName, int planned, boolean interrupted) {
    /** Copies the list. */
    public SweepResult {
        rows = List.copyOf(rows);
    }
}
