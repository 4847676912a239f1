package hillock.engine.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Facts about the vectors of this machine; loaded only where the module is present. */
final class Lanes {
    /** Bytes, as many as there are float lanes; null where no vector is that short. Emitted kernels use it by name. */
    static final @Nullable VectorSpecies<Byte> TRUTHS_OF_FLOATS = truths(FloatVector.SPECIES_PREFERRED);

    /** Likewise for double lanes. */
    static final @Nullable VectorSpecies<Byte> TRUTHS_OF_DOUBLES = truths(DoubleVector.SPECIES_PREFERRED);

    private Lanes() {}

    private static @Nullable VectorSpecies<Byte> truths(VectorSpecies<?> species) {
        int bits = 8 * species.length();
        return bits < 64 ? null : VectorSpecies.of(byte.class, VectorShape.forBitSize(bits));
    }

    /** Truth values as the bits of a number, the first the lowest. Emitted kernels use it by name. */
    static long read(byte[] truths, int offset, int count) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (long) truths[offset + i] << i;
        }
        return bits;
    }

    /** Writes what {@link #read} reads. Emitted kernels use it by name. */
    static void write(long bits, byte[] truths, int offset, int count) {
        for (int i = 0; i < count; i++) {
            truths[offset + i] = (byte) (bits >>> i & 1);
        }
    }

    static int floats() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    static int doubles() {
        return DoubleVector.SPECIES_PREFERRED.length();
    }

    /** How many vector registers there are at the least. */
    static int registers() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 ? 32 : 16;
    }

    static String form() {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        return "Vector API, %d float lanes (%d bits)".formatted(lanes, 32 * lanes);
    }
}
