package hillock.data;

import java.util.Collection;
import java.util.stream.Collectors;

/** Wording of sentences about columns. */
final class Notices {
    private static final int MOST_NAMES = 20;

    private Notices() {}

    /** Quoted names; of very many only the first. */
    static String list(Collection<String> names) {
        String shown =
                names.stream().limit(MOST_NAMES).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? shown : shown + " and " + (names.size() - MOST_NAMES) + " more";
    }

    /** A number of things: 1 row, 2 rows. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
