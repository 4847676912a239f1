package hillock.bench.jmh;

import hillock.bench.Figure;
import hillock.bench.ours.Ours;
import hillock.engine.Engine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The time of one call of some workloads of Hillock, to see what a change does to them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Jmh {
    @Param("2")
    int threads;

    @Param({"PRODUCT", "W6_FORWARD", "W6_SOFTMAX", "W1", "W2", "W3_TRAIN", "W3_ONE", "W7", "W8", "W9"})
    String what;

    private Runnable call = () -> {};

    /** Makes a workload ready. */
    @Setup
    public void makeReady() {
        Engine engine = Engine.standard().withThreads(threads);
        call = what.equals("PRODUCT")
                ? Ours.product(512, engine)
                : Ours.of(Figure.valueOf(what), engine).call();
    }

    /** One call. */
    @Benchmark
    public void call() {
        call.run();
    }
}
