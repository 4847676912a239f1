package hillock.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Texts by dotted keys, which every file format can hold. Lists have the keys NAME.0, NAME.1 ... */
final class FlatMap {
    private FlatMap() {}

    static void putList(SortedMap<String, String> map, String key, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            map.put(key + "." + i, values.get(i));
        }
    }

    static List<String> list(Map<String, String> map, String key) {
        List<String> values = new ArrayList<>();
        for (String value = map.get(key + ".0"); value != null; value = map.get(key + "." + values.size())) {
            values.add(value);
        }
        return values;
    }

    static String text(Map<String, String> map, String key) {
        String value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException("The description of the table has no '%s'.".formatted(key));
        }
        return value;
    }

    static double number(Map<String, String> map, String key) {
        String text = text(map, key);
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below, together with numbers that are not finite.
        }
        throw wrong(key, text, "a finite number");
    }

    static boolean truth(Map<String, String> map, String key) {
        String text = text(map, key);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text, "true or false");
        };
    }

    static ColumnKind kind(Map<String, String> map, String key) {
        String text = text(map, key);
        for (ColumnKind kind : ColumnKind.values()) {
            if (kind.name().equals(text)) {
                return kind;
            }
        }
        throw wrong(key, text, "one of " + List.of(ColumnKind.values()));
    }

    static IllegalArgumentException wrong(String key, String text, String expected) {
        return new IllegalArgumentException(
                "The description of the table has '%s' = '%s', which is not %s.".formatted(key, text, expected));
    }
}
