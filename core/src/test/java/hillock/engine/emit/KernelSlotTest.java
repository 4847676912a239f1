package hillock.engine.emit;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.engine.simd.Kernel;
import hillock.engine.simd.Simd;
import hillock.graph.Op;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Kernels that become fast, that never do, and that cease to be: who computes changes, the numbers do not. */
class KernelSlotTest {
    private static final int N = 1024;

    private static final int TIMES = 12;

    /** The magnitude, taken often, less x. */
    private static final Chain CHAIN = chain();

    private final float[] x = new float[N];
    private final float[] expected = new float[N];
    private final float[] out = new float[N];

    private static Chain chain() {
        List<Chain.Step> steps = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            steps.add(new Chain.Step(Op.Unary.ABS, DType.FLOAT32, List.of(i)));
        }
        steps.add(new Chain.Step(Op.Binary.SUB, DType.FLOAT32, List.of(TIMES, 0)));
        return new Chain(List.of(new Chain.Operand(DType.FLOAT32, false)), steps, List.of(TIMES + 1));
    }

    private static float element(float x) {
        return Math.abs(x) - x;
    }

    KernelSlotTest() {
        Assumptions.assumeTrue(ManagementFactory.getCompilationMXBean() != null, "without a compiler nothing is fast");
        for (int i = 0; i < N; i++) {
            x[i] = i * 0.01f - 5;
            expected[i] = element(x[i]);
        }
    }

    private static void plainly(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int n) {
        float[] from = (float[]) arrays[0];
        float[] to = (float[]) arrays[1];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < n; i++) {
                to[offsets[1] + row * rowStrides[1] + i] = element(from[offsets[0] + row * rowStrides[0] + i]);
            }
        }
    }

    /**
     * A kernel that knows what comes out, so that it is fast whatever HotSpot makes of it, and takes a millisecond more
     * while it is ill.
     */
    private final class Moody implements Kernel {
        volatile boolean ill;

        @Override
        public void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int n) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(expected, 0, arrays[1], offsets[1] + row * rowStrides[1], n);
            }
            if (ill) {
                long end = System.nanoTime() + 1_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Computes once as the engine does, and compares. */
    private boolean step(KernelSlot slot) {
        Kernel kernel = slot.get(0, N, N);
        Object[] arrays = {x, out};
        if (kernel == null) {
            plainly(arrays, new int[2], new int[2], 1, N);
        } else {
            slot.run(kernel, arrays, new int[2], new int[2], 1, N);
        }
        assertThat(out).isEqualTo(expected);
        return kernel != null;
    }

    private void heat(KernelSlot slot) {
        assertThat(slot.get(0, 1 << 30, 1 << 30)).isNull();
    }

    @Test
    void aKernelThatBecomesSlowIsEmittedAnew() {
        List<Moody> made = new ArrayList<>();
        KernelSlot slot = new KernelSlot(
                CHAIN,
                _ -> {
                    made.add(new Moody());
                    return made.getLast();
                },
                Runnable::run,
                60_000);
        heat(slot);
        assertThat(slot.get(0, N, N)).isSameAs(made.getFirst());
        assertThat(step(slot)).isTrue();
        made.getFirst().ill = true;
        int steps = 0;
        while (made.size() == 1) {
            assertThat(step(slot)).isTrue();
            steps++;
        }
        assertThat(steps).isLessThan(300);
        assertThat(slot.get(0, N, N)).isSameAs(made.get(1));
        assertThat(step(slot)).isTrue();
    }

    @Test
    void kernelsThatNeverBecomeFastAreNotHandedOut() {
        List<Moody> made = new ArrayList<>();
        KernelSlot slot = new KernelSlot(
                CHAIN,
                _ -> {
                    made.add(new Moody());
                    made.getLast().ill = true;
                    return made.getLast();
                },
                Runnable::run,
                20);
        heat(slot);
        assertThat(made).hasSize(3);
        assertThat(step(slot)).isFalse();
    }

    @Test
    void plainLoopsServeUntilTheKernelIsReady() throws InterruptedException {
        Assumptions.assumeTrue(Simd.lanes(false) > 0, "no kernels without vectors");
        AtomicReference<Thread> workshop = new AtomicReference<>();
        KernelSlot slot = new KernelSlot(
                CHAIN, Kernels::emit, task -> workshop.set(Thread.ofPlatform().start(task)), 60_000);
        heat(slot);
        while (workshop.get().isAlive()) {
            step(slot);
        }
        workshop.get().join();
        assertThat(step(slot)).isTrue();
    }
}
