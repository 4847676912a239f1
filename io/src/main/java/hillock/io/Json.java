package hillock.io;

import java.io.StringWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/** A JSON value (RFC 8259). Immutable. Names of an object keep their order and occur once. */
public sealed interface Json {
    /**
     * An object.
     *
     * @param members the values by name, in order
     */
    record Members(SequencedMap<String, Json> members) implements Json {
        /** Copies the map. */
        public Members {
            members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
        }
    }

    /**
     * An array.
     *
     * @param elements the values
     */
    record Elements(List<Json> elements) implements Json {
        /** Copies the list. */
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A string.
     *
     * @param value the characters
     */
    record Text(String value) implements Json {}

    /**
     * A number, kept as it is written.
     *
     * @param literal the number in JSON's notation
     */
    record Numeral(String literal) implements Json {
        /** The nearest float64. */
        public double toDouble() {
            return Double.parseDouble(literal);
        }
    }

    /**
     * A truth value.
     *
     * @param value whether true
     */
    record Truth(boolean value) implements Json {}

    /** The value {@code null}. */
    record Nothing() implements Json {}

    /** A string. */
    static Json of(String value) {
        return new Text(value);
    }

    /** An integer. */
    static Json of(long value) {
        return new Numeral(Long.toString(value));
    }

    /** The shortest decimal that gives this float64 back; {@code null} for infinities and NaN, which JSON lacks. */
    static Json of(double value) {
        return Double.isFinite(value) ? new Numeral(Double.toString(value)) : new Nothing();
    }

    /** A truth value. */
    static Json of(boolean value) {
        return new Truth(value);
    }

    /** An array. */
    static Json of(List<? extends Json> elements) {
        return new Elements(List.copyOf(elements));
    }

    /** An object. */
    static Json of(SequencedMap<String, ? extends Json> members) {
        return new Members(new LinkedHashMap<>(members));
    }

    /**
     * The value a text stands for.
     *
     * @param where the file the text comes from and its place there, for messages
     * @throws FormatException if the text is not exactly one JSON value, a name occurs twice in one object, or values
     *     are nested more than 100 deep
     */
    static Json parse(String text, String where) throws FormatException {
        try (JsonScanner scanner = JsonScanner.ofText(text, where)) {
            scanner.begin();
            Json json = scanner.tree();
            scanner.end();
            return json;
        }
    }

    /**
     * The text of this value, on one line without blanks.
     *
     * @throws IllegalArgumentException if values are nested more than 100 deep or a string has half a surrogate pair
     */
    default String print() {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = JsonScanner.generator(out)) {
            write(generator);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("This value has no JSON text: " + e.getOriginalMessage(), e);
        }
        return out.toString();
    }

    private void write(JsonGenerator out) {
        switch (this) {
            case Members(SequencedMap<String, Json> members) -> {
                out.writeStartObject();
                for (Map.Entry<String, Json> entry : members.entrySet()) {
                    out.writeName(entry.getKey());
                    entry.getValue().write(out);
                }
                out.writeEndObject();
            }
            case Elements(List<Json> elements) -> {
                out.writeStartArray();
                elements.forEach(element -> element.write(out));
                out.writeEndArray();
            }
            case Text(String value) -> out.writeString(value);
            case Numeral(String literal) -> out.writeNumber(literal);
            case Truth(boolean value) -> out.writeBoolean(value);
            case Nothing() -> out.writeNull();
        }
    }
}
