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

/**
 * The Bernoulli cross-entropy of logits: see {@link Loss#binaryCrossEntropy()}.
 *
 * <p>The value is {@code (max(z, 0) - z y) + log1p(e^-|z|)}: for a certain and right logit the bracket is exactly 0 and
 * what is left is accurate. Likewise the derivative {@code sigmoid(z) - y} is {@code (1 - y) - sigmoid(-z)} for
 * {@code z >= 0}, where the difference from 1 would be lost otherwise.
 *
 * @param reduction over the batch
 */
record BernoulliCrossEntropy(Reduction reduction) implements Loss {
    BernoulliCrossEntropy {
        Objects.requireNonNull(reduction);
    }

    @Override
    public Tensor perSample(Tensor outputs, Tensor targets) {
        Tensor aligned = Loss.align("The Bernoulli cross-entropy", outputs, targets);
        return Loss.sumPerSample(Tensor.of(elementwise(outputs.node(), aligned.node())));
    }

    @Override
    public String describe() {
        return "binary-cross-entropy(" + reduction + ")";
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
