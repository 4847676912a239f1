package hillock.cli;

/** The exit codes of the command. */
final class ExitCode {
    /** Done. */
    static final int DONE = 0;
    /** A fault of ours. */
    static final int FAULT = 1;
    /** The user's input is wrong. */
    static final int INPUT = 2;
    /** Interrupted, after a checkpoint was written if one was asked for. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
