import org.jspecify.annotations.NullMarked;

/** Readers and writers of data and model files. */
@NullMarked
module hillock.io {
    requires static org.jspecify;
    requires transitive hillock;
    requires de.siegmar.fastcsv;
    requires java.net.http;
    requires tools.jackson.core;

    exports hillock.io;
}
