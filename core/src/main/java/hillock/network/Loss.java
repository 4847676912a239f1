package hillock.network;

import hillock.Tensor;
import java.util.stream.IntStream;

/**
 * How wrong the outputs of a network are. Classification losses take logits, the network's outputs before any softmax
 * or logistic function, and stay finite, with finite derivatives, for every finite logit.
 */
public interface Loss {
    /**
     * The loss of each sample.
     *
     * @param outputs the network's outputs, [samples, ...]
     * @param targets what they should be
     * @return [samples]
     * @throws IllegalArgumentException if the shapes do not belong together
     */
    Tensor perSample(Tensor outputs, Tensor targets);

    /** How the losses of a batch become one number. */
    Reduction reduction();

    /** The loss in one line, settings included. */
    String describe();

    /** The loss of a batch, a scalar. */
    default Tensor of(Tensor outputs, Tensor targets) {
        Tensor losses = perSample(outputs, targets);
        return switch (reduction()) {
            case MEAN -> losses.mean(0);
            case SUM -> losses.sum(0);
        };
    }

    /**
     * The categorical cross-entropy {@code -ln softmax(logits)[class]}, averaged over the batch. Logits are [samples,
     * classes]; targets are int32[samples], or probabilities (one-hot) [samples, classes].
     */
    static Loss crossEntropy() {
        return crossEntropy(Reduction.MEAN);
    }

    /** The categorical cross-entropy with a reduction. */
    static Loss crossEntropy(Reduction reduction) {
        return new CategoricalCrossEntropy(reduction);
    }

    /**
     * The Bernoulli cross-entropy {@code -y ln p - (1 - y) ln(1 - p)} with {@code p} the logistic function of the
     * logit, summed over the outputs of a sample and averaged over the batch. Targets are 0 to 1.
     */
    static Loss binaryCrossEntropy() {
        return binaryCrossEntropy(Reduction.MEAN);
    }

    /** The Bernoulli cross-entropy with a reduction. */
    static Loss binaryCrossEntropy(Reduction reduction) {
        return new BernoulliCrossEntropy(reduction);
    }

    /**
     * The squared error {@code factor * sum (output - target)^2} of a sample, averaged over the batch. Texts use the
     * factors 1 and 1/2, so it has to be given.
     */
    static Loss squaredError(double factor) {
        return squaredError(factor, Reduction.MEAN);
    }

    /** The squared error with a factor and a reduction. */
    static Loss squaredError(double factor, Reduction reduction) {
        return new SquaredError(factor, reduction);
    }

    /** The sum over all axes but the first. */
    static Tensor sumPerSample(Tensor x) {
        return x.sum(IntStream.range(1, x.shape().rank()).toArray());
    }

    /**
     * Targets in the shape and type of the outputs: [samples] is accepted for [samples, 1], and nothing else is
     * stretched.
     */
    static Tensor align(String loss, Tensor outputs, Tensor targets) {
        Tensor aligned = targets;
        if (outputs.shape().rank() == targets.shape().rank() + 1
                && outputs.shape().dimension(-1) == 1
                && outputs.shape().without(-1).equals(targets.shape())) {
            aligned = targets.reshape(outputs.shape().toArray());
        }
        if (!aligned.shape().equals(outputs.shape())) {
            throw new IllegalArgumentException(
                    ("%s compares outputs and targets of one shape, not %s and %s; the last layer gives the wrong "
                                    + "number.")
                            .formatted(loss, outputs.type(), targets.type()));
        }
        return aligned.cast(outputs.dtype());
    }
}
