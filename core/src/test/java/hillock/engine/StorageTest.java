package hillock.engine;

import static hillock.graph.Nodes.add;
import static hillock.graph.Nodes.matmul;
import static hillock.graph.Nodes.mul;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What calls keep and what they leave behind. */
class StorageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aStepOfATinyProgramMakesNoObject() {
        Variable w = new Variable("w", NDArray.of(0.5f, -0.25f));
        Variable count = new Variable("count", NDArray.of(Shape.SCALAR, 0f));
        Node x = Nodes.read(w);
        Node loss = Nodes.sumAll(Nodes.square(Composed.sigmoid(x)));
        Program program = Program.builder()
                .update(w, add(x, mul(Nodes.read(count), 1e-6)))
                .update(count, add(Nodes.read(count), 1))
                .output("loss", loss)
                .guard(loss)
                .build();
        Run run = Engine.standard().scalar().prepare(program).newRun();
        run.steps(3);
        run.step();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 2000; i++) {
            run.step();
        }
        run.steps(2000);
        long made = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(count.value().item()).isEqualTo(4004);
        // What the measurement itself takes, and what the JVM makes when it links code.
        assertThat(made).isLessThan(4000);
    }

    @Test
    void idleStorageIsGivenBack() {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 40, 50));
        Program program = Program.builder()
                .input(((Op.Input) x.op()).symbol())
                .output("y", matmul(Composed.softmax(x, 1), Nodes.transpose(x)))
                .build();
        Executable executable = Engine.standard().prepare(program);
        NDArray zeros = NDArray.zeros(TensorType.of(DType.FLOAT32, 40, 50));
        NDArray value = executable.call(zeros).getFirst();
        assertThat(executable.idle()).isEqualTo(1);
        executable.trim(System.nanoTime());
        assertThat(executable.idle()).isEqualTo(1);
        executable.trim(System.nanoTime() + 60_000_000_000L);
        assertThat(executable.idle()).isZero();
        assertThat(executable.call(zeros).getFirst().sameBits(value)).isTrue();
        assertThat(executable.idle()).isEqualTo(1);
    }

    @Test
    void aThousandVirtualThreadsShareTheStorageOfAFew() throws InterruptedException {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, 30));
        Program program = Program.builder()
                .input(((Op.Input) x.op()).symbol())
                .output("y", Composed.softmax(mul(x, 3), 0))
                .build();
        Executable executable = Engine.standard().prepare(program);
        NDArray expected =
                executable.call(NDArray.zeros(TensorType.of(DType.FLOAT32, 30))).getFirst();
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                NDArray zeros = NDArray.zeros(TensorType.of(DType.FLOAT32, 30));
                if (executable.call(zeros).getFirst().sameBits(expected)) {
                    right.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(right.get()).isEqualTo(1000);
        assertThat(executable.idle()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    @Test
    void manySmallEvaluationsLeaveNothingBehind() {
        evaluateOften(20_000);
    }

    @Tag("thorough")
    @Test
    void aMillionSmallEvaluationsLeaveNothingBehind() {
        evaluateOften(1_000_000);
    }

    private static void evaluateOften(int times) {
        Variable v = new Variable("v", NDArray.of(1f, 2f, 3f));
        AtomicLong sum = new AtomicLong();
        long before = 0;
        for (int i = -2000; i < times; i++) {
            if (i == 0) {
                before = used();
            }
            // One of twenty structures, other numbers each time.
            Node x = Nodes.read(v);
            for (int j = 0; j < i % 20; j++) {
                x = add(mul(x, 0.25), Nodes.scalar(DType.FLOAT32, i));
            }
            sum.addAndGet((long) Engine.standard().evaluate(Nodes.sumAll(x)).item());
        }
        assertThat(sum.get()).isNotZero();
        assertThat(used() - before).isLessThan(20 << 20);
    }
}
