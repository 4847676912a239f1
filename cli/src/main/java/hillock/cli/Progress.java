package hillock.cli;

import hillock.train.BatchReport;
import hillock.train.EpochReport;
import hillock.train.TrainingListener;

/** Someone who shows how training goes. Told in the thread that trains. */
interface Progress extends TrainingListener {
    /** Nobody. */
    Progress NONE = new Progress() {};

    @Override
    default void batchEnded(BatchReport report) {}

    @Override
    default void epochEnded(EpochReport report) {}

    /** Training has ended, in whatever way. */
    default void end() {}
}
