package hillock.train;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One choice of values for what a {@link Sweep} varies.
 *
 * @param values the values by name, in the order in which they were named to the sweep
 */
public record Combination(SequencedMap<String, Object> values) {
    /** Copies the map. */
    public Combination {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /**
     * A value.
     *
     * @throws IllegalArgumentException if nothing of this name is varied
     */
    public Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'%s' is not varied; %s are.".formatted(name, values.keySet()));
        }
        return value;
    }

    /**
     * A value that is a number.
     *
     * @throws IllegalArgumentException if nothing of this name is varied, or its value is no number
     */
    public double number(String name) {
        if (value(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("The value of '%s' is '%s', not a number.".formatted(name, value(name)));
    }

    /** A value in words; the elements of a list with an {@code x} between them. */
    public String text(String name) {
        return value(name) instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("x"))
                : String.valueOf(value(name));
    }

    @Override
    public String toString() {
        return values.keySet().stream().map(name -> name + "=" + text(name)).collect(Collectors.joining(" "));
    }
}
