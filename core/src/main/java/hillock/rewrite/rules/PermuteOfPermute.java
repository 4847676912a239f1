package hillock.rewrite.rules;

import hillock.graph.Node;
import hillock.graph.Op;
import java.util.Optional;

/** {@code permute(permute(x, a), b) -> permute(x, c)} with {@code c[i] = a[b[i]]}. */
final class PermuteOfPermute implements Rule {
    @Override
    public Optional<Node> apply(Node node, Build build) {
        Op.Permute outer = (Op.Permute) node.op();
        Node x = node.input(0);
        return x.op() instanceof Op.Permute inner
                ? Optional.of(build.of(
                        new Op.Permute(
                                outer.order().stream().map(inner.order()::get).toList()),
                        x.input(0)))
                : Optional.empty();
    }
}
