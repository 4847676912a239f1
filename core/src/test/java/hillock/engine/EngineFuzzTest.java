package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.RandomGraph;
import hillock.graph.Symbol;
import hillock.graph.Walk;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random graphs of all operations: the executor gives the interpreter's bits. */
class EngineFuzzTest {
    @Test
    void randomGraphsGiveTheInterpretersBits() {
        LongStream.rangeClosed(10_001, 11_000).forEach(seed -> check(seed, 40));
    }

    @Tag("thorough")
    @Test
    void aHundredThousandRandomGraphsGiveTheInterpretersBits() {
        LongStream.rangeClosed(20_001, 120_000).forEach(seed -> check(seed, 60));
    }

    private static void check(long seed, int operations) {
        RandomGraph graph = RandomGraph.of(seed, operations);
        List<NDArray> expected = new Interpreter().evaluate(graph.roots(), graph.inputs());
        for (int threads : new int[] {1, 3}) {
            if (!agrees(graph.roots(), expected, graph.inputs(), threads)) {
                List<Node> smallest = Reproduction.smallest(
                        graph.roots(),
                        graph.inputs(),
                        roots -> !agrees(
                                roots, new Interpreter().evaluate(roots, graph.inputs()), graph.inputs(), threads));
                fail("seed %d, %d threads:%n%s", seed, threads, Reproduction.describe(smallest, graph.inputs()));
            }
        }
    }

    private static boolean agrees(List<Node> roots, List<NDArray> expected, Map<Symbol, NDArray> values, int threads) {
        Program.Builder builder = Program.builder();
        values.keySet().forEach(builder::input);
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Program program = builder.build();
        NDArray[] inputs = program.inputs().stream().map(values::get).toArray(NDArray[]::new);
        Engine plain = Engine.standard().withThreads(threads);
        for (Engine engine : List.of(plain, plain.eager())) {
            Executable executable = engine.prepare(program);
            // Twice: a frame that has been used must give the same.
            executable.call(inputs);
            List<NDArray> outputs = executable.call(inputs);
            for (int i = 0; i < roots.size(); i++) {
                if (!outputs.get(i).sameBits(expected.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** If all that is wrong is one operation, that operation on constants is what is told. */
    @Test
    void theReproductionOfAFailureIsSmall() {
        int found = 0;
        for (long seed = 1; found < 20; seed++) {
            RandomGraph graph = RandomGraph.of(seed, 40);
            Predicate<List<Node>> multiplies =
                    roots -> Walk.topological(roots).stream().anyMatch(node -> node.op() instanceof Op.MatMul);
            if (multiplies.test(graph.roots())) {
                List<Node> smallest = Reproduction.smallest(graph.roots(), graph.inputs(), multiplies);
                assertThat(smallest).hasSize(1);
                assertThat(smallest.getFirst().op()).isInstanceOf(Op.MatMul.class);
                assertThat(smallest.getFirst().inputs())
                        .allMatch(node -> node.inputs().isEmpty());
                assertThat(Reproduction.describe(smallest, graph.inputs()))
                        .contains("MatMul")
                        .contains("roots n");
                found++;
            }
        }
    }
}
