package hillock.cli;

/**
 * Something the user gave that is wrong: an option, a name, a file that does not fit. The message says how to fix it.
 */
final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
