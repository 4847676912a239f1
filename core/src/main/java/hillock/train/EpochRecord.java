package hillock.train;

import java.util.OptionalDouble;

/**
 * What is kept of an epoch.
 *
 * @param epoch its number, from 1
 * @param loss the mean training loss of a sample, weighted as that of an {@link Evaluation}, measured while training
 * @param validationLoss the mean loss of a validation sample after the epoch
 * @param validationScore the accuracy on the validation data, or for regression the root mean squared error
 * @param learningRate the rate of the last step
 */
public record EpochRecord(
        int epoch, double loss, OptionalDouble validationLoss, OptionalDouble validationScore, double learningRate) {}
