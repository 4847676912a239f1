package hillock.engine;

import java.util.Locale;

/** Numbers of operations and times as people read them, in three digits. */
public final class Amounts {
    private static final String[] LARGE = {"", " k", " M", " G", " T", " P", " E"};
    private static final String[] SMALL = {" s", " ms", " us", " ns"};

    private Amounts() {}

    /** A number: {@code 512}, {@code 1.50 k}, {@code 24.0 G}. */
    public static String count(double number) {
        double scaled = number;
        int unit = 0;
        while (scaled >= 999.5 && unit < LARGE.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return unit == 0 ? String.format(Locale.ROOT, "%.0f", scaled) : digits(scaled) + LARGE[unit];
    }

    /** A count of things: {@code 1 step}, {@code 4,800 steps}. */
    public static String count(long number, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
    }

    /** A time: {@code 24.0 ns}, {@code 1.50 ms}, {@code 12.0 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
    public static String seconds(double seconds) {
        if (seconds >= 99.5) {
            long whole = Math.round(seconds);
            return whole < 3600
                    ? "%d min %02d s".formatted(whole / 60, whole % 60)
                    : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
        }
        double scaled = seconds;
        int unit = 0;
        while (scaled < 0.9995 && unit < SMALL.length - 1) {
            scaled *= 1000;
            unit++;
        }
        return digits(scaled) + SMALL[unit];
    }

    private static String digits(double number) {
        return String.format(Locale.ROOT, number < 9.995 ? "%.2f" : number < 99.95 ? "%.1f" : "%.0f", number);
    }
}
