package hillock.data;

import java.util.List;

/**
 * What is read from every row of a list: a {@link Feature} or the {@link Target}.
 *
 * @param <T> the type of the rows
 */
public sealed interface Attribute<T> permits Feature, Target {
    /** The name of the column it becomes. */
    String name();

    /** The column of some rows. */
    Column column(List<? extends T> rows);
}
