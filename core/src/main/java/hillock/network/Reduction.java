package hillock.network;

/** How the losses of the samples of a batch become one number. */
public enum Reduction {
    /** Their mean: a step does not grow with the batch. */
    MEAN,
    /** Their sum. */
    SUM
}
