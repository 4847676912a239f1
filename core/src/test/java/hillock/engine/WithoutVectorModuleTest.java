package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Composed;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Op;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM started on a bare class path has no vector module: it says so once, and gives the same bits. */
class WithoutVectorModuleTest {
    /** What the child process computes. */
    static final class Child {
        private Child() {}

        static int digest() {
            Node x = Composed.normal(Composed.key(1), TensorType.of(DType.FLOAT32, 70, 300));
            Node y = Composed.normal(Composed.key(2), TensorType.of(DType.FLOAT32, 300, 90));
            NDArray single = Engine.standard().evaluate(Composed.softmax(Nodes.matmul(x, y), 1));
            NDArray twice = Engine.standard()
                    .evaluate(Nodes.matmul(Nodes.cast(x, DType.FLOAT64), Nodes.cast(y, DType.FLOAT64)));
            // Fused chains, by kernels: without the module these are plain loops.
            Node chain = Nodes.mul(Composed.gelu(Nodes.add(x, Nodes.slice(x, 0, 1, 2))), Composed.sigmoid(x));
            Node mask = Nodes.select(Nodes.less(chain, x), chain, Nodes.exp(x));
            NDArray fused = Engine.standard().eager().evaluate(mask);
            NDArray wide = Engine.standard()
                    .eager()
                    .evaluate(Composed.sigmoid(Nodes.mul(Nodes.cast(mask, DType.FLOAT64), 0.3)));
            Node image = Composed.normal(Composed.key(3), TensorType.of(DType.FLOAT32, 3, 5, 21, 19));
            Node weight = Composed.normal(Composed.key(4), TensorType.of(DType.FLOAT32, 7, 5, 3, 8));
            NDArray convolved =
                    Engine.standard().evaluate(Node.of(new Op.Conv(List.of(1, 1), List.of(1, 2), 1), image, weight));
            return Arrays.hashCode(new int[] {
                Arrays.hashCode(single.floats()),
                Arrays.hashCode(twice.doubles()),
                Arrays.hashCode(fused.floats()),
                Arrays.hashCode(wide.doubles()),
                Arrays.hashCode(convolved.floats())
            });
        }

        public static void main(String[] args) {
            System.out.println(args.length == 0 ? Integer.toString(digest()) : Engine.simdForm());
        }
    }

    @Test
    void theBitsAreTheSameAndOneWarningNamesTheFlag() throws IOException, InterruptedException {
        String output = child(List.of(), List.of());
        assertThat(output.lines().toList()).contains(Integer.toString(Child.digest()));
        assertThat(output.split("--add-modules jdk.incubator.vector", -1)).hasSize(2);
        assertThat(output).doesNotContain("fused multiply-add");
        assertThat(Engine.simdForm()).startsWith("Vector API, ");
    }

    @Test
    void aMissingMultiplyAddIsSaidLoudly() throws IOException, InterruptedException {
        String output = child(List.of("-XX:-UseFMA"), List.of("form"));
        assertThat(output.split("no fused multiply-add", -1)).hasSize(2);
    }

    /** What a JVM with these options says. */
    private static String child(List<String> options, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-cp", folder(Engine.class) + java.io.File.pathSeparator + folder(Child.class), Child.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
