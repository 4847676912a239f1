package hillock.engine;

import static org.assertj.core.api.Assertions.fail;

import hillock.array.NDArray;
import hillock.graph.Node;
import hillock.graph.Program;
import hillock.graph.RandomGraph;
import hillock.interpret.Interpreter;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random graphs of all operations: the executor gives the interpreter's bits. */
class EngineFuzzTest {
    @Test
    void randomGraphsGiveTheInterpretersBits() {
        LongStream.rangeClosed(10_001, 10_300).forEach(seed -> check(seed, 40));
    }

    @Tag("thorough")
    @Test
    void manyRandomGraphsGiveTheInterpretersBits() {
        LongStream.rangeClosed(20_001, 40_000).forEach(seed -> check(seed, 60));
    }

    private static void check(long seed, int operations) {
        RandomGraph graph = RandomGraph.of(seed, operations);
        for (int threads : new int[] {1, 3}) {
            if (!agrees(graph.roots(), graph, threads)) {
                // The smallest of the roots' own graphs that still differs, for whoever has to look at it.
                List<Node> small = graph.roots();
                for (Node root : graph.roots()) {
                    if (!agrees(List.of(root), graph, threads)) {
                        small = List.of(root);
                    }
                }
                fail("seed %d, %d threads:%n%s", seed, threads, RandomGraph.describe(small));
            }
        }
    }

    private static boolean agrees(List<Node> roots, RandomGraph graph, int threads) {
        List<NDArray> expected = new Interpreter().evaluate(roots, graph.inputs());
        Program.Builder builder = Program.builder();
        graph.inputs().keySet().forEach(builder::input);
        for (int i = 0; i < roots.size(); i++) {
            builder.output(Integer.toString(i), roots.get(i));
        }
        Program program = builder.build();
        NDArray[] inputs = program.inputs().stream().map(graph.inputs()::get).toArray(NDArray[]::new);
        Engine plain = Engine.standard().withThreads(threads);
        for (Engine engine : List.of(plain, plain.eager())) {
            Executable executable = engine.prepare(program);
            // Twice: a frame that has been used must give the same.
            executable.call(inputs);
            List<NDArray> values = executable.call(inputs);
            for (int i = 0; i < roots.size(); i++) {
                if (!values.get(i).sameBits(expected.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
