package hillock.train;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A reader of files that hold trained networks, found with {@link java.util.ServiceLoader}: core has no file formats.
 * The artifact {@code hillock-io} brings one for what {@code hillock train --save} writes.
 */
public interface PredictorReader {
    /**
     * The network in a file, ready for use.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    Predictor read(Path file) throws IOException;
}
