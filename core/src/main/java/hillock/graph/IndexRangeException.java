package hillock.graph;

import hillock.array.TensorType;

/** An index of a {@link Op.Gather} or {@link Op.ScatterAdd} outside the axis it picks from. */
public final class IndexRangeException extends IndexOutOfBoundsException {
    private static final long serialVersionUID = 1;

    /**
     * The error of one index.
     *
     * @param op the gather or scatter
     * @param type the type of the tensor picked from or added to
     * @param axis the axis picked along
     * @param position the row-major position among the indices
     * @param index the index
     */
    public IndexRangeException(Op op, TensorType type, int axis, int position, int index) {
        super("'%s' along axis %d of %s: index %d at position %d is outside 0 to %d; check or clamp the indices."
                .formatted(op.label(), axis, type, index, position, type.shape().dimension(axis) - 1));
    }

    private IndexRangeException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }

    /** The same error, told with where the operation comes from. */
    public IndexRangeException with(String place) {
        return new IndexRangeException(getMessage() + " It is " + place + ".", this);
    }
}
