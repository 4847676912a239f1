package hillock.engine.simd;

import jdk.incubator.vector.FloatVector;

/** Facts about the vectors of this machine; loaded only where the module is present. */
final class Lanes {
    private Lanes() {}

    static String form() {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        return "Vector API, %d float lanes (%d bits)".formatted(lanes, 32 * lanes);
    }
}
