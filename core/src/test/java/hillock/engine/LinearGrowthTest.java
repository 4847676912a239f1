package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Forward;
import hillock.autodiff.Reverse;
import hillock.engine.plan.Planner;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Numbering;
import hillock.graph.Op;
import hillock.graph.Variable;
import hillock.graph.Walk;
import hillock.rewrite.Rewriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sixteen times the nodes are sixteen times the work, in every pass from the formula to the plan. The work of a pass is
 * told by the bytes it allocates, which depend on nothing but the graph and how far HotSpot has come; no pass goes
 * through a graph again and again without making iterators, keys or numbers.
 */
class LinearGrowthTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A power of the factors by which tables grow, so that those of both sizes are equally full. */
    private static final int TIMES = 16;

    /** What is paid once makes this less, iterators that HotSpot does without at first or later a little more. */
    private static final double MOST = 1.15 * TIMES;

    /**
     * A kind of graph.
     *
     * @param make one of about so many nodes
     */
    record Form(String name, IntFunction<Node> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Form> forms() {
        return List.of(
                new Form("a chain of sums, many to a group", n -> {
                    Node x = read(4);
                    Node y = x;
                    for (int i = 0; i < n; i++) {
                        y = Nodes.add(y, x);
                    }
                    return y;
                }),
                new Form("a chain of functions, all in one band", n -> {
                    Node y = read(64, 4);
                    for (int i = 0; i < n; i++) {
                        y = Nodes.unary(Op.Unary.TANH, y);
                    }
                    return y;
                }),
                new Form("a chain whose bands are too coarse", n -> {
                    Node y = read(4, 1 << 16);
                    for (int i = 0; i < n; i++) {
                        y = Nodes.unary(Op.Unary.TANH, y);
                    }
                    return y;
                }),
                new Form("products from both sides, which end bands", n -> {
                    Node y = read(16, 8);
                    Node w = read(8, 8);
                    Node v = read(16, 16);
                    for (int i = 0; i < n / 3; i++) {
                        y = Nodes.unary(Op.Unary.TANH, Nodes.matmul(v, Nodes.matmul(y, w)));
                    }
                    return y;
                }),
                new Form("one node with many users", n -> {
                    Node x = Nodes.exp(read(64, 8));
                    Node y = x;
                    for (int i = 0; i < n / 3; i++) {
                        y = Nodes.add(y, Nodes.unary(Op.Unary.TANH, Nodes.mul(x, i + 3)));
                    }
                    return y;
                }),
                new Form("a ladder: each node used by the next two", n -> {
                    Node x = read(9, 8);
                    Node y = read(9, 8);
                    for (int i = 0; i < n / 2; i++) {
                        Node next = Nodes.unary(Op.Unary.TANH, Nodes.sub(x, y));
                        x = y;
                        y = next;
                    }
                    return y;
                }),
                new Form("a concatenation of many parts", n -> {
                    Node x = read(8);
                    List<Node> parts = new ArrayList<>();
                    for (int i = 0; i < n / 2; i++) {
                        parts.add(Nodes.unary(Op.Unary.TANH, Nodes.mul(x, i + 3)));
                    }
                    return Nodes.concat(parts, 0);
                }),
                new Form("many slices of one node", n -> {
                    Node x = Nodes.exp(read(n, 8));
                    Node y = Nodes.slice(x, 0, 0, 1);
                    for (int i = 1; i < n / 3; i++) {
                        y = Nodes.add(y, Nodes.unary(Op.Unary.TANH, Nodes.slice(x, 0, i, i + 1)));
                    }
                    return y;
                }));
    }

    private static Node read(int... shape) {
        return Nodes.read(new Variable("v", NDArray.zeros(TensorType.of(DType.FLOAT32, shape))));
    }

    private static long bytes(Runnable pass) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        pass.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** The bytes by pass. */
    private static Map<String, Long> passes(Node root) {
        List<Node> roots = List.of(root);
        List<Node> leaves = Walk.topological(roots).stream()
                .filter(node -> node.op() instanceof Op.Read)
                .toList();
        Map<String, Long> bytes = new LinkedHashMap<>();
        bytes.put("numbering", bytes(() -> Numbering.of(roots)));
        bytes.put("reverse", bytes(() -> Reverse.vjp(roots, roots, leaves)));
        bytes.put("forward", bytes(() -> Forward.jvp(roots, leaves, leaves)));
        List<Node> simple = new ArrayList<>();
        bytes.put("rewriting", bytes(() -> simple.addAll(new Rewriter().rewrite(roots))));
        // Fusion, bands, and who shares an array with whom.
        bytes.put("planning", bytes(() -> Planner.plan(simple, List.of())));
        return bytes;
    }

    private static void grow(Form form, int nodes) {
        Map<String, Long> few = passes(form.make().apply(nodes / TIMES));
        Map<String, Long> many = passes(form.make().apply(nodes));
        assertThat(many)
                .allSatisfy((pass, bytes) ->
                        assertThat((double) bytes / few.get(pass)).as(pass).isLessThan(MOST));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theWorkGrowsWithTheNodes(Form form) {
        grow(form, 20_000);
    }

    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("forms")
    void theWorkGrowsWithAHundredThousandNodes(Form form) {
        grow(form, 100_000);
    }
}
