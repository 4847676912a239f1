package hillock.engine.simd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The border of everything that uses the incubating module {@code jdk.incubator.vector}: nothing outside this package
 * does. Where the module is absent, plain twins give the same bits, more slowly.
 */
public final class Simd {
    private static final int SLOW_FMA_NANOS = 250;

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

    static {
        if (multipliesSlowly()) {
            System.getLogger("hillock")
                    .log(
                            System.Logger.Level.WARNING,
                            "This processor, or this JVM (-XX:-UseFMA), has no fused multiply-add: Java does it with "
                                    + "big decimals, and everything is hundreds of times slower than it should be. The "
                                    + "numbers are right. Run on a processor with FMA (since 2013), without "
                                    + "-XX:-UseFMA.");
        }
    }

    private Simd() {}

    /**
     * Whether fused multiply-adds are done in software: that takes a microsecond each, the instruction a few
     * nanoseconds even where nothing has been compiled yet. Of several tries the best counts.
     */
    private static boolean multipliesSlowly() {
        long best = Long.MAX_VALUE;
        double x = 1;
        for (int attempt = 0; attempt < 16; attempt++) {
            long before = System.nanoTime();
            for (int i = 0; i < 16; i++) {
                x = Math.fma(x, 0.7, 0.1);
            }
            best = Math.min(best, System.nanoTime() - before);
        }
        return best > (x > 0 ? 16 * SLOW_FMA_NANOS : 0);
    }

    /** What the products compute with, for people: the Vector API and its width, or plain loops. */
    public static String form() {
        return AVAILABLE ? Lanes.form() : "plain loops (module jdk.incubator.vector absent)";
    }

    /**
     * Contractions for one thread.
     *
     * @param wide whether of float64, not float32
     * @param eager whether tiles are used at once, however cold: so that tests see them
     */
    public static Contraction contraction(boolean wide, boolean eager) {
        return new Contraction(wide, AVAILABLE ? new VectorTiles(wide, eager) : new PlainTiles(wide));
    }

    /**
     * How many neighbouring columns are computed together at the least; packed operands are filled up to a multiple.
     *
     * @param wide whether of float64, not float32
     */
    public static int unit(boolean wide) {
        return !AVAILABLE ? PlainTiles.UNIT : wide ? Lanes.doubles() : Lanes.floats();
    }

    /**
     * How many neighbouring columns a packed operand holds together.
     *
     * @param wide whether of float64, not float32
     */
    public static int strip(boolean wide) {
        return AVAILABLE ? Lanes.strip() * unit(wide) : PlainTiles.STRIP;
    }

    /**
     * How many lanes emitted kernels have, or 0 where there are none: without the module, and where vectors are shorter
     * than 256 bits, which takes the masks and maxima that kernels need from the processors of AMD and Intel.
     *
     * @param wide whether the lanes hold float64, not float32
     */
    public static int lanes(boolean wide) {
        return !AVAILABLE || Lanes.floats() < 8 ? 0 : wide ? Lanes.doubles() : Lanes.floats();
    }

    /** Whether there are vectors of as many bytes as kernels have lanes, for truth values. */
    public static boolean hasTruthVectors(boolean wide) {
        return (wide ? TruthLanes.OF_DOUBLES : TruthLanes.OF_FLOATS) != null;
    }

    /** The package that emitted kernels live in. */
    public static String home() {
        return Simd.class.getPackageName();
    }

    /** A kernel of an emitted class, which is unloaded with it. */
    public static Kernel define(byte[] emitted) {
        return (Kernel) instance(emitted);
    }

    /** An instance of an emitted class of this package. */
    static Object instance(byte[] emitted) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(emitted, true);
            return lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("An emitted kernel could not be loaded.", e);
        }
    }

    /** Reductions of float32 arrays. */
    public static FloatReduction floatReduction() {
        return AVAILABLE && VectorFloatReduction.suits() ? new VectorFloatReduction() : new PlainFloatReduction();
    }

    /** The same for few elements, which loads no vectors. */
    public static FloatReduction plainFloatReduction() {
        return new PlainFloatReduction();
    }

    /** Reductions of float64 arrays. */
    public static DoubleReduction doubleReduction() {
        return AVAILABLE && VectorDoubleReduction.suits() ? new VectorDoubleReduction() : new PlainDoubleReduction();
    }

    /** The same for few elements, which loads no vectors. */
    public static DoubleReduction plainDoubleReduction() {
        return new PlainDoubleReduction();
    }
}
