package hillock.arithmetic;

/**
 * The one bit pattern per value that files and hashes use: every NaN becomes the quiet NaN without payload. Zeros keep
 * their signs. Arithmetic leaves the payload of a NaN to the machine, so bits may be compared or stored only after
 * this.
 */
final class Canonical {

    private Canonical() {}

    /** The bits of a float; every NaN gives {@code 0x7fc00000}. */
    public static int bits(float x) {
        return Float.floatToIntBits(x);
    }

    /** The bits of a double; every NaN gives {@code 0x7ff8000000000000L}. */
    public static long bits(double x) {
        return Double.doubleToLongBits(x);
    }

    /** Whether two floats are the same number: equal bits, or both NaN; {@code +0} and {@code -0} differ. */
    public static boolean same(float x, float y) {
        return bits(x) == bits(y);
    }

    /** Whether two doubles are the same number: equal bits, or both NaN; {@code +0} and {@code -0} differ. */
    public static boolean same(double x, double y) {
        return bits(x) == bits(y);
    }
}
