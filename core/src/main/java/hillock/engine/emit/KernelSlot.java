package hillock.engine.emit;

import hillock.array.DType;
import hillock.engine.simd.Kernel;
import hillock.engine.simd.Simd;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The place of a kernel. Until much has been computed without it there is none: to make one, and to have it compiled by
 * HotSpot, takes a tenth of a second, in which it is a hundred times slower than plain loops. Both happen on a thread
 * of their own, so nobody waits; a kernel is handed out when it is fast, and never if it does not become so. Whether
 * there is one changes no number.
 */
public final class KernelSlot {
    /** How many operations on an element are done without a kernel first: some 20 ms of them. */
    private static final long COLD = 16L << 20;

    /** HotSpot counts calls and turns: few turns a call bring both to its limits soonest. */
    private static final int WARM_UP_TURNS = 12;

    private static final int WARM_UP_ROWS = 2;

    /** After so many calls HotSpot has been asked to compile; then it takes waiting, and a few calls more. */
    private static final int ENOUGH_CALLS = 1500;

    private static final int CALLS_BETWEEN_PAUSES = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Calls, not seconds: on a busy machine HotSpot's own threads wait for long. */
    private static final int MOST_CALLS = 60_000;

    /** A kernel that takes longer for an instruction of an element has not been compiled, or badly. */
    private static final double SLOWEST_NANOS = 1.0;

    private static final int FAST_CALLS = 50;

    private static final ThreadPoolExecutor WORKSHOP = workshop();

    private final Chain chain;
    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable Kernel warm;
    private volatile @Nullable Kernel made;

    KernelSlot(Chain chain) {
        this.chain = chain;
    }

    private static ThreadPoolExecutor workshop() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "hillock-kernels");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Does something on the thread on which kernels are made. */
    static void later(Runnable task) {
        WORKSHOP.execute(task);
    }

    /** The kernel, if it is ready; otherwise the elements about to be computed without it are counted. */
    public @Nullable Kernel get(int elements) {
        Kernel kernel = warm;
        if (kernel != null) {
            return kernel;
        }
        long work = (long) elements * chain.steps().size();
        long before = done.getAndAdd(work);
        if (before < COLD && before + work >= COLD) {
            later(this::warmUp);
        }
        return null;
    }

    /** The kernel, made now if there is none. */
    public Kernel now() {
        Kernel kernel = made;
        if (kernel == null) {
            kernel = Kernels.emit(chain);
            made = kernel;
        }
        return kernel;
    }

    private void warmUp() {
        Kernel kernel = now();
        // Rows that end within a vector, so that HotSpot learns that there are such.
        int length = WARM_UP_TURNS * Simd.lanes(Kernels.wide(chain)) - 1;
        int elements = WARM_UP_ROWS * length;
        int operands = chain.operands().size();
        Object[] arrays = new Object[operands + chain.outputs().size()];
        for (int i = 0; i < arrays.length; i++) {
            DType dtype = chain.dtype(i < operands ? i : chain.outputs().get(i - operands));
            arrays[i] = dtype.newArray(elements);
            fill(arrays[i]);
        }
        int[] offsets = new int[arrays.length];
        int[] rowStrides = new int[arrays.length];
        Arrays.fill(rowStrides, length);
        double most = SLOWEST_NANOS * elements * Kernels.weight(chain);
        int fast = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            long before = System.nanoTime();
            kernel.run(arrays, offsets, rowStrides, WARM_UP_ROWS, length);
            // Not in a row: on a busy machine any call may be interrupted.
            if (System.nanoTime() - before < most) {
                fast++;
            } else if (call > ENOUGH_CALLS && call % CALLS_BETWEEN_PAUSES == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (fast == FAST_CALLS) {
                warm = kernel;
                return;
            }
        }
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
