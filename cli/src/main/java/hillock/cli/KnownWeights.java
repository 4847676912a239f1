package hillock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * The hashes of the weights that presets give with seed 1, as they are also printed in README.md. A test trains and
 * compares.
 */
final class KnownWeights {
    private static final String RESOURCE = "weights.properties";

    private KnownWeights() {}

    /** The hash for the preset of data, if it is known. */
    static Optional<String> sha256(String data) {
        Properties known = new Properties();
        try (InputStream in = KnownWeights.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            known.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(known.getProperty(data));
    }
}
