package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.graph.Nodes;
import java.util.Objects;
import java.util.Optional;

/**
 * The categorical cross-entropy of logits: see {@link Loss#crossEntropy()}. Made of the log-softmax, in which the logit
 * of a certain class cancels exactly; the derivative by the logits is {@code softmax - target}.
 *
 * <p>In general it is {@code -sum_k w_k ((1 - e) t_k + e / K) ln p_k} with {@code t} the target (1 for its class),
 * {@code e} the smoothing, {@code w} the class weights and {@code K} classes, as in PyTorch.
 *
 * <p>A sample may have several classified positions: outputs [samples, ..., classes] with targets int32[samples, ...]
 * or probabilities in the shape of the outputs. A position whose class is negative is padding and does not count.
 * Datasets refuse padding in place of the one class of a sample, which without class weights is a sample of loss 0, and
 * classes beyond the logits, which without smoothing cost 0.
 *
 * @param smoothing the part of a target that is spread over all classes, from 0 to below 1 (Szegedy et al. 2016)
 * @param classWeights what the classes count
 * @param reduction over the batch; the mean is over all positions and divided by the sum of the weights of their
 *     classes, before smoothing. For probabilities the weight is {@code sum_k w_k t_k}, so that one-hot targets are
 *     classes; PyTorch divides by the number of positions there.
 */
public record CategoricalCrossEntropy(double smoothing, ClassWeights classWeights, Reduction reduction)
        implements Loss {
    /** Checks. */
    public CategoricalCrossEntropy {
        Objects.requireNonNull(reduction);
        ClassWeights.checkSmoothing(smoothing, classWeights);
    }

    /** The same with label smoothing. */
    public CategoricalCrossEntropy withSmoothing(double part) {
        return new CategoricalCrossEntropy(part, classWeights, reduction);
    }

    /** The same with weights of the classes, one for each. */
    public CategoricalCrossEntropy withClassWeights(double... weights) {
        return new CategoricalCrossEntropy(smoothing, ClassWeights.of(weights), reduction);
    }

    /** The same with a reduction. */
    public CategoricalCrossEntropy withReduction(Reduction other) {
        return new CategoricalCrossEntropy(smoothing, classWeights, other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        boolean classes = isClasses(outputs, targets);
        Tensor logProbabilities = outputs.logSoftmax(-1);
        Tensor zeros = zeros(outputs);
        if (classes && smoothing == 0 && classWeights.none()) {
            return Loss.sumPerSample(Losses.hits(outputs, targets)
                    .select(logProbabilities, zeros)
                    .neg());
        }
        Tensor weights = probabilities(outputs, targets, classes);
        int count = outputs.shape().dimension(-1);
        if (smoothing > 0) {
            weights = weights.mul(1 - smoothing).add(smoothing / count);
            weights = classes ? counted(targets, weights).select(weights, zeros) : weights;
        }
        if (!classWeights.none()) {
            weights = weights.mul(classWeights.vector(outputs.dtype(), count));
        }
        // Where the weight is 0 nothing counts, not even the logarithm of an impossible class.
        return Loss.sumPerSample(weights.equal(zeros)
                .select(zeros, weights.mul(logProbabilities))
                .neg());
    }

    @Override
    public Optional<Tensor> weights(Tensor outputs, Tensor targets) {
        if (classWeights.none() && outputs.shape().rank() <= 2) {
            return Optional.empty();
        }
        boolean classes = isClasses(outputs, targets);
        if (classWeights.none() && !classes) {
            return Losses.positions(outputs);
        }
        Tensor targeted = probabilities(outputs, targets, classes);
        return Optional.of(Loss.sumPerSample(
                classWeights.none()
                        ? targeted
                        : targeted.mul(classWeights.vector(
                                outputs.dtype(), outputs.shape().dimension(-1)))));
    }

    private static boolean isClasses(Tensor outputs, Tensor targets) {
        Shape shape = outputs.shape();
        boolean classes = targets.dtype().isInteger()
                && shape.rank() >= 2
                && shape.without(-1).equals(targets.shape());
        if (shape.rank() < 2
                || !classes && !(targets.dtype().isFloat() && targets.shape().equals(shape))) {
            throw new IllegalArgumentException(
                    ("The cross-entropy takes logits [samples, classes] with targets int32[samples] or probabilities "
                                    + "[samples, classes], and positions in between for both, not %s with %s.")
                            .formatted(outputs.type(), targets.type()));
        }
        if (shape.dimension(-1) < 2) {
            throw new IllegalArgumentException(
                    ("The cross-entropy tells apart at least two classes, and the logits are %s: a single one is "
                                    + "always right. For one logit of yes or no use binary_cross_entropy.")
                            .formatted(outputs.type()));
        }
        return classes;
    }

    /** The target as probabilities of the classes; all are 0 where a class is out of range. */
    private static Tensor probabilities(Tensor outputs, Tensor targets, boolean classes) {
        return (classes ? Losses.hits(outputs, targets) : targets).cast(outputs.dtype());
    }

    /** Where a class is not negative, stretched over the classes. */
    private static Tensor counted(Tensor targets, Tensor like) {
        Shape shape = targets.shape();
        return Losses.counted(targets)
                .reshape(shape.insert(shape.rank(), 1).toArray())
                .broadcast(like.shape().toArray());
    }

    private static Tensor zeros(Tensor like) {
        return Tensor.of(Nodes.zerosLike(like.node()));
    }

    @Override
    public String describe() {
        return classWeights.describe("cross_entropy", smoothing, reduction);
    }
}
