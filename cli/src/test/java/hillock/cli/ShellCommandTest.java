package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellCommandTest {
    @TempDir
    Path folder;

    @Test
    void linesRunWithEverythingImported() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("lines.jsh"), """
                var loss = Differentiate.gradient(v -> v.square().sum()).at(Tensor.of(1f, 2f))
                IO.println(loss)
                var net = Sequential.of(Dense.of(2, 3), Activation.tanh()).init(Key.of(1))
                IO.println(net.apply(Tensor.zeros(5, 2)).shape())
                IO.println(List.of(Task.class, Npy.class, Adam.class).size())
                /exit
                """);

        Outcome outcome = CommandProcess.run(folder, "shell", "lines.jsh");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().lines()).containsExactly("[2. 4.]", "[5, 3]", "3");
    }

    @Test
    void aProgramRunsToItsEndWithItsWords() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("Program.java"), """
                import hillock.Tensor;

                void main(String[] words) {
                    IO.println(Tensor.scalar(2f).square());
                    IO.println(hillock.io.Npy.class.getSimpleName());
                    IO.println(List.of(words));
                    System.exit(7);
                }
                """);

        Outcome outcome = CommandProcess.run(folder, "shell", "Program.java", "one", "--two", "-h");

        assertThat(outcome.out().lines()).containsExactly("4.0", "Npy", "[one, --two, -h]");
        assertThat(outcome.code()).isEqualTo(7);
    }

    @Test
    void linesThatFailAreToldByTheExitCode() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("wrong.jsh"), """
                IO.println(absent)
                IO.println(Tensor.of(1f, 2f).matmul(Tensor.of(1f, 2f, 3f)))
                IO.println("after")
                /exit
                """);

        Outcome outcome = CommandProcess.run(folder, "shell", "wrong.jsh");

        assertThat(outcome.out().lines()).containsExactly("after");
        assertThat(outcome.err())
                .contains("cannot find symbol", "Exception java.lang.IllegalArgumentException")
                .contains("hillock: 2 errors in wrong.jsh, told above");
        assertThat(outcome.code()).isEqualTo(ExitCode.INPUT);
    }

    @Test
    void linesThatFailAreKnownByWhatJShellSays() throws IOException {
        String told = """
                Error:
                illegal start of expression
                int i = 1 +;
                Exception java.lang.IllegalStateException: mine
                      at (#5:1)
                Invalid command: /foo
                Warning:
                using incubating module(s): jdk.incubator.vector
                Incomplete input: class A {
                """;
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int failed = ScriptErrors.copy(
                new BufferedReader(new StringReader(told)), new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(failed).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(told.lines().toList());
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws IOException, InterruptedException {
        Outcome outcome = CommandProcess.run(folder, "shell", "absent.jsh");

        assertThat(outcome.code()).isEqualTo(ExitCode.INPUT);
        assertThat(outcome.err()).contains("absent.jsh: there is no such file");
    }

    @Test
    void everyExportedPackageIsImported() throws IOException {
        List<String> exported = new ArrayList<>();
        for (String module : List.of("core", "io")) {
            Pattern.compile("exports ([a-z.]+);")
                    .matcher(Files.readString(Page.ROOT.resolve(module + "/src/main/java/module-info.java")))
                    .results()
                    .forEach(match -> exported.add(match.group(1)));
        }

        assertThat(ShellCommand.PACKAGES).containsExactlyInAnyOrderElementsOf(exported);
    }
}
