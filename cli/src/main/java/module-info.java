import org.jspecify.annotations.NullMarked;

/** The {@code hillock} command. */
@NullMarked
module hillock.cli {
    requires static org.jspecify;
    // For pictures and databases, which hillock.io leaves to whoever reads them.
    requires java.desktop;
    requires java.sql;
    requires hillock.io;
    requires info.picocli;

    opens hillock.cli to
            info.picocli;
}
