package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.simd.Kernel;
import hillock.engine.simd.Simd;
import hillock.engine.simd.Workshop;
import hillock.graph.Debug;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The place of a kernel. Until much has been computed without it there is none: to make one, and to have it compiled by
 * HotSpot, takes a tenth of a second, in which it is a hundred times slower than plain loops. Both happen on a thread
 * of their own, so nobody waits; a kernel is handed out when it is fast, and never if it does not become so. Whether
 * there is one changes no number.
 *
 * <p>HotSpot sometimes compiles a kernel badly, or throws away what it compiled well. So a kernel in use is timed now
 * and then; one that is far slower than it was when it was handed out is taken back, plain loops serve again, and the
 * kernel is emitted anew: another class, compiled afresh. After a few of those it stays with plain loops.
 */
public final class KernelSlot {
    /** How many operations on an element are done without a kernel first: some 20 ms of them. */
    private static final long COLD = 16L << 20;

    /** HotSpot counts calls and turns: few turns a call bring both to its limits soonest. */
    private static final int WARM_UP_TURNS = 12;

    private static final int WARM_UP_ROWS = 2;

    /** Calls, not seconds: on a busy machine HotSpot's own threads wait for long. */
    private static final int MOST_CALLS = 60_000;

    /**
     * A kernel that takes longer for an instruction of a vector has not been compiled, or with vectors as objects; good
     * ones take a fifth of that.
     */
    private static final double SLOWEST_NANOS_OF_LANES = 2;

    /** What a call and the clock take. */
    private static final int CALL_NANOS = 100;

    /** HotSpot knows a kernel that it compiles again. */
    private static final int AGAIN_CALLS = 2000;

    /** One of so many calls in use is timed, if it has enough elements for the clock. */
    private static final int TIMED = 256;

    private static final int LEAST_TIMED_ELEMENTS = 512;

    /** In use a call may take this much longer than the best one did when the kernel was new ... */
    private static final int MOST_TIMES_BEST = 8;

    /** ... and this for each byte, which then lay in the cache, and may be in a memory that others use too ... */
    private static final double BYTE_NANOS = 0.5;

    /** ... and this at all. */
    private static final int SLACK_NANOS = 5000;

    /** Not one call: any may be interrupted. After a slow one all are timed, until one is not. */
    private static final int MOST_SLOW_CALLS = 8;

    private static final int MOST_EMISSIONS = 3;

    private static final System.Logger LOGGER = System.getLogger("hillock");

    /** How kernels come about. */
    interface Maker {
        Kernel make(Chain chain);
    }

    private final Chain chain;
    private final Maker maker;
    private final Executor executor;
    private final int mostCalls;
    private final int lanes;
    private final int bytes;
    private final AtomicLong done = new AtomicLong();
    private int emissions;
    /** The kernel that computes rows which vectors fill ... */
    private volatile @Nullable Kernel warm;
    /** ... and the same, when what computes the ends of rows is warm too: that is another method. */
    private volatile @Nullable Kernel warmToTheEnd;

    private final AtomicBoolean endsWanted = new AtomicBoolean();
    private volatile @Nullable Kernel made;
    /** The most that an element may take in use. */
    private volatile double slowest;
    /** Threads may lose some of these counts, which does no harm. */
    private int calls;

    private int slowCalls;

    KernelSlot(Chain chain) {
        this(chain, Kernels::emit, Workshop::later, MOST_CALLS);
    }

    /**
     * A place of a kernel that comes about in its own way.
     *
     * @param executor where kernels are made and warmed up
     * @param mostCalls how many calls a kernel has to become fast
     */
    KernelSlot(Chain chain, Maker maker, Executor executor, int mostCalls) {
        this.chain = chain;
        this.maker = maker;
        this.executor = executor;
        this.mostCalls = mostCalls;
        this.lanes = Math.max(1, Simd.lanes(Kernels.wide(chain)));
        int perElement = 0;
        for (Chain.Operand operand : chain.operands()) {
            perElement += operand.single() ? 0 : operand.dtype().bytes();
        }
        for (int output : chain.outputs()) {
            perElement += chain.dtype(output).bytes();
        }
        this.bytes = perElement;
    }

    /**
     * The kernel, if it is ready; otherwise the elements about to be computed without it are counted.
     *
     * @param from where they begin in a row
     * @param to where they end in a row
     * @param n how long a row is
     */
    public @Nullable Kernel get(int from, int to, int n) {
        boolean filled = ((from | to | n) & lanes - 1) == 0; // lanes are a power of two
        Kernel kernel = filled ? warm : warmToTheEnd;
        if (kernel != null) {
            return kernel;
        }
        if (warm != null && endsWanted.compareAndSet(false, true)) {
            executor.execute(this::warmUpEnds);
        }
        int elements = to - from;
        long work = (long) elements * chain.steps().size();
        long before = done.getAndAdd(work);
        if (before < COLD && before + work >= COLD) {
            executor.execute(this::warmUp);
        }
        return null;
    }

    /** The kernel, made now if there is none. */
    public Kernel now() {
        Kernel kernel = made;
        if (kernel == null) {
            kernel = maker.make(chain);
            made = kernel;
        }
        return kernel;
    }

