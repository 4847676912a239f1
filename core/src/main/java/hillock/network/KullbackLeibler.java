package hillock.network;

import hillock.Tensor;
import hillock.graph.Nodes;
import java.util.Objects;
import java.util.Optional;

/**
 * The Kullback-Leibler divergence {@code sum_k t_k (ln t_k - ln p_k)} of target probabilities {@code t} from {@code p},
 * the softmax of logits, averaged over the batch. Log-probabilities are logits too: their softmax is what they are the
 * logarithms of. Outputs and targets are [samples, ..., classes]; {@code 0 ln 0} counts as 0. It differs from the
 * cross-entropy by the entropy of the targets, a constant, and is 0 where the probabilities are equal.
 *
 * @param reduction over the batch; with several distributions in a sample the mean is over all of them
 */
public record KullbackLeibler(Reduction reduction) implements Loss {
    /** Checks. */
    public KullbackLeibler {
        Objects.requireNonNull(reduction);
    }

    /** The same with a reduction. */
    public KullbackLeibler withReduction(Reduction other) {
        return new KullbackLeibler(other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        if (outputs.shape().rank() < 2
                || !targets.dtype().isFloat()
                || !targets.shape().equals(outputs.shape())) {
            throw new IllegalArgumentException(
                    ("The Kullback-Leibler divergence takes logits [samples, classes] and probabilities of one shape, "
                                    + "not %s with %s; for classes use the cross-entropy.")
                            .formatted(outputs.type(), targets.type()));
        }
        Tensor t = targets.cast(outputs.dtype());
        Tensor zeros = Tensor.of(Nodes.zerosLike(t.node()));
        Tensor absent = t.equal(zeros);
        // The logarithm of 0 is not taken, so that its infinite derivative arises nowhere.
        Tensor logarithms =
                absent.select(Tensor.of(Nodes.fillLike(t.node(), 1)), t).log();
        return Loss.sumPerSample(absent.select(zeros, t.mul(logarithms.sub(outputs.logSoftmax(-1)))));
    }

    @Override
    public Optional<Tensor> weights(Tensor outputs, Tensor targets) {
        return Losses.positions(outputs);
    }

    @Override
    public String describe() {
        return Losses.describe("kullback_leibler", reduction);
    }
}
