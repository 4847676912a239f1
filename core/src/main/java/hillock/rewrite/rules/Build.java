package hillock.rewrite.rules;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Node;
import hillock.graph.Op;
import java.util.List;

/** The maker of nodes for rules: a node it gives is simplified and shared with its equals. */
public interface Build {
    /** The simplified application of an operation to simplified operands. */
    Node of(Op op, List<Node> inputs);

    /** The simplified application of an operation to one operand. */
    default Node of(Op op, Node x) {
        return of(op, List.of(x));
    }

    /** The simplified application of an operation to two operands. */
    default Node of(Op op, Node x, Node y) {
        return of(op, List.of(x, y));
    }

    /** A scalar with the given raw bits. */
    default Node scalar(DType dtype, long bits) {
        return of(new Op.Scalar(dtype, bits), List.of());
    }

    /** A tensor whose elements all have the given raw bits. */
    default Node uniform(TensorType type, long bits) {
        Node scalar = scalar(type.dtype(), bits);
        return type.rank() == 0 ? scalar : of(new Op.Broadcast(type.shape()), scalar);
    }

    /** The operand under another shape. */
    default Node reshape(Node x, Shape shape) {
        return of(new Op.Reshape(shape), x);
    }
}
