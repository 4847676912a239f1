package hillock.network;

import static hillock.graph.Nodes.abs;
import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.exp;
import static hillock.graph.Nodes.less;
import static hillock.graph.Nodes.max;
import static hillock.graph.Nodes.mul;
import static hillock.graph.Nodes.neg;
import static hillock.graph.Nodes.rsub;
import static hillock.graph.Nodes.select;
import static hillock.graph.Nodes.sub;
import static hillock.graph.Nodes.unary;
import static hillock.graph.Nodes.zerosLike;

import hillock.Tensor;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Function;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The Bernoulli cross-entropy of logits: see {@link Loss#binaryCrossEntropy()}.
 *
 * <p>The value is {@code (max(z, 0) - z y) + log1p(e^-|z|)}: for a certain and right logit the bracket is exactly 0 and
 * what is left is accurate. Likewise the derivative {@code sigmoid(z) - y} is {@code (1 - y) - sigmoid(-z)} for
 * {@code z >= 0}, where the difference from 1 would be lost otherwise.
 *
 * <p>With class weights the loss is {@code w_1 y softplus(-z) + w_0 (1 - y) softplus(z)}, the categorical loss of the
 * two logits 0 and z.
 *
 * @param smoothing the part {@code e} of a target that is spread over both classes: {@code y} becomes {@code (1 - e) y
 *     + e / 2}; from 0 to below 1
 * @param classWeights what the targets 0 and 1 count
 * @param reduction over the batch; with class weights the mean is divided by the sum of the weights of the targets
 *     before smoothing, the mean of the outputs of a sample. PyTorch divides by the number of outputs in any case.
 */
public record BernoulliCrossEntropy(double smoothing, ClassWeights classWeights, Reduction reduction) implements Loss {
    /** Checks. */
    public BernoulliCrossEntropy {
        Objects.requireNonNull(reduction);
        ClassWeights.checkSmoothing(smoothing, classWeights);
        if (!classWeights.none() && classWeights.values().size() != 2) {
            throw new IllegalArgumentException(
                    "The Bernoulli cross-entropy has two classes, 0 and 1, and these class weights are %s."
                            .formatted(classWeights.values()));
        }
    }

    /** The same with label smoothing. */
    public BernoulliCrossEntropy withSmoothing(double part) {
        return new BernoulliCrossEntropy(part, classWeights, reduction);
    }

    /** The same with weights of the targets 0 and 1. */
    public BernoulliCrossEntropy withClassWeights(double negative, double positive) {
        return new BernoulliCrossEntropy(smoothing, ClassWeights.of(negative, positive), reduction);
    }

    /** The same with a reduction. */
    public BernoulliCrossEntropy withReduction(Reduction other) {
        return new BernoulliCrossEntropy(smoothing, classWeights, other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        Tensor aligned = Loss.align("The Bernoulli cross-entropy", outputs, targets);
        Tensor smooth = smoothing == 0 ? aligned : aligned.mul(1 - smoothing).add(smoothing / 2);
        if (classWeights.none()) {
            return Loss.sumPerSample(Tensor.of(elementwise(outputs.node(), smooth.node())));
        }
        Tensor positive =
                smooth.mul(classWeights.values().get(1)).mul(outputs.neg().softplus());
        Tensor negative = smooth.neg().add(1).mul(classWeights.values().get(0)).mul(outputs.softplus());
        return Loss.sumPerSample(positive.add(negative));
    }

    @Override
    public Optional<Tensor> weights(Tensor outputs, Tensor targets) {
        if (classWeights.none()) {
            return Optional.empty();
        }
        Tensor aligned = Loss.align("The Bernoulli cross-entropy", outputs, targets);
        double negative = classWeights.values().get(0);
        Tensor weights = aligned.mul(classWeights.values().get(1) - negative).add(negative);
        int samples = outputs.shape().dimension(0);
        return Optional.of(weights.reshape(samples, -1).mean(1));
    }

    @Override
    public String describe() {
        return classWeights.describe("binary_cross_entropy", smoothing, reduction);
    }

    /** The cross-entropy of each logit, with careful derivatives. */
    private static Node elementwise(Node logits, Node targets) {
        List<TensorType> types = List.of(logits.tensorType(), targets.tensorType());
        Function value = Function.of(types, p -> {
            Node z = p.get(0);
            Node rest = unary(Op.Unary.LOG1P, exp(neg(abs(z))));
            return List.of(add(sub(max(z, zerosLike(z)), mul(z, p.get(1))), rest));
        });
        Function byLogit = Function.of(types, p -> {
            Node z = p.get(0);
            Node y = p.get(1);
            return List.of(select(
                    less(z, zerosLike(z)), sub(Composed.sigmoid(z), y), sub(rsub(1, y), Composed.sigmoid(neg(z)))));
        });
        Function byTarget = Function.of(types, p -> List.of(neg(p.get(0))));
        return Node.of(
                new Op.Call("bernoulli_cross_entropy", value, List.of(byLogit, byTarget)), List.of(logits, targets));
    }
}
