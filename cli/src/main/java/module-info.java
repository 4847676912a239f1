import org.jspecify.annotations.NullMarked;

/** The {@code hillock} command. */
@NullMarked
module hillock.cli {
    requires static org.jspecify;
    requires hillock.io;
    requires info.picocli;

    opens hillock.cli to
            info.picocli;
}
