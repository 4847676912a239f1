package hillock.io;

import hillock.array.DType;
import hillock.array.Shape;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one JSON object in a graph, each with its expected kind and range. Every member must be asked for. */
final class NodeFields {
    private final JsonScanner scanner;
    private final String kind;
    private final int number;
    private final long position;
    private final SequencedMap<String, Json> members;
    private final Set<String> used = new HashSet<>();

    /**
     * The members of the object the scanner stands on.
     *
     * @param kind what the object is, for messages
     * @param number which of its kind
     */
    NodeFields(JsonScanner scanner, String kind, int number) throws FormatException {
        this.scanner = scanner;
        this.kind = kind;
        this.number = number;
        this.position = scanner.position();
        if (!(scanner.tree() instanceof Json.Members object)) {
            throw error("it must be an object");
        }
        this.members = object.members();
    }

    FormatException error(String problem) {
        return scanner.error(position, "%s %d: %s".formatted(kind, number, problem));
    }

    /** Makes sure that there is no member nobody asked for. */
    void done() throws FormatException {
        if (used.size() < members.size()) {
            for (String name : members.keySet()) {
                if (!used.contains(name)) {
                    throw error("unknown member '%s'".formatted(name));
                }
            }
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    String text(String name) throws FormatException {
        if (get(name) instanceof Json.Text(String value)) {
            return value;
        }
        throw error("'%s' must be a string".formatted(name));
    }

    boolean truth(String name) throws FormatException {
        if (get(name) instanceof Json.Truth(boolean value)) {
            return value;
        }
        throw error("'%s' must be true or false".formatted(name));
    }

    int integer(String name) throws FormatException {
        return integer(name, get(name), Integer.MAX_VALUE);
    }

    /** The element that a member counts in a list, for example a function. */
    <T> T pick(String name, List<T> list) throws FormatException {
        return list.get(index(name, get(name), list.size()));
    }

    /** The elements that a member counts in a list; none if the member is absent. */
    <T> List<T> picks(String name, List<T> list) throws FormatException {
        if (!has(name)) {
            return List.of();
        }
        List<Json> elements = elements(name);
        List<T> picked = new ArrayList<>(elements.size());
        for (Json element : elements) {
            picked.add(list.get(index(name, element, list.size())));
        }
        return picked;
    }

    /** Integers of 0 or more, one for each of at most 64 axes. */
    List<Integer> integers(String name) throws FormatException {
        List<Json> elements = elements(name);
        if (elements.size() > Safetensors.MOST_AXES) {
            throw error("'%s' has %d entries; there are at most %d axes"
                    .formatted(name, elements.size(), Safetensors.MOST_AXES));
        }
        List<Integer> integers = new ArrayList<>(elements.size());
        for (Json element : elements) {
            integers.add(integer(name, element, Integer.MAX_VALUE));
        }
        return integers;
    }

    DType dtype() throws FormatException {
        String name = text("dtype");
        for (DType dtype : DType.values()) {
            if (dtype.toString().equals(name)) {
                return dtype;
            }
        }
        throw error("unknown dtype '%s'; known are %s".formatted(name, List.of(DType.values())));
    }

    Shape shape() throws FormatException {
        int[] extents = integers("shape").stream().mapToInt(Integer::intValue).toArray();
        try {
            return Shape.of(extents);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    TensorType type() throws FormatException {
        return new TensorType(dtype(), shape());
    }

    /** The bits of a scalar of an element type. */
    long bits(DType dtype) throws FormatException {
        String text = text("bits");
        try {
            long bits = Long.parseUnsignedLong(text, 16);
            if (bits == GraphJson.canonicalBits(dtype, bits)) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw error("'bits' is '%s', which is no hexadecimal value of type %s".formatted(text, dtype));
    }

    private Json get(String name) throws FormatException {
        used.add(name);
        Json value = members.get(name);
        if (value == null) {
            throw error("the member '%s' is missing".formatted(name));
        }
        return value;
    }

    private List<Json> elements(String name) throws FormatException {
        if (get(name) instanceof Json.Elements(List<Json> elements)) {
            return elements;
        }
        throw error("'%s' must be an array".formatted(name));
    }

    private int index(String name, Json value, int size) throws FormatException {
        if (size == 0) {
            throw error("'%s' points into an empty list".formatted(name));
        }
        return integer(name, value, size - 1);
    }

    private int integer(String name, @Nullable Json value, int most) throws FormatException {
        String literal = value instanceof Json.Numeral(String digits) ? digits : "";
        try {
            int result = Integer.parseInt(literal);
            if (result >= 0 && result <= most) {
                return result;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw error("'%s' is %s; expected an integer from 0 to %d"
                .formatted(name, literal.isEmpty() ? "no number" : literal, most));
    }
}
