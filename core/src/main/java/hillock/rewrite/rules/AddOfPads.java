package hillock.rewrite.rules;

import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code pad(x) + pad(y) -> pad(concat(x + 0, y + 0))}, all padded with 0, if x and y lie apart along one axis: the
 * derivative of something that was cut into pieces. What lies between them becomes a part of zeros, in whose place
 * another application may put a third piece.
 *
 * <p>The zeros are still added, because they turn -0 into +0.
 */
final class AddOfPads implements Rule {
    /** Pieces are joined one by one, so work grows with the square of their number. */
    private static final int MOST_PIECES = 64;

    /** A tensor and where it begins. */
    private record Piece(int start, Node x) {
        int end(int axis) {
            return start + x.tensorType().shape().dimension(axis);
        }
    }

    @Override
    public Optional<Node> apply(Node node, Build build) {
        Node first = node.input(0);
        Node second = node.input(1);
        if (!(first.op() instanceof Op.Pad one) || !(second.op() instanceof Op.Pad other)) {
            return Optional.empty();
        }
        int axis = axis(one, other);
        if (axis < 0) {
            return Optional.empty();
        }
        List<Piece> pieces = new ArrayList<>();
        addPieces(pieces, one.before().get(axis), first.input(0), axis);
        addPieces(pieces, other.before().get(axis), second.input(0), axis);
        if (pieces.size() > MOST_PIECES) {
            return Optional.empty();
        }
        pieces.sort(Comparator.comparingInt(Piece::start));
        List<Node> parts = new ArrayList<>();
        int at = pieces.getFirst().start();
        for (Piece piece : pieces) {
            if (piece.start() < at) {
                return Optional.empty();
            }
            TensorType type = piece.x().tensorType();
            Shape shape = type.shape();
            if (piece.start() > at) {
                parts.add(build.uniform(type.withShape(shape.with(axis, piece.start() - at)), 0));
            }
            parts.add(hasZero(piece.x()) ? piece.x() : build.of(Op.Binary.ADD, piece.x(), build.uniform(type, 0)));
            at = piece.end(axis);
        }
        List<Integer> before = new ArrayList<>(one.before());
        before.set(axis, pieces.getFirst().start());
        List<Integer> after = new ArrayList<>(one.after());
        after.set(axis, node.tensorType().shape().dimension(axis) - at);
        return Optional.of(build.of(new Op.Pad(before, one.between(), after, 0), build.of(new Op.Concat(axis), parts)));
    }

    /** The one axis along which two pads differ, if they put nothing but zeros around, or -1. */
    private static int axis(Op.Pad one, Op.Pad other) {
        List<Integer> none = Collections.nCopies(one.before().size(), 0);
        if (one.bits() != 0
                || other.bits() != 0
                || !one.between().equals(none)
                || !other.between().equals(none)) {
            return -1;
        }
        int found = -1;
        for (int axis = 0; axis < none.size(); axis++) {
            boolean same = one.before().get(axis).equals(other.before().get(axis))
                    && one.after().get(axis).equals(other.after().get(axis));
            if (!same) {
                if (found >= 0) {
                    return -1;
                }
                found = axis;
            }
        }
        return found;
    }

    /** Adds a tensor, or the parts that an earlier application joined to it. */
    private static void addPieces(List<Piece> pieces, int start, Node x, int axis) {
        boolean joined = x.op() instanceof Op.Concat concat
                && concat.axis() == axis
                && x.inputs().stream().allMatch(part -> hasZero(part) || Uniform.is(part, 0));
        if (!joined) {
            pieces.add(new Piece(start, x));
            return;
        }
        int at = start;
        for (Node part : x.inputs()) {
            Piece piece = new Piece(at, part);
            at = piece.end(axis);
            if (!Uniform.is(part, 0)) {
                pieces.add(piece);
            }
        }
    }

    private static boolean hasZero(Node x) {
        return x.op() == Op.Binary.ADD && Uniform.is(x.input(1), 0) && !Uniform.isAdditiveIdentity(x.input(1));
    }
}
