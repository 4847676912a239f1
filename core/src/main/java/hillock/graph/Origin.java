package hillock.graph;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the user's program that things come from. A program remembers its own; nodes do so with {@code lines} of
 * {@link Debug}, for it costs microseconds.
 */
public final class Origin {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Map<Node, String> NODES = Collections.synchronizedMap(new WeakHashMap<>());
    private static final ThreadLocal<@Nullable String> FOLLOWED = new ThreadLocal<>();

    private Origin() {}

    /** The line by which this library was called, as in stack traces; not one of Java's own, such as of a map. */
    public static String here() {
        return WALKER.walk(frames -> frames.filter(frame -> !isJava(frame.getDeclaringClass()))
                .filter(frame -> !isOurs(frame.getDeclaringClass()))
                .findFirst()
                .map(frame -> withoutModule(frame.toStackTraceElement()))
                .orElse("an unknown line"));
    }

    /** The line that built a node, if that is recorded. */
    public static Optional<String> of(Node node) {
        return Optional.ofNullable(NODES.get(node));
    }

    /**
     * From now on nodes that this thread builds come from where another comes from; null to end it. Does nothing where
     * lines are not recorded.
     */
    public static void follow(@Nullable Node node) {
        if (Debug.LINES) {
            if (node == null) {
                FOLLOWED.remove();
            } else {
                FOLLOWED.set(NODES.get(node));
            }
        }
    }

    static void record(Node node) {
        String followed = FOLLOWED.get();
        NODES.put(node, followed == null ? here() : followed);
    }

    /** Whether a class belongs to this library: the same module or, on the class path, the same archive or folder. */
    private static boolean isOurs(Class<?> type) {
        if (Node.class.getModule().isNamed()) {
            return type.getModule() == Node.class.getModule();
        }
        return type.getName().startsWith("hillock.")
                && type.getProtectionDomain().getCodeSource() != null
                && Node.class.getProtectionDomain().getCodeSource() != null
                && Node.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .equals(type.getProtectionDomain().getCodeSource().getLocation());
    }

    private static boolean isJava(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static String withoutModule(StackTraceElement frame) {
        return new StackTraceElement(
                        frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber())
                .toString();
    }
}
