package hillock.engine.simd;

/**
 * Room for packed operands that begins at a line of the cache, so that no vector of it lies in two: reading those takes
 * twice as long. Java does not say where arrays lie, and moves them; but the default collector gives large ones, which
 * it never moves, regions of their own. So room is cut from large arrays, behind what an array has before its elements.
 * Elsewhere it is as good as any. Frames keep such room for operands that loops find packed and for large temporaries,
 * and threads for others.
 */
public final class Panels {
    /** An array of so many bytes is large by the measure of any usual heap. */
    private static final int BYTES = 4 << 20;

    /** More than this takes an array of its own, which is free with it. */
    public static final int LARGE_BYTES = 1 << 20;

    private static final int LINE_BYTES = 64;
    private static final int HEADER_BYTES = 16;

    private static final Panels FLOATS = new Panels(false);
    private static final Panels DOUBLES = new Panels(true);

    /** Room from an element of an array on. */
    public record Panel(Object array, int offset, int length) {}

    private final boolean wide;
    private final int line;
    private Object array;
    private int used;

    private Panels(boolean wide) {
        this.wide = wide;
        this.line = LINE_BYTES / (wide ? Double.BYTES : Float.BYTES);
        this.array = Elements.array(wide, 0);
    }

    /** Room for so many elements, zero at first. */
    public static Panel of(boolean wide, int length) {
        return (wide ? DOUBLES : FLOATS).cut(length);
    }

    private synchronized Panel cut(int length) {
        int header = HEADER_BYTES * line / LINE_BYTES;
        if (length > LARGE_BYTES / LINE_BYTES * line) {
            return new Panel(Elements.array(wide, Math.addExact(length, line)), line - header, length);
        }
        int rounded = (length + line - 1) / line * line;
        if (used + rounded > Elements.length(array)) {
            array = Elements.array(wide, BYTES / LINE_BYTES * line);
            used = line - header;
        }
        Panel panel = new Panel(array, used, length);
        used += rounded;
        return panel;
    }
}
