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
                ("%s needs %s, and %s of the %s that Java may use are available. Make shapes or batches smaller, or "
                                + "start java with more, for example -Xmx%dg.")
                        .formatted(
                                what,
                                Heap.text(needed),
                                Heap.text(available),
                                Heap.text(Heap.most()),
                                enough(needed, available)),
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

    /** A heap with a quarter more than is known to be needed, in gigabytes of 2^30 bytes. */
    private static long enough(long needed, long available) {
        double used = Heap.most() - available;
        return (long) Math.ceil((used + needed) * 1.25 / (1L << 30));
    }
}
