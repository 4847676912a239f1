package hillock;

/** The version of Hillock that is running. */
final class Version {
    private Version() {}
}
