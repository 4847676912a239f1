package hillock.cli;

import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.engine.Engine;
import hillock.network.Sequential;
import hillock.train.Trainer;

/**
 * Training that has been prepared.
 *
 * @param data what it is about
 * @param settings how it is done
 * @param train the samples to learn from
 * @param network the network without values
 * @param engine what computes
 * @param trainer who trains
 * @param progress who shows it
 */
record Job(
        BuiltIn data,
        Settings settings,
        Dataset train,
        Sequential network,
        Engine engine,
        Trainer<Sequential> trainer,
        Progress progress) {}
