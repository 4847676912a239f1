package hillock.graph;

import java.io.Serial;

/**
 * An operation that could not be computed, which is a fault of the library: what depends on its input alone is refused
 * in other words. The message names the operation, the types of its operands and the line it comes from.
 */
public final class ComputationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * A failure of one operation.
     *
     * @param operation the operation and the types of its operands
     * @param place where it comes from, a clause such as "in the program made at Main.java:3"
     * @param cause what happened
     */
    public ComputationException(String operation, String place, Throwable cause) {
        super(
                "%s failed with %s, %s.%s This is a fault of Hillock, please report it."
                        .formatted(
                                operation,
                                cause,
                                place,
                                Debug.LINES
                                        ? ""
                                        : " (With -D%s=lines the line of the operation itself is known.)"
                                                .formatted(Debug.PROPERTY)),
                cause);
    }
}
