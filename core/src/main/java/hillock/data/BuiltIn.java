package hillock.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A dataset known by name, with what one needs to know about it and settings that work.
 *
 * @param name the name
 * @param description what it is and where it comes from, a few lines
 * @param task what is to be learnt
 * @param preset settings that train a network well
 * @param limit the best that can be reached and why, if it is known to be less than everything
 * @param source makes or reads the data
 */
public record BuiltIn(
        String name, String description, Task task, Preset preset, Optional<String> limit, Source source) {

    /** Where the data come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The data, the same for the same seed. Data that are read from files may disregard it.
         *
         * @throws IOException if files cannot be read
         */
        Split load(long seed) throws IOException;
    }

    /** The data, the same for the same seed. */
    public Split load(long seed) throws IOException {
        return source.load(seed);
    }

    /** The datasets that are generated, and so are always there. */
    public static List<BuiltIn> generated() {
        return Generated.all();
    }

    /** The generated dataset of a name, if there is one. */
    public static Optional<BuiltIn> named(String name) {
        return generated().stream().filter(data -> data.name.equals(name)).findFirst();
    }
}
