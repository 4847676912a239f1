package hillock.array;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Arrays that Java's heap has no room for. Nothing is left half made: room is asked for before there are arrays. */
public final class MemoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String what;
    private final long needed;
    private final long available;

    /**
     * A lack of room.
     *
     * @param what what the arrays are for, a clause such as "The array float32[10]"
     * @param needed how many bytes they take
     * @param available how many there are for them
     * @param cause what Java said, if it was asked
     */
    public MemoryException(String what, long needed, long available, @Nullable Throwable cause) {
        super(
                "%s needs %s, and %s. Make shapes or batches smaller, or start java with more, for example %s."
                        .formatted(what, Heap.text(needed), room(needed, available), option(needed, available)),
                cause);
        this.what = what;
        this.needed = needed;
        this.available = available;
    }

    /** The same lack, told with a further clause such as "made at Main.java:3". */
    public MemoryException with(String clause) {
        return new MemoryException(what + ", " + clause + ",", needed, available, this);
    }

    /** How many bytes are needed. */
    public long needed() {
        return needed;
    }

    /** How many bytes are available. */
    public long available() {
        return available;
    }

    /** What there is instead. */
    private static String room(long needed, long available) {
        return needed > available
                ? "%s of the %s that Java may use are available".formatted(Heap.text(available), Heap.text(Heap.most()))
                // An array lies in one piece, and a collector divides the heap into parts.
                : "though %s of the %s that Java may use are available, they are in pieces, none of them so large"
                        .formatted(Heap.text(available), Heap.text(Heap.most()));
    }

    /** Where there is room that is in pieces, a heap twice as large has larger ones. */
    private static String option(long needed, long available) {
        return Heap.option(needed > available ? needed : Heap.most());
    }
}
