package hillock.engine;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.plan.Facts;
import hillock.engine.plan.WarmUp;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What this machine does in a second, for predictions: a step takes as long as its arithmetic or its movement of bytes,
 * whichever takes longer (Williams, Waterman and Patterson 2009, "Roofline"), and a little to be called. That is what
 * it takes at best; a step of small tensors may take several times as long.
 *
 * @param threads with how many threads
 * @param flops additions and multiplications in a second, in the matrix product of Hillock
 * @param cacheBytes bytes read and written in a second, of arrays that fit the cache
 * @param memoryBytes bytes read and written in a second, of arrays that do not
 */
public record Speeds(int threads, double flops, double cacheBytes, double memoryBytes) {
    /** What is smaller is taken to be in the cache. */
    private static final long CACHE = 1 << 20;

    /**
     * What a step of hardly any elements takes when it is warm: the call, the look for its arrays, the ends of loops.
     */
    private static final double STEP_SECONDS = 0.07e-6;

    /** Tiles of products stand still for a third of a second before the next is compiled. */
    private static final WarmUp.Patience PRODUCT = new WarmUp.Patience(0.25, 4, 4);

    private static final WarmUp.Patience LOOP = new WarmUp.Patience(0.1, 3, 1);
    private static final double WATCHED_SECONDS = 0.05;
    private static final int SIDE = 384;
    private static final int CACHED = 1 << 15;
    private static final int LARGE = 1 << 23;

    private static final ConcurrentMap<Integer, Speeds> MEASURED = new ConcurrentHashMap<>();

    /** A guess for a machine that has not been measured: one that is not fast. */
    public static Speeds guessed(Engine engine) {
        return new Speeds(engine.threads(), 20e9 * Math.min(engine.threads(), 4), 20e9, 5e9);
    }

    /** The speeds with an engine; measured once a process, which takes some seconds. */
    public static Speeds of(Engine engine) {
        return MEASURED.computeIfAbsent(engine.threads(), threads -> measure(engine, threads));
    }

    private static Speeds measure(Engine engine, int threads) {
        Node square = Nodes.input("x", TensorType.of(DType.FLOAT32, SIDE, SIDE));
        double product = seconds(engine, PRODUCT, square, Nodes.matmul(square, square));
        return new Speeds(
                threads,
                2.0 * SIDE * SIDE * SIDE / product,
                8.0 * CACHED / negation(engine, CACHED),
                8.0 * LARGE / negation(engine, LARGE));
    }

    private static double negation(Engine engine, int length) {
        Node x = Nodes.input("x", TensorType.of(DType.FLOAT32, length));
        return seconds(engine, LOOP, x, Nodes.neg(x));
    }

    private static double seconds(Engine engine, WarmUp.Patience patience, Node input, Node output) {
        return engine.prepare(Program.builder().input(input).output("y", output).build())
                .stopwatch(patience, WATCHED_SECONDS, _ -> {}, NDArray.zeros(input.tensorType()))
                .seconds();
    }

    /** How long a step takes by these speeds, in seconds. */
    double seconds(Facts step) {
        // An operation on lanes is one instruction; a multiplication with its addition is one too, and counts as two.
        double arithmetic = step.flops() / (step.multiplied() ? flops : flops / 2);
        double movement = step.bytes() / (step.bytes() < CACHE ? cacheBytes : memoryBytes);
        return STEP_SECONDS * step.parts() + Math.max(arithmetic, movement);
    }
}
