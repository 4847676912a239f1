package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hillock.Differentiate;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.engine.simd.Simd;
import hillock.graph.IndexRangeException;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.ZeroDivisorException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told about failures and about the engine's work: by itself, and at levels, each in a process of its own. */
class DebugTest {
    private static Node index(int value) {
        return Nodes.constant(NDArray.of(value, value));
    }

    private static Node table() {
        return Nodes.input("table", TensorType.of(DType.FLOAT32, 3, 2));
    }

    private static Program program() {
        Node table = table();
        return Program.builder()
                .input(table)
                .output("rows", Nodes.gather(table, index(5), 0))
                .build();
    }

    /** What the child processes compute: each line it prints is a message. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            tell(() -> Engine.standard().prepare(program()).call(NDArray.zeros(TensorType.of(DType.FLOAT32, 3, 2))));
            Tensor table = Tensor.of(new float[][] {{1, 2}, {3, 4}});
            // A derivative is what fails: the scatter that is made for the gather.
            Tensor loss = Tensor.of(Nodes.gather(table.node(), index(7), 0)).sum();
            Node x = Nodes.constant(NDArray.zeros(TensorType.of(DType.FLOAT32, 100)));
            Engine.standard().eager().evaluate(Nodes.add(Nodes.mul(x, x), x));
            tell(() -> Differentiate.gradient(loss, table).getFirst().value());
        }

        private static void tell(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void errorsOfStepsNameTheLineOfTheProgram() {
        Executable executable = Engine.standard().prepare(program());
        assertThatThrownBy(() -> executable.call(NDArray.zeros(TensorType.of(DType.FLOAT32, 3, 2))))
                .isInstanceOf(IndexRangeException.class)
                .hasMessageContaining("index 5 at position 0 is outside 0 to 2")
                .hasMessageContaining("It is in the program made at hillock.engine.DebugTest.program(DebugTest.java:")
                .hasCauseInstanceOf(IndexRangeException.class);
    }

    @Test
    void errorsOfStepsNameTheLineOfTheEvaluation() {
        Node quotient = Nodes.div(index(1), Nodes.sub(index(3), index(3)));
        assertThatThrownBy(() -> Engine.standard().evaluate(quotient))
                .isInstanceOf(ZeroDivisorException.class)
                .hasMessageContaining("It is in the expression evaluated at hillock.engine.DebugTest.")
                .hasMessageContaining("DebugTest.java:");
    }

    @Test
    void withLinesTheLineOfTheOperationIsNamed() throws Exception {
        List<String> told = child("lines").lines().toList();
        assertThat(told.get(0))
                .contains(
                        "It is built at hillock.engine.DebugTest.program(DebugTest.java:", ", in the program made at");
        assertThat(told.get(1))
                .contains("It is built at hillock.engine.DebugTest$Child.main(DebugTest.java:", "evaluated at");
        assertThat(child("lnies")).contains("-Dhillock.debug takes", "'lnies'");
    }

    @Test
    void plansAndKernelsAreToldAndClassesKept(@TempDir Path folder) throws Exception {
        String told = child("plan,kernels,dump=" + folder);
        assertThat(told)
                .contains("A plan, in the program made at hillock.engine.DebugTest.program(DebugTest.java:")
                .contains("A plan of the expression evaluated at hillock.engine.DebugTest$Child.main(DebugTest.java:")
                .contains("rewrite  ", "PREDICTED");
        if (Simd.lanes(false) > 0) {
            assertThat(told).contains("Class 1, a kernel of ", "mul add");
            assertThat(folder)
                    .isDirectoryContaining(file -> file.getFileName().toString().equals("kernel1.class"));
        }
    }

    private static String child(String level) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dhillock.debug=" + level,
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                folder(Engine.class) + java.io.File.pathSeparator + folder(Child.class),
                Child.class.getName()));
        Process process = new ProcessBuilder(words)
                .redirectError(level.equals("lines") ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(!level.equals("lines"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Path folder(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
