package hillock.io;

import hillock.data.Column;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of one cell means. */
final class Cells {
    /** Year, month and day, and perhaps a time; a zone is disregarded, the hours are those of the place. */
    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)"
            + "(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?");

    /** Day, month and year. With slashes it could as well be month, day and year, so those stay text. */
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");

    private static final int LONGEST_DATE = 40;

    private Cells() {}

    /** Whether a text stands for a missing value everywhere. */
    static boolean isMissing(String text) {
        return switch (text.length()) {
            case 0 -> true;
            case 1 -> text.equals("?");
            case 2 -> text.equalsIgnoreCase("NA");
            case 3 -> text.equalsIgnoreCase("NaN");
            case 4 -> text.equalsIgnoreCase("null");
            default -> false;
        };
    }

    /** The number a text is, infinite ones included; NaN if it is none. */
    static double number(String text, char decimal) {
        int length = text.length();
        int i = 0;
        boolean signed = length > 0 && (text.charAt(0) == '+' || text.charAt(0) == '-');
        if (signed) {
            i++;
        }
        int digits = 0;
        int point = -1;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == decimal && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return infinity(text.substring(signed ? 1 : 0), signed && text.charAt(0) == '-');
        }
        if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < length && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            int before = i;
            while (i < length && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
            }
            if (i == before) {
                return Double.NaN;
            }
        }
        if (i < length) {
            return Double.NaN;
        }
        return Double.parseDouble(decimal == '.' || point < 0 ? text : text.replace(decimal, '.'));
    }

    private static double infinity(String word, boolean negative) {
        boolean infinite = word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity") || word.equals("\u221e");
        return !infinite ? Double.NaN : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** 0 or 1 for the words of a truth value; -1 if it is none. */
    static byte truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "false", "no", "f", "n", "0" -> 0;
            case "true", "yes", "t", "y", "1" -> 1;
            default -> -1;
        };
    }

    /** Seconds since 1970 of a date; {@link Column.Dates#NONE} if it is none. */
    static long seconds(String text) {
        if (text.length() > LONGEST_DATE) {
            return Column.Dates.NONE;
        }
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return LocalDateTime.of(
                                part(iso, 1), part(iso, 2), part(iso, 3), part(iso, 4), part(iso, 5), part(iso, 6))
                        .toEpochSecond(ZoneOffset.UTC);
            }
            Matcher dotted = DOTTED.matcher(text);
            if (dotted.matches()) {
                return LocalDateTime.of(part(dotted, 3), part(dotted, 2), part(dotted, 1), 0, 0)
                        .toEpochSecond(ZoneOffset.UTC);
            }
        } catch (DateTimeException _) {
            // The 30th of February and the like.
        }
        return Column.Dates.NONE;
    }

    private static int part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
