package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.graph.Nodes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How wrong the outputs of a network are. Classification losses take logits, the network's outputs before any softmax
 * or logistic function, and stay finite, with finite derivatives, for every finite logit up to 1e30.
 *
 * <pre>{@code
 * Loss loss = Loss.crossEntropy().withSmoothing(0.1).withClassWeights(1, 5, 2);
 * Tensor mean = loss.of(net.apply(x), classes);
 * }</pre>
 */
public interface Loss {
    /**
     * The loss of each sample, multiplied with its class weight if there are class weights, but not reduced.
     *
     * @param outputs the network's outputs, [samples, ...]
     * @param targets what they should be
     * @return [samples]
     * @throws IllegalArgumentException if the shapes do not belong together
     */
    Tensor perSample(Tensor outputs, Tensor targets);

    /** What each sample counts in the mean, [samples]; empty if all count 1. */
    default Optional<Tensor> weights(Tensor outputs, Tensor targets) {
        return Optional.empty();
    }

    /** How the losses of a batch become one number. */
    Reduction reduction();

    /** The loss in one line, settings included, in the notation of {@link #parse} if it is one of Hillock's own. */
    String describe();

    /** The loss of a batch, a scalar. */
    default Tensor of(Tensor outputs, Tensor targets) {
        return reduced(perSample(outputs, targets), weights(outputs, targets), reduction());
    }

    /**
     * The loss of a batch whose samples do not count alike, a scalar: {@code sum w_i loss_i}, for the mean divided by
     * {@code sum w_i}, where a class weight is a factor of {@code w_i}. A batch in which nothing counts has loss 0.
     *
     * @param sampleWeights floats [samples], 0 or more
     * @throws IllegalArgumentException if the shapes do not belong together
     */
    default Tensor of(Tensor outputs, Tensor targets, Tensor sampleWeights) {
        Tensor losses = perSample(outputs, targets);
        if (!sampleWeights.dtype().isFloat() || !sampleWeights.shape().equals(losses.shape())) {
            throw new IllegalArgumentException("The weights of the samples are floats %s, one for each, not %s."
                    .formatted(losses.shape(), sampleWeights.type()));
        }
        Tensor given = sampleWeights.cast(losses.dtype());
        Tensor all = weights(outputs, targets).map(given::mul).orElse(given);
        return reduced(losses.mul(given), Optional.of(all), reduction());
    }

    private static Tensor reduced(Tensor losses, Optional<Tensor> weights, Reduction reduction) {
        if (reduction == Reduction.SUM) {
            return losses.sum(0);
        }
        if (weights.isEmpty()) {
            return losses.mean(0);
        }
        Tensor total = weights.get().sum(0);
        Tensor zero = Tensor.of(Nodes.zerosLike(total.node()));
        // Where nothing counts the sum of the losses is 0 too, and 0/0 would end the training.
        Tensor one = Tensor.of(Nodes.fillLike(total.node(), 1));
        return losses.sum(0).div(total.equal(zero).select(one, total));
    }

    /**
     * The categorical cross-entropy {@code -ln softmax(logits)[class]}, averaged over the batch. Logits are [samples,
     * classes]; targets are int32[samples], or probabilities (one-hot) [samples, classes].
     */
    static CategoricalCrossEntropy crossEntropy() {
        return crossEntropy(Reduction.MEAN);
    }

    /** The categorical cross-entropy with a reduction. */
    static CategoricalCrossEntropy crossEntropy(Reduction reduction) {
        return new CategoricalCrossEntropy(0, ClassWeights.NONE, reduction);
    }

    /**
     * The Bernoulli cross-entropy {@code -y ln p - (1 - y) ln(1 - p)} with {@code p} the logistic function of the
     * logit, summed over the outputs of a sample and averaged over the batch. Targets are 0 to 1.
     */
    static BernoulliCrossEntropy binaryCrossEntropy() {
        return binaryCrossEntropy(Reduction.MEAN);
    }

    /** The Bernoulli cross-entropy with a reduction. */
    static BernoulliCrossEntropy binaryCrossEntropy(Reduction reduction) {
        return new BernoulliCrossEntropy(0, ClassWeights.NONE, reduction);
    }

    /**
     * The squared error {@code factor * sum (output - target)^2} of a sample, averaged over the batch. Texts use the
     * factors 1 and 1/2, so it has to be given.
     */
    static SquaredError squaredError(double factor) {
        return squaredError(factor, Reduction.MEAN);
    }

    /** The squared error with a factor and a reduction. */
    static SquaredError squaredError(double factor, Reduction reduction) {
        return new SquaredError(factor, reduction);
    }

    /** The absolute error {@code sum |output - target|} of a sample, averaged over the batch; its slope at 0 is 0. */
    static AbsoluteError absoluteError() {
        return new AbsoluteError(Reduction.MEAN);
    }

    /**
     * The loss of Huber (1964), half the squared error up to a distance {@code delta} and beyond it the tangent
     * {@code delta (|output - target| - delta / 2)}, summed over the outputs of a sample and averaged over the batch.
     */
    static Huber huber(double delta) {
        return new Huber(delta, Reduction.MEAN);
    }

    /** The hinge loss of margin 1, see {@link Hinge}. */
    static Hinge hinge() {
        return new Hinge(1, Reduction.MEAN);
    }

    /** The Kullback-Leibler divergence of probabilities from those of logits, see {@link KullbackLeibler}. */
    static KullbackLeibler kullbackLeibler() {
        return new KullbackLeibler(Reduction.MEAN);
    }

    /** The names of the losses that {@link #parse} knows. */
    static List<String> names() {
        return Losses.NAMES;
    }

    /**
     * The loss of a text such as {@code huber(1)}, {@code cross_entropy(smoothing=0.1)} or
     * {@code cross_entropy(weights=each(1, 5, 2), reduction=sum)}; {@link #describe} writes them. Options that are left
     * out are 0 for the smoothing, 1 for the other numbers, and the mean.
     *
     * @throws hillock.graph.ExpressionException if the text is malformed or no loss, with the place
     */
    static Loss parse(String text) {
        return Losses.of(Term.parse(text));
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
        if (!aligned.shape().equals(outputs.shape()) || outputs.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException(
                    ("%s compares outputs and targets of one shape, not %s and %s; the last layer gives the wrong "
                                    + "number.")
                            .formatted(loss, outputs.type(), targets.type()));
        }
        return aligned.cast(outputs.dtype());
    }
}