    /** Runs a kernel that {@link #get} gave, and sees to it that it is as fast as it was. */
    public void run(Kernel kernel, Object[] arrays, int[] offsets, int[] rowStrides, int rows, int n) {
        int elements = rows * n;
        boolean timed = elements >= LEAST_TIMED_ELEMENTS && (slowCalls > 0 || calls++ % TIMED == 0);
        if (!timed) {
            kernel.run(arrays, offsets, rowStrides, rows, n);
            return;
        }
        long before = System.nanoTime();
        kernel.run(arrays, offsets, rowStrides, rows, n);
        judge(kernel, (double) (System.nanoTime() - before - SLACK_NANOS) / elements);
    }

    private void judge(Kernel kernel, double nanos) {
        if (nanos <= slowest) {
            slowCalls = 0;
            return;
        }
        slowCalls++;
        if (slowCalls >= MOST_SLOW_CALLS && retire(kernel)) {
            log(String.format(Locale.ROOT, "took %.1f ns an element, at most %.1f were expected", nanos, slowest));
            executor.execute(this::replace);
        }
    }

    private synchronized boolean retire(Kernel kernel) {
        if (warm != kernel) {
            return false;
        }
        warm = null;
        warmToTheEnd = null;
        endsWanted.set(false);
        slowCalls = 0;
        return true;
    }

    /** HotSpot may be compiling it again at this moment; only if that does not help it takes another class. */
    private void replace() {
        if (emissions < MOST_EMISSIONS && becomesFast(now(), Math.min(mostCalls, AGAIN_CALLS))) {
            // What is slow in use again and again, whatever it is here, is not worth it.
            emissions++;
            warm = made;
            log("is in use again");
            return;
        }
        made = null;
        warmUp();
    }

    private void warmUp() {
        while (emissions < MOST_EMISSIONS) {
            emissions++;
            Kernel kernel = now();
            if (becomesFast(kernel, mostCalls)) {
                warm = kernel;
                log("is in use");
                return;
            }
            made = null;
            log("did not become fast");
        }
        log("is computed by plain loops from now on");
    }

    private void log(String what) {
        LOGGER.log(
                Debug.KERNELS ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                () -> "The kernel of %s %s (emission %d).".formatted(Kernels.describe(chain), what, emissions));
    }

    /** Many rows a call, because HotSpot counts turns. A kernel whose ends stay slow is used all the same. */
    private void warmUpEnds() {
        Kernel kernel = warm;
        if (kernel == null) {
            return;
        }
        int n = Math.max(1, lanes - 1);
        int rows = WARM_UP_ROWS * WARM_UP_TURNS;
        Object[] arrays = arrays(rows * lanes);
        int[] offsets = new int[arrays.length];
        int[] rowStrides = new int[arrays.length];
        Arrays.fill(rowStrides, lanes);
        Workshop.Call call = _ -> {
            kernel.run(arrays, offsets, rowStrides, rows, n);
            return true;
        };
        double most = CALL_NANOS + SLOWEST_NANOS_OF_LANES * rows * instructions();
        Workshop.warmUp(call, most, Math.min(mostCalls, AGAIN_CALLS));
        if (warm == kernel) {
            warmToTheEnd = kernel;
        }
    }

    /** How many instructions a vector takes: operations, and a load or a store for each array. */
    private int instructions() {
        return Kernels.weight(chain) + chain.operands().size() + chain.outputs().size();
    }

    private Object[] arrays(int elements) {
        int operands = chain.operands().size();
        Object[] arrays = new Object[operands + chain.outputs().size()];
        for (int i = 0; i < arrays.length; i++) {
            DType dtype = chain.dtype(i < operands ? i : chain.outputs().get(i - operands));
            arrays[i] = dtype.newArray(elements);
            fill(arrays[i]);
        }
        return arrays;
    }

    private boolean becomesFast(Kernel kernel, int mostCalls) {
        int length = WARM_UP_TURNS * lanes;
        int elements = WARM_UP_ROWS * length;
        Object[] arrays = arrays(elements);
        int[] offsets = new int[arrays.length];
        int[] rowStrides = new int[arrays.length];
        Arrays.fill(rowStrides, length);
        Workshop.Call call = number -> {
            // HotSpot throws a kernel away when it meets what it has not seen: rows that vectors fill, rows that end
            // within a vector, rows shorter than one.
            int n = number % 3 == 0 ? length : number % 3 == 1 ? length - 1 : Math.max(1, lanes - 1);
            kernel.run(arrays, offsets, rowStrides, number % 3 == 2 ? 1 : WARM_UP_ROWS, n);
            return n == length;
        };
        double most = CALL_NANOS + SLOWEST_NANOS_OF_LANES / lanes * elements * instructions();
        long best = Workshop.warmUp(call, most, mostCalls);
        slowest = MOST_TIMES_BEST * (double) best / elements + BYTE_NANOS * bytes;
        return best > 0;
    }

    /** Ordinary numbers, so that nothing is slowed by subnormal ones. */
    private static void fill(Object array) {
        switch (array) {
            case float[] floats -> {
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = 0.5f + i * 0x1p-10f;
                }
            }
            case double[] doubles -> Arrays.setAll(doubles, i -> 0.5 + i * 0x1p-10);
            default -> {}
        }
    }
}
