package hillock.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Every part is done once, by few threads, and what goes wrong in a part reaches the caller. */
class WorkersTest {
    @Test
    void helpersAreFewHoweverManyAreAskedFor() {
        int parts = 1024;
        AtomicIntegerArray done = new AtomicIntegerArray(parts);
        AtomicInteger helpers = new AtomicInteger();
        CountDownLatch counted = new CountDownLatch(1);
        new Workers(parts).run(parts, (worker, part) -> {
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
        assertThat(helpers.get()).isBetween(1, Workers.MOST_HELPERS);
        for (int part = 0; part < parts; part++) {
            assertThat(done.get(part)).isEqualTo(1);
        }
    }

    @Test
    void aFailureIsTheCallersAfterAllPartsAreDone() {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(() -> new Workers(4).run(100, (_, part) -> {
                    done.incrementAndGet();
                    if (part == 37) {
                        throw new ArithmeticException("part 37");
                    }
                }))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("part 37");
        assertThat(done.get()).isEqualTo(100);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
