package hillock.network;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.Shape;
import hillock.graph.Nodes;
import java.util.Objects;
import java.util.Optional;

/**
 * The hinge loss of support vector machines; outputs are scores, not probabilities.
 *
 * <ul>
 *   <li>Two classes: {@code max(0, margin - y s)} with {@code y = 1} for a target above 0 and {@code y = -1} otherwise,
 *       so targets are 0 and 1 or -1 and 1 alike; outputs [samples, ..., 1] with targets [samples, ...], or both of one
 *       shape; summed over the outputs of a sample.
 *   <li>More: {@code max(0, margin + max_{k != t} s_k - s_t)} (Crammer and Singer, 2001), outputs [samples, ...,
 *       classes], targets int32[samples, ...]; a negative class is padding and does not count.
 * </ul>
 *
 * The slope is 0 where the margin is met exactly.
 *
 * @param margin by how much the right score should win, above 0
 * @param reduction over the batch; with several classified positions in a sample the mean is over all but padding
 */
public record Hinge(double margin, Reduction reduction) implements Loss {
    /** Checks. */
    public Hinge {
        Objects.requireNonNull(reduction);
        if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The margin of the hinge loss is positive, not " + margin + ".");
        }
    }

    /** The same with a reduction. */
    public Hinge withReduction(Reduction other) {
        return new Hinge(margin, other);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        return Loss.sumPerSample(isSeveral(outputs, targets) ? several(outputs, targets) : two(outputs, targets));
    }

    @Override
    public Optional<Tensor> weights(Tensor outputs, Tensor targets) {
        // One class for each sample is never padding in a dataset, and the plain mean is quicker.
        return isSeveral(outputs, targets) && targets.shape().rank() > 1
                ? Optional.of(Loss.sumPerSample(Losses.counted(targets).cast(outputs.dtype())))
                : Optional.empty();
    }

    private static boolean isSeveral(Tensor outputs, Tensor targets) {
        Shape shape = outputs.shape();
        return targets.dtype().isInteger()
                && shape.rank() >= 2
                && shape.dimension(-1) >= 2
                && shape.without(-1).equals(targets.shape());
    }

    private Tensor two(Tensor outputs, Tensor targets) {
        Tensor aligned = Loss.align("The hinge loss", outputs, targets);
        Tensor zeros = Tensor.of(Nodes.zerosLike(outputs.node()));
        Tensor signed = zeros.less(aligned).select(outputs, outputs.neg());
        return signed.neg().add(margin).relu();
    }

    private Tensor several(Tensor outputs, Tensor targets) {
        Tensor hit = Losses.hits(outputs, targets);
        double least = outputs.dtype() == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
        Tensor zeros = Tensor.of(Nodes.zerosLike(outputs.node()));
        Tensor others = hit.select(Tensor.of(Nodes.fillLike(outputs.node(), least)), outputs);
        int last = outputs.shape().rank() - 1;
        Tensor own = hit.select(outputs, zeros).sum(last);
        Tensor losses = others.max(new int[] {last}).sub(own).add(margin).relu();
        return Losses.counted(targets).select(losses, Tensor.of(Nodes.zerosLike(losses.node())));
    }

    @Override
    public String describe() {
        return Losses.describe("hinge", reduction, Double.toString(margin));
    }
}
