package hillock.network;

import hillock.Tensor;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import java.util.Objects;

/**
 * The categorical cross-entropy of logits: see {@link Loss#crossEntropy()}. Made of the log-softmax, in which the logit
 * of a certain class cancels exactly; the derivative by the logits is {@code softmax - target}.
 *
 * @param reduction over the batch
 */
record CategoricalCrossEntropy(Reduction reduction) implements Loss {
    CategoricalCrossEntropy {
        Objects.requireNonNull(reduction);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        Shape shape = outputs.shape();
        boolean classes = targets.dtype().isInteger()
                && shape.rank() >= 2
                && shape.without(-1).equals(targets.shape());
        if (shape.rank() < 2
                || !classes && !(targets.dtype().isFloat() && targets.shape().equals(shape))) {
            throw new IllegalArgumentException(
                    ("The cross-entropy takes logits [samples, classes] with targets int32[samples] or probabilities "
                                    + "[samples, classes], not %s with %s.")
                            .formatted(outputs.type(), targets.type()));
        }
        Tensor logProbabilities = outputs.logSoftmax(-1);
        Tensor zeros = Tensor.of(Nodes.zerosLike(outputs.node()));
        Tensor picked;
        if (classes) {
            TensorType positions = new TensorType(targets.dtype(), shape);
            Tensor hit = Tensor.of(Nodes.iota(positions, -1))
                    .equal(targets.reshape(
                            targets.shape().insert(targets.shape().rank(), 1).toArray()));
            picked = hit.select(logProbabilities, zeros);
        } else {
            Tensor weights = targets.cast(outputs.dtype());
            // Where the target is 0 nothing counts, not even the logarithm of an impossible class.
            picked = weights.equal(zeros).select(zeros, weights.mul(logProbabilities));
        }
        return Loss.sumPerSample(picked.neg());
    }

    @Override
    public String describe() {
        return "cross-entropy(" + reduction + ")";
    }
}
