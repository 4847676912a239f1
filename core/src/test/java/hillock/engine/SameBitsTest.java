package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A number does not depend on the batch around it, on how an operand lies in memory, or on where evaluation pauses. */
class SameBitsTest {
    private static Tensor normal(int seed, DType dtype, int... shape) {
        return Tensor.of(Composed.normal(Composed.key(seed), TensorType.of(dtype, shape)))
                .evaluated();
    }

    private static Tensor hidden(Tensor x, DType dtype) {
        return x.matmul(normal(1, dtype, 300, 70)).add(normal(2, dtype, 70)).tanh();
    }

    private static Tensor output(Tensor hidden, DType dtype) {
        return hidden.matmul(normal(3, dtype, 70, 10)).softmax(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void aRowIsTheSameInEveryBatch(DType dtype) {
        Tensor all = normal(4, dtype, 256, 300);
        NDArray whole = output(hidden(all, dtype), dtype).value();
        for (int batch : new int[] {1, 7}) {
            for (int from : new int[] {0, 100, 249}) {
                NDArray part = output(hidden(all.slice(0, from, from + batch), dtype), dtype)
                        .value();
                assertThat(part.sameBits(
                                Tensor.of(whole).slice(0, from, from + batch).value()))
                        .as("rows %d to %d", from, from + batch)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void permutedViewsAndPausesChangeNothing(DType dtype) {
        Tensor x = normal(5, dtype, 64, 300);
        NDArray expected = output(hidden(x, dtype), dtype).value();
        Tensor turned = x.transpose().evaluated().transpose();
        assertThat(output(hidden(turned, dtype), dtype).value().sameBits(expected))
                .isTrue();
        Tensor halfWay = hidden(x, dtype).evaluated();
        assertThat(output(halfWay, dtype).value().sameBits(expected)).isTrue();
        NDArray sums = x.sum(0).value();
        assertThat(turned.sum(0).value().sameBits(sums)).isTrue();
        assertThat(x.slice(1, 3, 250)
                        .sum(1)
                        .value()
                        .sameBits(x.slice(1, 3, 250).evaluated().sum(1).value()))
                .isTrue();
    }

    /**
     * One thread replaces the content by constant arrays; every evaluation sees one of them, whole, in all its parts.
     */
    @Test
    void aWriterAgainstEightReadersTearsNoValue() throws InterruptedException {
        int size = 50_000;
        Variable w = new Variable("w", NDArray.zeros(TensorType.of(DType.FLOAT32, size)));
        Variable v = new Variable("v", NDArray.zeros(TensorType.of(DType.FLOAT32, size)));
        Run writer = Engine.standard()
                .withThreads(1)
                .prepare(hillock.graph.Program.builder()
                        .update(w, Tensor.read(w).add(1).node())
                        .update(v, Tensor.read(v).add(1).node())
                        .build())
                .newRun();
        Executable reader = Engine.standard()
                .withThreads(1)
                .prepare(hillock.graph.Program.builder()
                        .output("least", Tensor.read(w).min(0).node())
                        .output("most", Tensor.read(w).max(0).node())
                        .output("other", Tensor.read(v).max(0).node())
                        .build());
        AtomicBoolean done = new AtomicBoolean();
        List<String> torn = new ArrayList<>();
        AtomicInteger changes = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(8);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                double last = 0;
                started.countDown();
                try {
                    while (!done.get()) {
                        List<NDArray> seen = reader.call();
                        double least = seen.get(0).item();
                        if (least != seen.get(1).item() || least != seen.get(2).item() || least < last) {
                            synchronized (torn) {
                                torn.add(last + " then " + seen);
                            }
                        }
                        changes.addAndGet(least > last ? 1 : 0);
                        last = least;
                    }
                } catch (RuntimeException | Error e) {
                    synchronized (torn) {
                        torn.add(e.toString());
                    }
                }
            }));
        }
        started.await();
        for (int i = 0; i < 2000; i++) {
            writer.step();
        }
        done.set(true);
        for (Thread thread : readers) {
            thread.join();
        }
        assertThat(torn).isEmpty();
        assertThat(changes).as("values seen to change under the readers' eyes").hasPositiveValue();
        assertThat(w.value().getDouble(0)).isEqualTo(2000);
    }
}
