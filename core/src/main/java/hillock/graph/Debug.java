package hillock.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the engine tells about its work, by the system property {@value #PROPERTY}, which is read once: words with
 * commas between them. What is told goes to the {@link System.Logger} {@code hillock}, at level INFO.
 *
 * <ul>
 *   <li>{@code plan}: every plan made, why no earlier one served, and its table.
 *   <li>{@code kernels}: every kernel written, and when it is in use.
 *   <li>{@code lines}: messages name the line of your program that built the operation at fault; costs microseconds for
 *       each node.
 *   <li>{@code dump=FOLDER}: classes of kernels are written there, for {@code javap}.
 * </ul>
 */
public final class Debug {
    /** The name of the system property. */
    public static final String PROPERTY = "hillock.debug";

    /** Whether plans are told. */
    public static final boolean PLAN;

    /** Whether kernels are told. */
    public static final boolean KERNELS;

    /** Whether nodes know the line that built them. */
    public static final boolean LINES;

    /** Where classes of kernels are written. */
    public static final Optional<Path> DUMP;

    private static final String DUMP_WORD = "dump=";
    private static final Set<String> WORDS = Set.of("plan", "kernels", "lines");

    static {
        List<String> words = List.of(System.getProperty(PROPERTY, "").strip().split("\\s*,\\s*", -1));
        PLAN = words.contains("plan");
        KERNELS = words.contains("kernels");
        LINES = words.contains("lines");
        DUMP = words.stream()
                .filter(word -> word.startsWith(DUMP_WORD))
                .map(word -> Path.of(word.substring(DUMP_WORD.length())))
                .findFirst();
        for (String word : words) {
            if (!word.isEmpty() && !WORDS.contains(word) && !word.startsWith(DUMP_WORD)) {
                System.getLogger("hillock")
                        .log(
                                System.Logger.Level.WARNING,
                                "-D%s takes %s and %sFOLDER, with commas between them, not '%s'."
                                        .formatted(PROPERTY, String.join(", ", new TreeSet<>(WORDS)), DUMP_WORD, word));
            }
        }
    }

    private Debug() {}

    /** Tells something. */
    public static void tell(String text) {
        System.getLogger("hillock").log(System.Logger.Level.INFO, text);
    }
}
