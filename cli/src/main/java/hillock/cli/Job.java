package hillock.cli;

import hillock.engine.Engine;
import hillock.network.Sequential;
import hillock.train.Trainer;

/**
 * Training that has been prepared.
 *
 * @param data what it is about
 * @param settings how it is done
 * @param parts the samples
 * @param network the network without values
 * @param engine what computes
 * @param trainer who trains
 * @param progress who shows it
 */
record Job(
        Material data,
        Settings settings,
        Material.Parts parts,
        Sequential network,
        Engine engine,
        Trainer<Sequential> trainer,
        Progress progress) {}
