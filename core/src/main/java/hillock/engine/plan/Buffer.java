package hillock.engine.plan;

import hillock.array.DType;
import hillock.array.TensorType;
import org.jspecify.annotations.Nullable;

/** Storage a plan reads or writes; which Java array stands behind it is known when a {@link Frame} is made or bound. */
final class Buffer {
    /** Who provides the array. */
    enum Kind {
        /** The plan itself: it never changes. */
        CONSTANT,
        /** Whoever runs the plan, before each run: inputs, contents of variables, parameters. Never written. */
        BOUND,
        /** Whoever runs the plan, before each run: where the new content of a variable goes. */
        UPDATE,
        /** The frame; shared between buffers that do not live at the same time. */
        TEMPORARY,
        /** The frame, not shared: the value must survive until it is read. */
        KEPT,
        /** The frame, not shared, from a line of the cache on: a packed right operand. */
        PACKED,
        /** Whoever computes rows of a band, for these rows. */
        LOCAL
    }

    final int id;
    final DType dtype;
    final int size;
    Kind kind;
    /** The array of a constant. */
    final @Nullable Object data;
    /** The last step that reads a temporary. */
    int lastUse = -1;

    Buffer(int id, TensorType type, Kind kind, @Nullable Object data) {
        this.id = id;
        this.dtype = type.dtype();
        this.size = type.size();
        this.kind = kind;
        this.data = data;
    }

    long bytes() {
        return (long) size * dtype.bytes();
    }
}
