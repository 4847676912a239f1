package hillock.data;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be predicted for every row of a list. Texts and enum constants are classes, truth values too; numbers are
 * classes if they are at most 20 distinct integers, see {@link TaskChoice}. A getter may give null where it is not
 * known; those rows are left out.
 *
 * @param <T> the type of the rows
 */
public final class Target<T> implements Attribute<T> {
    private final String name;
    private final Function<? super T, ? extends @Nullable Object> getter;

    private Target(String name, Function<? super T, ? extends @Nullable Object> getter) {
        this.name = name;
        this.getter = getter;
    }

    /** The target called {@code target}. */
    public static <T> Target<T> of(Function<? super T, ? extends @Nullable Object> getter) {
        return of("target", getter);
    }

    /** A target with a name. */
    public static <T> Target<T> of(String name, Function<? super T, ? extends @Nullable Object> getter) {
        return new Target<>(name, getter);
    }

    @Override
    public String name() {
        return name;
    }

    /** The column; its kind follows from the first value that is not missing. */
    @Override
    public Column column(List<? extends T> rows) {
        Object first = "";
        for (T row : rows) {
            Object value = getter.apply(row);
            if (value != null) {
                first = value;
                break;
            }
        }
        ColumnKind kind = first instanceof Number
                ? ColumnKind.NUMBER
                : first instanceof Boolean ? ColumnKind.BOOLEAN : ColumnKind.CATEGORY;
        return Values.column(name, kind, rows, getter);
    }
}
