import org.jspecify.annotations.NullMarked;

/** Readers and writers of data and model files. */
@NullMarked
module hillock.io {
    // Only for tables from databases; whoever reads one has a driver, which requires it.
    requires static transitive java.sql;
    // Only for pictures; whoever reads them requires it.
    requires static java.desktop;
    requires static org.jspecify;
    requires transitive hillock;
    requires de.siegmar.fastcsv;
    requires java.net.http;
    requires tools.jackson.core;

    exports hillock.io;

    provides hillock.train.PredictorReader with
            hillock.io.NetworkFileReader;
}
