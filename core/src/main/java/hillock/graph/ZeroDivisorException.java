package hillock.graph;

import hillock.array.TensorType;

/** An integer division, or remainder, by zero. Floats have no such error: they give an infinity or NaN. */
public final class ZeroDivisorException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    /**
     * The error of one element.
     *
     * @param op {@link Op.Binary#DIV} or {@link Op.Binary#REM}
     * @param type the type of the operands
     * @param position the row-major position of the element
     * @param dividend what was to be divided
     */
    public ZeroDivisorException(Op.Binary op, TensorType type, int position, long dividend) {
        super(("'%s' of %s divides %d by zero at position %d; select a divisor that is not zero first, or cast to a "
                        + "float.")
                .formatted(op.label(), type, dividend, position));
    }

    private ZeroDivisorException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }

    /** The same error, told with where the operation comes from. */
    public ZeroDivisorException with(String place) {
        return new ZeroDivisorException(getMessage() + " It is " + place + ".", this);
    }
}
