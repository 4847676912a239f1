package hillock.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.autodiff.Reverse;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.RandomGraph;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random graphs: rewritten gives the bits of raw. */
class RewriterFuzzTest {
    private static final int GRAPHS = 1000;

    private final Interpreter interpreter = new Interpreter();
    private final Map<String, Integer> applied = new TreeMap<>();
    private final Set<Object> operations = new HashSet<>();

    @Test
    void rewrittenGraphsGiveTheSameBits() {
        LongStream.rangeClosed(1, GRAPHS).forEach(seed -> check(seed, 60));
        assertThat(operations).isEqualTo(all(Op.class));
        assertThat(applied).hasSizeGreaterThan(40);
    }

    /** Derivatives of random graphs: what is really planned, with loops that carry residuals backwards. */
    @Test
    void rewrittenDerivativesGiveTheSameBits() {
        LongStream.rangeClosed(1, GRAPHS).forEach(this::checkDerivatives);
    }

    private void checkDerivatives(long seed) {
        RandomGraph graph = RandomGraph.of(seed, 40);
        List<Node> outputs =
                graph.roots().stream().filter(RewriterFuzzTest::isFloat).toList();
        List<Node> variables = Walk.topological(graph.roots()).stream()
                .filter(node -> node.op() instanceof Op.Read && isFloat(node))
                .toList();
        List<Node> cotangents =
                outputs.stream().map(output -> Nodes.fillLike(output, 1)).toList();
        compare(seed, Reverse.vjp(outputs, cotangents, variables), graph);
    }

    private static boolean isFloat(Node node) {
        return node.tensorType().dtype().isFloat();
    }

    /** Every operation there is: the enum constants, and the classes of the records. */
    private static Set<Object> all(Class<?> type) {
        Set<Object> operations = new HashSet<>();
        for (Class<?> part : type.getPermittedSubclasses()) {
            if (part.isEnum()) {
                operations.addAll(List.of(part.getEnumConstants()));
            } else if (part.isRecord()) {
                operations.add(part);
            } else {
                operations.addAll(all(part));
            }
        }
        return operations;
    }

    private void collect(List<Node> roots) {
        for (Node node : Walk.topological(roots)) {
            operations.add(
                    node.op() instanceof Enum<?> constant ? constant : node.op().getClass());
            switch (node.op()) {
                case Op.Loop loop -> collect(loop.body().results());
                case Op.Call call -> collect(call.body().results());
                default -> {}
            }
        }
    }

    @Test
    @Tag("thorough")
    void fiftyThousandRewrittenGraphsGiveTheSameBits() {
        LongStream.rangeClosed(GRAPHS + 1, 50_000).forEach(seed -> {
            check(seed, 60);
            checkDerivatives(seed);
        });
    }

    private void check(long seed, int size) {
        RandomGraph graph = RandomGraph.of(seed, size);
        compare(seed, graph.roots(), graph);
        collect(graph.roots());
    }

    private void compare(long seed, List<Node> roots, RandomGraph graph) {
        Rewriter rewriter = new Rewriter();
        List<Node> rewritten = rewriter.rewrite(roots);
        List<NDArray> expected = interpreter.evaluate(roots, graph.inputs());
        List<NDArray> actual = interpreter.evaluate(rewritten, graph.inputs());
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).sameBits(actual.get(i))) {
                throw new AssertionError("Seed " + seed + ": " + reproduction(roots, graph));
            }
        }
        rewriter.applied().forEach((rule, count) -> applied.merge(rule, count, Integer::sum));
    }

    /** The first node, operands before users, that is rewritten to something else, with all it is made of. */
    private String reproduction(List<Node> all, RandomGraph graph) {
        for (Node node : Walk.topological(all)) {
            if (node.type() instanceof TensorType) {
                Rewriter rewriter = new Rewriter();
                List<Node> roots = List.of(node);
                List<Node> rewritten = rewriter.rewrite(roots);
                NDArray expected = interpreter.evaluate(roots, graph.inputs()).getFirst();
                NDArray actual = interpreter.evaluate(rewritten, graph.inputs()).getFirst();
                if (!expected.sameBits(actual)) {
                    List<String> values = new ArrayList<>();
                    graph.inputs().forEach((symbol, value) -> values.add(symbol + " = " + value));
                    return "the value is\n%s\nand rewritten\n%s\nraw:\n%srewritten:\n%srules:\n%sinputs:\n%s"
                            .formatted(
                                    expected,
                                    actual,
                                    RandomGraph.describe(roots),
                                    RandomGraph.describe(rewritten),
                                    rewriter,
                                    String.join("\n", values));
                }
            }
        }
        return "only all roots together are rewritten wrongly:\n" + RandomGraph.describe(all);
    }
}
