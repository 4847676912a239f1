package hillock.io;

import hillock.train.Predictor;
import hillock.train.PredictorReader;
import java.io.IOException;
import java.nio.file.Path;

/** What makes {@link Predictor#load} read the files that {@link NetworkFile} writes. */
public final class NetworkFileReader implements PredictorReader {
    /** For {@link java.util.ServiceLoader}. */
    public NetworkFileReader() {}

    @Override
    public Predictor read(Path file) throws IOException {
        return NetworkFile.read(file).predictor();
    }
}
