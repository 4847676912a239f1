package hillock.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
public final class Texts {
    /** Less than one of any number of samples: the rounding of a mean or a deviation. */
    private static final double NOTHING = 1e-10;

    private Texts() {}

    /** A count with commas between the thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count of things: {@code 1 sample}, {@code 2 samples}. */
    public static String count(long number, String thing) {
        return count(number) + " " + thing
                + (number == 1 ? "" : thing.endsWith("s") || thing.endsWith("x") ? "es" : "s");
    }

    /** A share as a percentage, rounded to two decimals; yet 100.00 % means all and 0.00 % none. */
    public static String percent(double share) {
        if (Double.isNaN(share)) {
            return "nan %";
        }
        long hundredths = Math.round(share * 1e4);
        if (hundredths == 10_000 && share < 1 - NOTHING) {
            hundredths--;
        } else if (hundredths == 0 && share > NOTHING) {
            hundredths++;
        }
        return String.format(Locale.ROOT, "%.2f %%", hundredths / 100.0);
    }

    /** A number in four significant digits. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        double magnitude = Math.abs(value);
        if (value == 0 || magnitude >= 1e-4 && magnitude < 1e5) {
            int whole = magnitude < 1 ? 1 : (int) Math.floor(Math.log10(magnitude)) + 1;
            return String.format(Locale.ROOT, "%." + Math.max(0, 5 - whole) + "f", value);
        }
        return String.format(Locale.ROOT, "%.3e", value);
    }

    /** A time: {@code 0.42 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
    public static String seconds(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** A text in lines no longer than a width, divided at its blanks; a longer word stays whole. */
    public static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A number of things per second. */
    public static String rate(double perSecond, String things) {
        return count(Math.round(perSecond)) + " " + things + "/s";
    }

    /** A time that is only estimated: {@code 42 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
    public static String coarse(double seconds) {
        return seconds < 60 ? Math.round(seconds) + " s" : seconds(Math.min(seconds, 1e9));
    }

    /** An accuracy or a root mean squared error with its name. */
    public static String score(String name, double score) {
        return name + " " + (name.equals("accuracy") ? percent(score) : number(score));
    }
}
