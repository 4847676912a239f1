package hillock.autodiff;

import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The derivatives of indexing, reductions and running sums. Indices have none. */
final class IndexingRules {
    private IndexingRules() {}

    /** The cotangent of the operand of a gather: every update added where it was picked. */
    static @Nullable Node pull(Op.Gather op, Node y, int operand, Node dy) {
        return operand == 0 ? Node.of(new Op.ScatterAdd(op.axis()), Nodes.zerosLike(y.input(0)), y.input(1), dy) : null;
    }

    /** The cotangent of the base or of the updates of a scatter. */
    static @Nullable Node pull(Op.ScatterAdd op, Node y, int operand, Node dy) {
        return switch (operand) {
            case 0 -> dy;
            case 2 -> Node.of(new Op.Gather(op.axis()), dy, y.input(1));
            default -> null;
        };
    }

    /** The cotangent of what is reduced; equal extremes share it evenly. */
    static Node pull(Op.Reduce op, Node y, Node dy) {
        Node x = y.input(0);
        return switch (op.kind()) {
            case SUM -> stretch(op, dy, x);
            case MAX, MIN -> {
                Node share = Nodes.div(dy, extremes(op, y));
                yield Nodes.select(isExtreme(op, y), stretch(op, share, x), Nodes.zerosLike(x));
            }
        };
    }

    /** The cotangent of what is summed up: sums from the other end. */
    static Node pull(Op.CumSum op, Node dy) {
        return Node.of(new Op.CumSum(op.axis(), !op.reversed(), op.exclusive()), dy);
    }

    static @Nullable Node push(Op.Gather op, Node y, @Nullable Node dx) {
        return dx == null ? null : Node.of(op, dx, y.input(1));
    }

    static @Nullable Node push(Op.ScatterAdd op, Node y, List<@Nullable Node> tangents) {
        Node updates = tangents.get(2);
        if (updates == null) {
            return tangents.get(0);
        }
        Node base = tangents.get(0);
        return Node.of(op, base == null ? Nodes.zerosLike(y) : base, y.input(1), updates);
    }

    static Node push(Op.Reduce op, Node y, Node dx) {
        return switch (op.kind()) {
            case SUM -> Node.of(op, dx);
            case MAX, MIN -> {
                Node chosen = Nodes.select(isExtreme(op, y), dx, Nodes.zerosLike(dx));
                yield Nodes.div(Node.of(new Op.Reduce(Op.Reduction.SUM, op.axes()), chosen), extremes(op, y));
            }
        };
    }

    private static Node isExtreme(Op.Reduce op, Node y) {
        return Nodes.equal(y.input(0), stretch(op, y, y.input(0)));
    }

    /** How many elements are equal to the extreme. */
    private static Node extremes(Op.Reduce op, Node y) {
        Node ones = Nodes.cast(isExtreme(op, y), y.tensorType().dtype());
        return Node.of(new Op.Reduce(Op.Reduction.SUM, op.axes()), ones);
    }

    /** A reduced tensor repeated along the axes that were dropped. */
    private static Node stretch(Op.Reduce op, Node reduced, Node x) {
        Shape shape = x.tensorType().shape();
        int[] axes = op.axes().stream().mapToInt(Integer::intValue).toArray();
        return Nodes.broadcast(Nodes.keepAxes(reduced, shape, axes), shape);
    }
}
