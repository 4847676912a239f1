package hillock.array;

import java.util.Locale;
import java.util.function.Supplier;

/** The room for arrays on Java's heap, asked for before they are made. */
public final class Heap {
    /** Less is simply taken: to ask costs more than to fail. */
    private static final long ASKED = 16L << 20;

    private Heap() {}

    /** The most bytes Java may use, garbage and the rest of the program included. */
    public static long most() {
        return Runtime.getRuntime().maxMemory();
    }

    /** How many bytes of it are not in use; garbage that has not been collected counts as in use. */
    public static long available() {
        Runtime runtime = Runtime.getRuntime();
        return Math.max(0, runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory()));
    }

    /**
     * Refuses what there is no room for.
     *
     * @param bytes the size of all arrays that are about to be made
     * @param what what they are for, a clause that begins a sentence
     * @throws MemoryException if there is no room
     */
    public static void require(long bytes, Supplier<String> what) {
        if (bytes < ASKED || bytes <= available()) {
            return;
        }
        if (bytes <= most()) {
            // Most of what is in use may be garbage. The JDK asks so too before it refuses a direct buffer.
            System.gc();
        }
        long available = available();
        if (bytes > available) {
            throw new MemoryException(what.get(), bytes, available, null);
        }
    }

    /**
     * The option of {@code java} for a heap in which so many bytes more than are in use have room, and a quarter more,
     * such as {@code -Xmx320m}: in steps of 64 MB up to a gigabyte, then of whole ones (both powers of two).
     */
    public static String option(long more) {
        double wanted = 1.25 * (most() - available() + (double) more);
        return wanted <= 1L << 30
                ? "-Xmx%dm".formatted(64 * (long) Math.max(1, Math.ceil(wanted / (64L << 20))))
                : "-Xmx%dg".formatted((long) Math.ceil(wanted / (1L << 30)));
    }

    /** A number of bytes in three digits: {@code 512 bytes}, {@code 1.50 MB}, {@code 24.0 GB}; units of 1000. */
    public static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
        double number = bytes;
        int unit = -1;
        do {
            number /= 1000;
            unit++;
        } while (number >= 999.5);
        return String.format(
                Locale.ROOT, number < 9.995 ? "%.2f %s" : number < 99.95 ? "%.1f %s" : "%.0f %s", number, units[unit]);
    }
}
