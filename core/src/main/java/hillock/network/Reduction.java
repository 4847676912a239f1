package hillock.network;

/**
 * How the losses of the samples of a batch become one number; for the losses one by one, which other libraries call the
 * reduction {@code none}, see {@link Loss#perSample}.
 */
public enum Reduction {
    /** Their mean: a step does not grow with the batch. With weights, the weighted sum over the sum of the weights. */
    MEAN,
    /** Their sum, weighted if there are weights. */
    SUM
}
