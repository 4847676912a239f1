package hillock.bench.gemm;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.bench.Numbers;
import hillock.bench.Stopwatch;
import hillock.engine.Engine;
import hillock.engine.Run;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Variable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One JVM in which ours, OpenBLAS and MKL compute the same products, shape by shape in turn. Arguments: the numbers of
 * threads, joined by commas, and the two libraries, or none of them. Prints {@code product WHO THREADS SHAPE SECONDS},
 * {@code difference WHO THREADS SHAPE VALUE} and {@code limit NAME THREADS UNITS_A_SECOND}.
 */
public final class Gemm {
    private static final int ROUNDS = 7;
    private static final double BATCH = 0.05;
    /** Threads of a native library go on spinning for so long after their work, which would slow down the next one. */
    private static final int SPINNING_MILLIS = 250;

    private static final int LONG = 16_000_000;

    private final List<Integer> threads;
    private final Map<String, Blas> libraries = new LinkedHashMap<>();

    private Gemm(String[] arguments) {
        this.threads =
                Arrays.stream(arguments[0].split(",")).map(Integer::valueOf).toList();
        if (arguments.length > 1) {
            libraries.put("openblas", new Blas(Path.of(arguments[1]), "openblas_set_num_threads"));
            libraries.put("mkl", new Blas(Path.of(arguments[2]), "MKL_Set_Num_Threads"));
        }
    }

    /** Measures. */
    public static void main(String[] arguments) throws InterruptedException {
        Gemm gemm = new Gemm(arguments);
        Limits.warmUp();
        for (int threads : gemm.threads) {
            gemm.limits(threads);
            gemm.elementwise(threads);
            for (Product shape : Product.all()) {
                gemm.products(shape, threads);
            }
        }
        // Threads of the libraries would keep the process alive.
        Runtime.getRuntime().halt(0);
    }

    private void limits(int threads) throws InterruptedException {
        int rounds = 100_000;
        say(
                "limit",
                "fma",
                threads,
                Limits.rate(rounds * Limits.fmaOperations(), each(threads, () -> _ -> Limits.fma(rounds))));
        for (Product shape : Product.all()) {
            if (shape.isRow()) {
                int length = (int) (shape.bytes() / 4 / threads);
                say("limit", "read " + shape, threads, Limits.rate(4.0 * length, each(threads, () -> {
                    float[] array = Numbers.uniform(length, 0, 1, 1);
                    return _ -> Limits.read(array);
                })));
            }
        }
        int length = LONG / threads;
        say("limit", "triad", threads, Limits.rate(12.0 * length, each(threads, () -> {
            float[] a = new float[length];
            float[] b = Numbers.uniform(length, 0, 1, 1);
            float[] c = Numbers.uniform(length, 0, 1, 2);
            return _ -> Limits.triad(a, b, c);
        })));
    }

    private interface Maker {
        LongToDoubleFunction make();
    }

    private static List<LongToDoubleFunction> each(int threads, Maker maker) {
        return IntStream.range(0, threads).mapToObj(_ -> maker.make()).toList();
    }

    /** The loop of the triad as an expression of ours. */
    private void elementwise(int threads) {
        Tensor b = Tensor.input("b", DType.FLOAT32, LONG);
        Tensor c = Tensor.input("c", DType.FLOAT32, LONG);
        Variable a = new Variable("a", NDArray.zeros(b.type()));
        Program program = Program.builder()
                .input(b.node())
                .input(c.node())
                .update(a, b.mul(1.5).add(c).node())
                .build();
        Run run = Engine.standard().withThreads(threads).prepare(program).newRun();
        run.set(program.inputs().get(0), NDArray.wrap(b.type(), Numbers.uniform(LONG, 0, 1, 1)));
        run.set(program.inputs().get(1), NDArray.wrap(c.type(), Numbers.uniform(LONG, 0, 1, 2)));
        say(
                "limit",
                "triad by ours",
                threads,
                12.0 * LONG / Stopwatch.time(run::step).median());
    }

    /** Contestants take turns, so that a clock that moves moves for all of them. */
    private void products(Product shape, int threads) throws InterruptedException {
        float[] a = Numbers.normal(shape.m() * shape.k(), 1);
        float[] b = Numbers.normal(shape.k() * shape.n(), 2);
        Map<String, Runnable> calls = new LinkedHashMap<>();
        Run run = ours(shape, threads, a, b);
        calls.put("ours", run::step);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = copy(arena, a);
            MemorySegment y = copy(arena, b);
            MemorySegment z = copy(arena, new float[shape.m() * shape.n()]);
            libraries.forEach((name, library) -> {
                library.setThreads(threads);
                calls.put(name, () -> library.multiply(shape, x, y, z));
            });
            Map<String, List<Double>> seconds = new LinkedHashMap<>();
            Map<String, Integer> repeats = new LinkedHashMap<>();
            calls.forEach((name, call) -> {
                seconds.put(name, new ArrayList<>());
                // Only ours is compiled while it runs.
                double fastest = Stopwatch.warmUp(call, name.equals("ours") ? 1 : 0.2);
                repeats.put(name, (int) Math.clamp(BATCH / fastest, 1, 1 << 24));
            });
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, Runnable> entry : calls.entrySet()) {
                    if (threads > 1 && calls.size() > 1) {
                        Thread.sleep(SPINNING_MILLIS);
                    }
                    seconds.get(entry.getKey()).add(Stopwatch.batch(entry.getValue(), repeats.get(entry.getKey())));
                }
            }
            seconds.forEach((name, found) -> {
                found.sort(null);
                say("product", name, threads, shape, found.get(ROUNDS / 2));
            });
            if (!libraries.isEmpty()) {
                say(
                        "difference",
                        "ours",
                        threads,
                        shape,
                        difference(run.get("c").floats(), z));
            }
        }
    }

    private static Run ours(Product shape, int threads, float[] a, float[] b) {
        TensorType type = shape.transposed()
                ? TensorType.of(DType.FLOAT32, shape.k(), shape.m())
                : TensorType.of(DType.FLOAT32, shape.m(), shape.k());
        Tensor left = Tensor.of(Nodes.input("a", type));
        Tensor right = Tensor.input("b", DType.FLOAT32, shape.k(), shape.n());
        Tensor product = (shape.transposed() ? left.transpose() : left).matmul(right);
        Program program = Program.builder()
                .input(left.node())
                .input(right.node())
                .output("c", product.node())
                .build();
        Run run = Engine.standard().withThreads(threads).prepare(program).newRun();
        run.set(program.inputs().get(0), NDArray.wrap(type, a));
        run.set(program.inputs().get(1), NDArray.wrap(right.type(), b));
        return run;
    }

    private static MemorySegment copy(Arena arena, float[] array) {
        MemorySegment segment = arena.allocate(4L * array.length, 64);
        MemorySegment.copy(array, 0, segment, ValueLayout.JAVA_FLOAT, 0, array.length);
        return segment;
    }

    /** The largest difference, relative to the largest element. */
    private static double difference(float[] ours, MemorySegment theirs) {
        double apart = 0;
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            double other = theirs.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            apart = Math.max(apart, Math.abs(ours[i] - other));
            largest = Math.max(largest, Math.abs(other));
        }
        return apart / largest;
    }

    private static void say(String what, String name, int threads, double value) {
        System.out.printf(Locale.ROOT, "%s\t%s\t%d\t%s%n", what, name, threads, value);
    }

    private static void say(String what, String name, int threads, Product shape, double value) {
        say(what, name + " " + shape, threads, value);
    }
}
