package hillock.data;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Columns read from objects. */
final class Values {
    private Values() {}

    static <T> Column column(
            String name,
            ColumnKind kind,
            List<? extends T> rows,
            Function<? super T, ? extends @Nullable Object> getter) {
        int size = rows.size();
        return switch (kind) {
            case NUMBER -> {
                double[] values = new double[size];
                for (int row = 0; row < size; row++) {
                    Object value = getter.apply(rows.get(row));
                    values[row] = value == null
                            ? Double.NaN
                            : as(Number.class, value, name, row).doubleValue();
                }
                yield new Column.Numbers(name, values);
            }
            case CATEGORY -> {
                List<@Nullable String> texts = new ArrayList<>(size);
                for (T row : rows) {
                    Object value = getter.apply(row);
                    texts.add(value == null ? null : value.toString());
                }
                yield Column.Categories.of(name, texts);
            }
            case BOOLEAN -> {
                byte[] values = new byte[size];
                for (int row = 0; row < size; row++) {
                    Object value = getter.apply(rows.get(row));
                    values[row] = (byte) (value == null ? -1 : as(Boolean.class, value, name, row) ? 1 : 0);
                }
                yield new Column.Truths(name, "false", "true", values);
            }
            case DATE -> {
                long[] seconds = new long[size];
                for (int row = 0; row < size; row++) {
                    Object value = getter.apply(rows.get(row));
                    seconds[row] = value == null
                            ? Column.Dates.NONE
                            : as(LocalDateTime.class, value, name, row).toEpochSecond(ZoneOffset.UTC);
                }
                yield new Column.Dates(name, seconds);
            }
        };
    }

    private static <V> V as(Class<V> type, Object value, String name, int row) {
        if (!type.isInstance(value)) {
            throw new TableException(
                    name,
                    row,
                    "the value '%s' is a %s, but others are a %s"
                            .formatted(value, value.getClass().getSimpleName(), type.getSimpleName()));
        }
        return type.cast(value);
    }
}
