package hillock.train;

import hillock.network.Layer;
import hillock.network.Models;

/** A look at training after a step. Valid while the listener is being called. */
public final class BatchReport {
    private final int epoch;
    private final int epochs;
    private final int batch;
    private final int batches;
    private final long step;
    private final int samples;
    private final double loss;
    private final Layer model;

    BatchReport(int epoch, int epochs, int batch, int batches, long step, int samples, double loss, Layer model) {
        this.epoch = epoch;
        this.epochs = epochs;
        this.batch = batch;
        this.batches = batches;
        this.step = step;
        this.samples = samples;
        this.loss = loss;
        this.model = model;
    }

    /** The number of the epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /** The number of epochs planned. */
    public int epochs() {
        return epochs;
    }

    /** The number of the batch in its epoch, from 1. */
    public int batch() {
        return batch;
    }

    /** The number of batches in an epoch. */
    public int batches() {
        return batches;
    }

    /** The number of steps taken, this one included. */
    public long step() {
        return step;
    }

    /** The number of samples in the batch. */
    public int samples() {
        return samples;
    }

    /** The mean loss of a sample of the batch, before the step. */
    public double loss() {
        return loss;
    }

    /** A sealed copy of the network as it is now, which may be kept and shared. */
    public Layer snapshot() {
        return Models.seal(Models.copy(model));
    }
}
