package hillock.data;

import java.math.BigDecimal;
import java.math.MathContext;
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

    /** A number in five significant digits. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros();
        return Math.abs(value) < 1e7 && (value == 0 || Math.abs(value) >= 1e-4)
                ? rounded.toPlainString()
                : rounded.toString();
    }

    /** A number of things: 1 row, 2 rows. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
