package hillock.bench.gemm;

import hillock.bench.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.LongToDoubleFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What this machine can do at all, by loops that do nothing else. Each returns a number, so that none is dropped. */
final class Limits {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int CHAINS = 10;

    private Limits() {}

    /** Fused multiply-adds on registers; operations of one round: {@link #fmaOperations}. */
    static double fma(long rounds) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector term = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector c0 = term;
        FloatVector c1 = term;
        FloatVector c2 = term;
        FloatVector c3 = term;
        FloatVector c4 = term;
        FloatVector c5 = term;
        FloatVector c6 = term;
        FloatVector c7 = term;
        FloatVector c8 = term;
        FloatVector c9 = term;
        for (long i = 0; i < rounds; i++) {
            c0 = c0.fma(factor, term);
            c1 = c1.fma(factor, term);
            c2 = c2.fma(factor, term);
            c3 = c3.fma(factor, term);
            c4 = c4.fma(factor, term);
            c5 = c5.fma(factor, term);
            c6 = c6.fma(factor, term);
            c7 = c7.fma(factor, term);
            c8 = c8.fma(factor, term);
            c9 = c9.fma(factor, term);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .reduceLanes(VectorOperators.ADD);
    }

    static double fmaOperations() {
        return 2.0 * CHAINS * LANES;
    }

    /** Reads an array. */
    static double read(float[] array) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int step = 4 * LANES;
        for (int i = 0; i <= array.length - step; i += step) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, array, i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, array, i + LANES));
            s2 = s2.add(FloatVector.fromArray(SPECIES, array, i + 2 * LANES));
            s3 = s3.add(FloatVector.fromArray(SPECIES, array, i + 3 * LANES));
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }

    /** {@code a = b * 1.5 + c}. */
    static double triad(float[] a, float[] b, float[] c) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 1.5f);
        for (int i = 0; i <= a.length - LANES; i += LANES) {
            FloatVector.fromArray(SPECIES, b, i)
                    .mul(factor)
                    .add(FloatVector.fromArray(SPECIES, c, i))
                    .intoArray(a, i);
        }
        return a[0];
    }

    /** Has the loops compiled, on little data. */
    static double warmUp() {
        float[] array = new float[64 * LANES];
        double sum = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < 2_000_000_000L) {
            sum += fma(64) + read(array) + triad(array, array, array);
        }
        return sum;
    }

    /**
     * The rate of several threads together, in units a second: each does the same work again and again for a second,
     * the last half of which counts.
     *
     * @param unitsPerCall of the work of one thread
     * @param works one for each thread; given the number of the call
     */
    static double rate(double unitsPerCall, List<LongToDoubleFunction> works) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(works.size());
        double[] rates = new double[works.size()];
        double[] results = new double[works.size()];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < works.size(); t++) {
            int thread = t;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                long began = Stopwatch.now();
                long counted = 0;
                long half = 0;
                for (long now = began; now - began < 1_000_000_000L; now = Stopwatch.now()) {
                    if (half == 0 && now - began > 500_000_000L) {
                        half = now;
                        counted = 0;
                    }
                    results[thread] += works.get(thread).applyAsDouble(counted++);
                }
                rates[thread] = counted * unitsPerCall / ((Stopwatch.now() - half) * 1e-9);
            }));
        }
        double sum = 0;
        for (int t = 0; t < threads.size(); t++) {
            threads.get(t).join();
            sum += rates[t];
        }
        return sum;
    }
}
