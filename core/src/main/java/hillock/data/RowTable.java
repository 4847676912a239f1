package hillock.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The table of some rows that are maps from names to values. Unlike in a file, where everything is text, the values
 * come as objects, and as texts from web forms and JSON; both are read as what the column is.
 */
final class RowTable {
    private RowTable() {}

    /**
     * A table with the columns the rows have.
     *
     * @param kinds what the values of known columns are; those of other columns are taken for texts
     * @throws TableException if a value is not what its column is
     */
    static Table of(
            List<? extends Map<String, ? extends @Nullable Object>> rows, SequencedMap<String, ColumnKind> kinds) {
        SequencedSet<String> names = new LinkedHashSet<>();
        // A column that one row has and another has not is one with missing values, as in JSON.
        rows.forEach(row -> names.addAll(row.keySet()));
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            ColumnKind kind = kinds.getOrDefault(name, ColumnKind.CATEGORY);
            List<@Nullable Object> values = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                values.add(value(rows.get(row).get(name), kind, name, row));
            }
            columns.add(Values.column(name, kind, values, value -> value));
        }
        return Table.of(columns);
    }

    private static @Nullable Object value(@Nullable Object value, ColumnKind kind, String name, int row) {
        if (value == null || value instanceof String text && text.isBlank()) {
            return null;
        }
        Object read = switch (kind) {
            case NUMBER -> number(value);
            // The class 3 is called 3, be it an int or a double.
            case CATEGORY -> value instanceof Number number ? Column.Numbers.text(number.doubleValue()) : value;
            case BOOLEAN -> truth(value);
            case DATE -> moment(value);
        };
        if (read == null) {
            throw new TableException(
                    name, row, "'%s' is not %s; give one, or null if it is not known".formatted(value, kind.words()));
        }
        return read;
    }

    private static @Nullable Number number(Object value) {
        try {
            return value instanceof Number number
                    ? number
                    : value instanceof CharSequence text ? Double.valueOf(text.toString()) : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Boolean truth(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable LocalDateTime moment(Object value) {
        try {
            return switch (value) {
                case LocalDateTime time -> time;
                case LocalDate day -> day.atStartOfDay();
                case CharSequence text ->
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay()
                            : LocalDateTime.parse(text.toString().replace(' ', 'T'));
                default -> null;
            };
        } catch (DateTimeException _) {
            return null;
        }
    }
}
