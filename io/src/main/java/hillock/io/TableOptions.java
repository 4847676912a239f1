package hillock.io;

import hillock.data.ColumnKind;
import hillock.data.TableEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * How a table is to be read. What is left empty is found out from the beginning of the file. Delimiter, decimal sign,
 * header and encoding are those of CSV; the other formats have none to choose.
 *
 * @param delimiter what stands between the fields; if empty, one of comma, semicolon, tab and bar
 * @param decimal the decimal sign, a point or a comma; if empty, a comma only where it does not delimit and more fields
 *     look like {@code 1,5} than like {@code 1.5}
 * @param header whether the first line has the names of the columns
 * @param charset the encoding of the text; a byte-order mark overrules it
 * @param kinds what the values of some columns are, by name; of the others it is found out or known to the format
 * @param lenient whether {@code kinds} may name columns that the file does not have
 * @param missing words that stand for a missing value, in CSV beside the empty one, NA, ?, null and NaN
 * @param keepsRecords whether {@link TableFile#fields} is to give the fields as they stand in the file
 */
public record TableOptions(
        Optional<Character> delimiter,
        Optional<Character> decimal,
        boolean header,
        Charset charset,
        SequencedMap<String, ColumnKind> kinds,
        boolean lenient,
        SequencedSet<String> missing,
        boolean keepsRecords) {
    /** Everything is found out; there is a header. */
    public static final TableOptions STANDARD = new TableOptions(
            Optional.empty(),
            Optional.empty(),
            true,
            StandardCharsets.UTF_8,
            new LinkedHashMap<>(),
            false,
            new LinkedHashSet<>(),
            false);

    /**
     * Copies the collections and checks the signs.
     *
     * @throws IllegalArgumentException if the decimal sign is neither point nor comma, or a sign has two meanings
     */
    public TableOptions {
        kinds = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(kinds));
        missing = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(missing));
        if (decimal.isPresent() && decimal.get() != '.' && decimal.get() != ',') {
            throw new IllegalArgumentException(
                    "The decimal sign is a point or a comma, not '%s'.".formatted(decimal.get()));
        }
        if (delimiter.isPresent()) {
            char sign = delimiter.get();
            if (sign == '"' || sign == '\n' || sign == '\r' || Character.isLetterOrDigit(sign)) {
                throw new IllegalArgumentException(
                        "The delimiter cannot be a quote, a line end, a letter or a digit, such as '%s'."
                                .formatted(sign == '\n' || sign == '\r' ? "line end" : sign));
            }
            if (decimal.isPresent() && decimal.get() == sign) {
                throw new IllegalArgumentException(
                        "'%s' cannot be the delimiter and the decimal sign.".formatted(sign));
            }
        }
    }

    /** The same with a delimiter. */
    public TableOptions withDelimiter(char sign) {
        return new TableOptions(Optional.of(sign), decimal, header, charset, kinds, lenient, missing, keepsRecords);
    }

    /** The same with a decimal sign. */
    public TableOptions withDecimal(char sign) {
        return new TableOptions(delimiter, Optional.of(sign), header, charset, kinds, lenient, missing, keepsRecords);
    }

    /** The same for a file with or without the names of the columns. */
    public TableOptions withHeader(boolean there) {
        return new TableOptions(delimiter, decimal, there, charset, kinds, lenient, missing, keepsRecords);
    }

    /** The same with an encoding of the text. */
    public TableOptions withCharset(Charset other) {
        return new TableOptions(delimiter, decimal, header, other, kinds, lenient, missing, keepsRecords);
    }

    /** The same with the kind of a column, which the file must have. */
    public TableOptions withKind(String column, ColumnKind kind) {
        SequencedMap<String, ColumnKind> more = new LinkedHashMap<>(kinds);
        more.put(column, kind);
        return new TableOptions(delimiter, decimal, header, charset, more, lenient, missing, keepsRecords);
    }

    /** The same with the kinds a model was trained with, so that other values are errors with a line. */
    public TableOptions withKinds(TableEncoder encoder) {
        SequencedMap<String, ColumnKind> more = new LinkedHashMap<>(encoder.kinds());
        for (Map.Entry<String, ColumnKind> kind : kinds.entrySet()) {
            more.put(kind.getKey(), kind.getValue());
        }
        return new TableOptions(delimiter, decimal, header, charset, more, true, missing, keepsRecords);
    }

    /** The same with one more word for a missing value. */
    public TableOptions withMissing(String word) {
        SequencedSet<String> more = new LinkedHashSet<>(missing);
        more.add(word);
        return new TableOptions(delimiter, decimal, header, charset, kinds, lenient, more, keepsRecords);
    }

    /** The same, but the fields of the file are kept. */
    public TableOptions keepingRecords() {
        return new TableOptions(delimiter, decimal, header, charset, kinds, lenient, missing, true);
    }
}
