package hillock.engine.simd;

import jdk.incubator.vector.VectorShape;

/**
 * Facts about the vectors of this machine; loaded only where the module is present. They come from the shape of
 * vectors: any vector or species brings a hundred classes with it, which a program without vectors does without.
 */
final class Lanes {
    private static final int BITS = VectorShape.preferredShape().vectorBitSize();

    private Lanes() {}

    static int floats() {
        return BITS / Float.SIZE;
    }

    static int doubles() {
        return BITS / Double.SIZE;
    }

    /** How many vector registers there are at the least. */
    static int registers() {
        return BITS >= 512 ? 32 : 16;
    }

    /** How many vectors of columns are packed together. */
    static int strip() {
        return 2;
    }

    static String form() {
        return "Vector API, %d float lanes (%d bits)".formatted(floats(), BITS);
    }
}
