package hillock.engine;

import hillock.array.NDArray;
import hillock.graph.Evaluator;
import hillock.graph.Node;
import hillock.graph.Program;
import java.util.List;

/** How expressions are computed: an immutable value. All settings give the same bits. */
public final class Engine implements Evaluator {
    private static final Engine STANDARD = new Engine(Runtime.getRuntime().availableProcessors());

    private final int threads;

    private Engine(int threads) {
        this.threads = threads;
    }

    /** The engine that uses every processor. */
    public static Engine standard() {
        return STANDARD;
    }

    /** This engine with at most the given number of threads for one run, the caller's included. */
    public Engine withThreads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("An engine has 1 to 1024 threads, not %d.".formatted(threads));
        }
        return new Engine(threads);
    }

    /** The most threads one run uses. */
    public int threads() {
        return threads;
    }

    @Override
    public List<NDArray> evaluate(List<Node> nodes) {
        throw new IllegalStateException("coming with the executor: " + nodes);
    }

    /** A program made ready to run, safe for use by many threads. */
    public Executable prepare(Program program) {
        return new Executable(program);
    }
}
