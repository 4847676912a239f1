package hillock.engine.simd;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Truth values as vectors of bytes, and as bits. Emitted kernels use all of it by name. */
final class TruthLanes {
    /** Bytes, as many as there are float lanes; null where no vector is that short. */
    static final @Nullable VectorSpecies<Byte> OF_FLOATS = bytes(Lanes.floats());

    /** Likewise for double lanes. */
    static final @Nullable VectorSpecies<Byte> OF_DOUBLES = bytes(Lanes.doubles());

    private TruthLanes() {}

    private static @Nullable VectorSpecies<Byte> bytes(int lanes) {
        int bits = 8 * lanes;
        return bits < 64 ? null : VectorSpecies.of(byte.class, VectorShape.forBitSize(bits));
    }

    /** Truth values as the bits of a number, the first the lowest. */
    static long read(byte[] truths, int offset, int count) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (long) truths[offset + i] << i;
        }
        return bits;
    }

    /** Writes what {@link #read} reads. */
    static void write(long bits, byte[] truths, int offset, int count) {
        for (int i = 0; i < count; i++) {
            truths[offset + i] = (byte) (bits >>> i & 1);
        }
    }
}
