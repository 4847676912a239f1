package hillock.data;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something known of every row of a list. A getter may give null for a missing value.
 *
 * <pre>{@code
 * Feature<Person> age = Feature.numeric("age", Person::age);
 * }</pre>
 *
 * @param <T> the type of the rows
 */
public final class Feature<T> implements Attribute<T> {
    private final String name;
    private final ColumnKind kind;
    private final Function<? super T, ? extends @Nullable Object> getter;

    private Feature(String name, ColumnKind kind, Function<? super T, ? extends @Nullable Object> getter) {
        this.name = name;
        this.kind = kind;
        this.getter = getter;
    }

    /** A number; null and NaN are missing. */
    public static <T> Feature<T> numeric(String name, Function<? super T, ? extends @Nullable Number> getter) {
        return new Feature<>(name, ColumnKind.NUMBER, getter);
    }

    /** One of several names: the text of any object, such as a string or an enum's constant; null is missing. */
    public static <T> Feature<T> category(String name, Function<? super T, ? extends @Nullable Object> getter) {
        return new Feature<>(name, ColumnKind.CATEGORY, getter);
    }

    /** A truth value; null is missing. */
    public static <T> Feature<T> truth(String name, Function<? super T, ? extends @Nullable Boolean> getter) {
        return new Feature<>(name, ColumnKind.BOOLEAN, getter);
    }

    /** A day; null is missing. */
    public static <T> Feature<T> date(String name, Function<? super T, ? extends @Nullable LocalDate> getter) {
        return new Feature<>(name, ColumnKind.DATE, row -> {
            LocalDate day = getter.apply(row);
            return day == null ? null : day.atStartOfDay();
        });
    }

    /** A moment; null is missing. */
    public static <T> Feature<T> time(String name, Function<? super T, ? extends @Nullable LocalDateTime> getter) {
        return new Feature<>(name, ColumnKind.DATE, getter);
    }

    @Override
    public String name() {
        return name;
    }

    /** What its values are. */
    public ColumnKind kind() {
        return kind;
    }

    @Override
    public Column column(List<? extends T> rows) {
        return Values.column(name, kind, rows, getter);
    }
}
