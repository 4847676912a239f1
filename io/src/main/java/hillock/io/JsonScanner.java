package hillock.io;

import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * A walk over a JSON text, token by token, for files too large to hold as a tree. The cursor stands on a value: the
 * methods that read one leave it on its last token.
 */
final class JsonScanner implements AutoCloseable {
    private static final int DEEPEST = 100;

    /** Names are not pooled: a pool could be filled with colliding ones. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1 << 20)
                    .maxNumberLength(100)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .build();

    /** For texts of which every string is one cell of a table. */
    private static final JsonFactory OF_CELLS = FACTORY.rebuild()
            .streamReadConstraints(FACTORY.streamReadConstraints()
                    .rebuild()
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    private final JsonParser parser;
    private final LongFunction<String> place;

    /**
     * A scanner before the first token.
     *
     * @param place what a message calls the place of the n-th character
     */
    JsonScanner(String text, LongFunction<String> place) {
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), text);
        this.place = place;
    }

    private JsonScanner(JsonParser parser, LongFunction<String> place) {
        this.parser = parser;
        this.place = place;
    }

    /**
     * A scanner of a text that need not be held in memory, and no string of which has more than a million characters.
     */
    static JsonScanner ofCells(Reader text, LongFunction<String> place) {
        return new JsonScanner(OF_CELLS.createParser(ObjectReadContext.empty(), text), place);
    }

    static JsonScanner ofText(String text, String where) {
        return new JsonScanner(text, position -> where + ", character " + position);
    }

    /** A generator of compact JSON with the limits of the scanner. */
    static JsonGenerator generator(Writer out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Goes to the first value. */
    void begin() throws FormatException {
        next();
    }

    /** Goes to the first value, or from the end of one to the next that stands after it; false if there is none. */
    boolean beginNext() throws FormatException {
        try {
            return parser.nextToken() != null;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** Whether the cursor stands on an array. */
    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Makes sure that nothing but blanks follows. */
    void end() throws FormatException {
        try {
            if (parser.nextToken() != null) {
                throw error("more text after the end of the value");
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** Enters the object the cursor stands on. */
    void enterObject(String what) throws FormatException {
        require(JsonToken.START_OBJECT, what, "an object");
    }

    /** Enters the array the cursor stands on. */
    void enterArray(String what) throws FormatException {
        require(JsonToken.START_ARRAY, what, "an array");
    }

    /** Goes to the next member of the object entered and returns its name; null at its end. */
    @Nullable
    String nextName() throws FormatException {
        if (next() == JsonToken.END_OBJECT) {
            return null;
        }
        String name = parser.currentName();
        next();
        return name;
    }

    /** Goes to the next element of the array entered; false at its end. */
    boolean nextElement() throws FormatException {
        return next() != JsonToken.END_ARRAY;
    }

    /** Goes to the next member, which must have the given name. */
    void expectName(String name) throws FormatException {
        String found = nextName();
        if (!name.equals(found)) {
            throw error("expected the member '%s', found %s"
                    .formatted(name, found == null ? "the end of the object" : "'" + found + "'"));
        }
    }

    /** Makes sure that the object entered ends here. */
    void expectEnd() throws FormatException {
        String found = nextName();
        if (found != null) {
            throw error("unknown member '%s'".formatted(found));
        }
    }

    /** The string the cursor stands on. */
    String string(String what) throws FormatException {
        require(JsonToken.VALUE_STRING, what, "a string");
        return text();
    }

    /** The characters of the token, which are checked only when they are asked for. */
    private String text() throws FormatException {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** The integer the cursor stands on, which must be in the given range. */
    long integer(String what, long least, long most) throws FormatException {
        require(JsonToken.VALUE_NUMBER_INT, what, "an integer");
        try {
            long value = parser.getLongValue();
            if (value >= least && value <= most) {
                return value;
            }
        } catch (JacksonException e) {
            // Beyond the range of a long, so beyond any range asked for.
        }
        throw error("%s is %s; expected %d to %d".formatted(what, text(), least, most));
    }

    /** The value the cursor stands on. */
    Json tree() throws FormatException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                SequencedMap<String, Json> members = new LinkedHashMap<>();
                for (String name = nextName(); name != null; name = nextName()) {
                    members.put(name, tree());
                }
                yield new Json.Members(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (nextElement()) {
                    elements.add(tree());
                }
                yield new Json.Elements(elements);
            }
            case VALUE_STRING -> new Json.Text(text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(text());
            case VALUE_TRUE -> new Json.Truth(true);
            case VALUE_FALSE -> new Json.Truth(false);
            case VALUE_NULL -> new Json.Nothing();
            case null -> throw error("no value");
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new AssertionError(token);
        };
    }

    /** The position of the token the cursor stands on, in characters. */
    long position() {
        return Math.max(parser.currentTokenLocation().getCharOffset(), 0);
    }

    /** What is wrong at the token the cursor stands on. */
    FormatException error(String problem) {
        return error(position(), problem);
    }

    /** What is wrong at a position. */
    FormatException error(long position, String problem) {
        return new FormatException(place.apply(position), problem);
    }

    @Override
    public void close() {
        parser.close();
    }

    private JsonToken next() throws FormatException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new FormatException(
                        place.apply(parser.currentLocation().getCharOffset()), "the text ends here, too early");
            }
            return token;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private void require(JsonToken expected, String what, String kind) throws FormatException {
        JsonToken token = parser.currentToken();
        if (token != expected) {
            throw error("%s must be %s, found %s".formatted(what, kind, found(token)));
        }
    }

    private static String found(@Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            case null -> "nothing";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> token.toString();
        };
    }

    /** Jackson's messages name its settings and its own idea of the source; both would puzzle. */
    private FormatException malformed(JacksonException e) {
        String problem = String.valueOf(e.getOriginalMessage())
                .replaceAll(" \\(start marker at .*", "")
                .replaceAll(", from `[^`]*`", "");
        long position = e.getLocation() == null
                ? parser.currentLocation().getCharOffset()
                : e.getLocation().getCharOffset();
        if (e.getCause() instanceof CharacterCodingException) {
            problem = "near here are bytes that are not UTF-8 text";
        }
        FormatException result = new FormatException(place.apply(Math.max(position, 0)), problem);
        result.initCause(e);
        return result;
    }
}
