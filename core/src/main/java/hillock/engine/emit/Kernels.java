package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.simd.Kernel;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.lang.constant.ClassDesc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The kernels of this process, by chain: a cache with a bound. */
public final class Kernels {
    /** Kernels in use stay in use when the cache lets go of them. */
    private static final int MOST = 1024;

    /** HotSpot gives up on larger bodies. */
    private static final int LONGEST = 160;

    /** Divisions and roots take as long as several other instructions. */
    private static final int SLOW = 4;

    private static final Map<Chain, KernelSlot> SLOTS =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Chain, KernelSlot> eldest) {
                    return size() > MOST;
                }
            });

    private Kernels() {}

    /**
     * How much of a kernel an operation takes, in vector instructions; 0 if kernels do not know it.
     *
     * @param first the element type of its first operand
     * @param result the element type of its value
     */
    public static int weight(Op op, DType first, DType result) {
        if (!Lowering.knows(op, first, result)) {
            return 0;
        }
        return switch (op) {
            case Op.Unary unary ->
                switch (unary) {
                    case EXP, EXPM1, LOG, LOG1P, ATAN, TANH, ERF -> 40;
                    case FLOOR, ROUND -> 8;
                    case SQRT -> SLOW;
                    case NEG, ABS, SIGN, NOT, SIN, COS -> 1;
                };
            case Op.Binary binary -> binary == Op.Binary.DIV ? SLOW : 1;
            default -> 1;
        };
    }

    /** How many vector instructions the kernel of a chain takes for an element. */
    public static int weight(Chain chain) {
        int weight = 0;
        for (Chain.Step step : chain.steps()) {
            weight += weight(step.op(), chain.dtype(step.arguments().getFirst()), step.dtype());
        }
        return weight;
    }

    /** The greatest sum of weights in one kernel. */
    public static int most() {
        return LONGEST;
    }

    /** Where the kernel of a chain is, or will be. */
    public static KernelSlot of(Chain chain) {
        return SLOTS.computeIfAbsent(chain, KernelSlot::new);
    }

    /** The operations of a chain, for people. */
    static String describe(Chain chain) {
        return chain.steps().stream().map(step -> step.op().label()).collect(Collectors.joining(" "));
    }

    /** Makes the kernel of a chain. */
    static Kernel emit(Chain chain) {
        if (Simd.lanes(wide(chain)) == 0) {
            return Scalars.loop(chain);
        }
        return Simd.define(Emitted.told(write(chain), "kernel", () -> describe(chain)));
    }

    /** The class of the kernel of a chain, where there are vectors. */
    static byte[] write(Chain chain) {
        boolean wide = wide(chain);
        LaneCode code = new LaneCode(wide);
        List<Integer> results = Lowering.lower(chain, code);
        KernelWriter writer = new KernelWriter(
                code, chain.operands(), results, Simd.home(), Simd.lanes(wide), Simd.hasTruthVectors(wide));
        return writer.write(ClassDesc.of(Kernel.class.getName()));
    }

    /** Whether the lanes of a chain are float64. */
    public static boolean wide(Chain chain) {
        for (int i = 0; i < chain.operands().size() + chain.steps().size(); i++) {
            if (chain.dtype(i) == DType.FLOAT64) {
                return true;
            }
        }
        return false;
    }
}
