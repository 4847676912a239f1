package hillock.engine.simd;

/**
 * The border of everything that uses the incubating module {@code jdk.incubator.vector}: nothing outside this package
 * does. Where the module is absent, plain twins give the same bits, more slowly.
 */
public final class Simd {
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    static {
        if (!AVAILABLE) {
            System.getLogger("hillock")
                    .log(
                            System.Logger.Level.WARNING,
                            "The module jdk.incubator.vector is absent, so matrix products run at a fraction of their "
                                    + "speed; start java with: --add-modules jdk.incubator.vector");
        }
    }

    private Simd() {}

    /** What the products compute with, for people: the Vector API and its width, or plain loops. */
    public static String form() {
        return AVAILABLE ? Lanes.form() : "plain loops (module jdk.incubator.vector absent)";
    }

    /** A float32 product. */
    public static FloatMatMul floatMatMul() {
        return AVAILABLE ? new VectorFloatMatMul() : new PlainFloatMatMul();
    }

    /** Whether there is a {@link #floatContraction}; elsewhere operands are laid out for {@link #floatMatMul}. */
    public static boolean hasFloatContraction() {
        return AVAILABLE;
    }

    /** A float32 contraction of operands that lie anywhere. */
    public static FloatContraction floatContraction() {
        return new FloatContraction();
    }

    /** A float64 product. */
    public static DoubleMatMul doubleMatMul() {
        return AVAILABLE ? new VectorDoubleMatMul() : new PlainDoubleMatMul();
    }
}
