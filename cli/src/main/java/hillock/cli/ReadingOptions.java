package hillock.cli;

import hillock.io.TableOptions;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a table is to be read, where finding it out would be wrong. */
final class ReadingOptions {
    @Option(
            names = "--delimiter",
            paramLabel = "SIGN",
            converter = Kinds.Sign.class,
            description = "What stands between the fields of a line, or tab (default: found out).")
    @Nullable
    Character delimiter;

    @Option(
            names = "--decimal",
            paramLabel = "SIGN",
            converter = Kinds.Sign.class,
            description = "The decimal sign, a point or a comma (default: found out).")
    @Nullable
    Character decimal;

    @Option(names = "--no-header", description = "The first line is data and does not name the columns.")
    boolean noHeader;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = Kinds.Encoding.class,
            description = "Encoding of the text, such as windows-1252 (default: UTF-8).")
    @Nullable
    Charset encoding;

    /** The names of those that were given. */
    List<String> given() {
        List<String> given = new ArrayList<>();
        if (delimiter != null) {
            given.add("--delimiter");
        }
        if (decimal != null) {
            given.add("--decimal");
        }
        if (noHeader) {
            given.add("--no-header");
        }
        if (encoding != null) {
            given.add("--encoding");
        }
        return given;
    }

    /**
     * How the table is to be read.
     *
     * @throws InputException if the signs do not go together
     */
    TableOptions options() {
        TableOptions options = TableOptions.STANDARD.withHeader(!noHeader);
        try {
            options = delimiter == null ? options : options.withDelimiter(delimiter);
            options = decimal == null ? options : options.withDecimal(decimal);
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        return encoding == null ? options : options.withCharset(encoding);
    }
}
