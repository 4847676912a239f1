package hillock.rewrite.rules;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code f(broadcast(a), broadcast(b), ...) -> broadcast(f(a, b, ...))} if all operands are stretched from tensors of
 * one shape, or from scalars: every element of the result is made of the same numbers as before, but only once.
 *
 * <p>Not if the result is empty, because then there is no division by zero to be found.
 */
final class ElementwiseOfBroadcasts implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        TensorType type = node.tensorType();
        Shape narrow = Shape.SCALAR;
        for (Node input : node.inputs()) {
            if (!(input.op() instanceof Op.Broadcast)) {
                return Optional.empty();
            }
            Shape source = input.input(0).tensorType().shape();
            if (source.rank() > 0) {
                if (narrow.rank() > 0 && !narrow.equals(source)) {
                    return Optional.empty();
                }
                narrow = source;
            }
        }
        if (type.size() == 0) {
            return Optional.empty();
        }
        List<Node> sources = new ArrayList<>();
        for (Node input : node.inputs()) {
            Node source = input.input(0);
            boolean fits = source.tensorType().shape().equals(narrow);
            sources.add(fits ? source : build.of(new Op.Broadcast(narrow), source));
        }
        return Optional.of(build.of(new Op.Broadcast(type.shape()), build.of(node.op(), sources)));
    }
}
