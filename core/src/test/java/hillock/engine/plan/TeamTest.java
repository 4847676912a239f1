package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.array.DType;
import hillock.array.TensorType;
import hillock.graph.Nodes;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every part is done once, by few threads, and what goes wrong in a part reaches the caller. */
@Timeout(60)
class TeamTest {
    /** What is done with one part. */
    private interface Body {
        void run(int worker, int part);
    }

    /** Work long enough for helpers to be called. */
    private record Lengthy(int parts, Body body) implements Parts {
        @Override
        public long nanos() {
            return 1_000_000_000;
        }

        @Override
        public int parts(Frame frame) {
            return parts;
        }

        @Override
        public void part(Frame frame, int worker, int part, int parts) {
            body.run(worker, part);
        }
    }

    private static void run(int threads, int parts, Body body) {
        Frame frame = Planner.plan(List.of(Nodes.input("x", TensorType.of(DType.FLOAT32, 1))), List.of())
                .newFrame(threads);
        frame.team.run(frame, new Lengthy(parts, body));
    }

    @Test
    void helpersAreFewHoweverManyAreAskedFor() {
        int parts = 1024;
        AtomicIntegerArray done = new AtomicIntegerArray(parts);
        AtomicInteger helpers = new AtomicInteger();
        CountDownLatch counted = new CountDownLatch(1);
        run(parts, parts, (worker, part) -> {
            // No helper ends before the caller has counted them, and the caller begins when all have been asked.
            if (worker == 0 && counted.getCount() > 0) {
                helpers.set((int) Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("hillock-worker"))
                        .count());
                counted.countDown();
            }
            await(counted);
            done.incrementAndGet(part);
        });
        assertThat(helpers.get()).isBetween(1, Team.MOST_HELPERS);
        for (int part = 0; part < parts; part++) {
            assertThat(done.get(part)).isEqualTo(1);
        }
    }

    @Test
    void helpersComeAndTheirPartsAreWaitedFor() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        run(2, 2, (worker, _) -> {
            // The caller's part ends only when the helper's has begun, so there must be one.
            if (worker == 0) {
                await(begun);
            } else {
                begun.countDown();
            }
            done.incrementAndGet();
        });
        assertThat(done.get()).isEqualTo(2);
    }

    @Test
    void manyStepsInARowAreEachDoneOnce() {
        Frame frame = Planner.plan(List.of(Nodes.input("x", TensorType.of(DType.FLOAT32, 1))), List.of())
                .newFrame(3);
        int[] sums = new int[7];
        for (int step = 1; step <= 100_000; step++) {
            int parts = 1 + step % 7;
            frame.team.run(frame, new Lengthy(parts, (_, part) -> sums[part]++));
        }
        // Steps have 1 to 7 parts in turn, so part p is there in (7 - p) of 7.
        for (int part = 0; part < sums.length; part++) {
            int least = part;
            long expected = IntStream.rangeClosed(1, 100_000)
                    .filter(step -> step % 7 >= least)
                    .count();
            assertThat(sums[part]).isEqualTo((int) expected);
        }
    }

    @Test
    void aStepMayHaveVeryManyParts() {
        for (int parts : new int[] {4095, 4096, 4097, 70_000, Team.MOST_PARTS}) {
            AtomicInteger done = new AtomicInteger();
            run(2, parts, (_, _) -> done.incrementAndGet());
            assertThat(done.get()).isEqualTo(parts);
        }
        assertThatThrownBy(() -> run(2, Team.MOST_PARTS + 1, (_, _) -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1048576");
    }

    @Test
    void anIdleHelperHoldsNoFrame() {
        Frame frame = Planner.plan(List.of(Nodes.input("x", TensorType.of(DType.FLOAT32, 1))), List.of())
                .newFrame(2);
        CountDownLatch begun = new CountDownLatch(1);
        frame.team.run(frame, new Lengthy(2, (worker, _) -> {
            if (worker == 0) {
                await(begun);
            } else {
                begun.countDown();
            }
        }));
        WeakReference<Frame> gone = new WeakReference<>(frame);
        frame = null;
        while (gone.get() != null) {
            System.gc();
        }
    }

    @Test
    void aFailureIsTheCallersAfterAllPartsAreDone() {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(() -> run(4, 100, (_, part) -> {
                    done.incrementAndGet();
                    if (part == 37) {
                        throw new ArithmeticException("part 37");
                    }
                }))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("part 37");
        assertThat(done.get()).isEqualTo(100);
    }

    @Test
    void anInterruptedCallerFinishesAndStaysInterrupted() {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        run(2, 2, (worker, _) -> {
            if (worker == 0) {
                while (begun.getCount() > 0) {
                    Thread.onSpinWait();
                }
            } else {
                begun.countDown();
            }
            done.incrementAndGet();
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.get()).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
