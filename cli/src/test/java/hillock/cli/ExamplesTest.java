package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of {@code examples/}, compiled out of the tree and run, on the module path and on the class path. The
 * continuous integration also builds them with the poms that stand beside them.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Page.ROOT.resolve("examples");

    /** The last line that each program prints. */
    private static final Map<String, String> LAST_LINES = Map.of(
            "own-layer", "accuracy 0\\.99\\d*, .*",
            "own-loop", "(49[5-9]|500) of 500 deeper trees right",
            "tabular", "test: off by [67]\\d\\d, of which noise 500");

    /**
     * One way to run one program.
     *
     * @param name its folder
     * @param modular whether on the module path
     */
    record Example(String name, boolean modular) {
        /** Its module and class, as its pom names them. */
        String main() throws IOException {
            Matcher main = Pattern.compile("<argument>([a-z]+/[A-Za-z.]+)</argument>")
                    .matcher(Files.readString(EXAMPLES.resolve(name).resolve("pom.xml")));
            assertThat(main.find()).as("module/class in the pom of %s", name).isTrue();
            return main.group(1);
        }

        List<Path> sources() throws IOException {
            try (Stream<Path> files = Files.walk(EXAMPLES.resolve(name).resolve("src/main/java"))) {
                return files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> modular || !file.endsWith("module-info.java"))
                        .toList();
            }
        }
    }

    static Stream<Example> examples() {
        return LAST_LINES.keySet().stream()
                .sorted()
                .flatMap(name -> Stream.of(new Example(name, true), new Example(name, false)));
    }

    @Test
    void everyExampleIsTried() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(example -> example.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(LAST_LINES.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleRuns(Example example, @TempDir Path folder) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        List<String> compilation = new ArrayList<>(List.of("javac", "-d", classes.toString()));
        compilation.addAll(where(example, List.of()));
        example.sources().forEach(source -> compilation.add(source.toString()));
        run(folder, compilation);

        List<String> launch = new ArrayList<>(List.of("java"));
        launch.addAll(where(example, List.of(classes.toString())));
        String main = example.main();
        launch.addAll(example.modular() ? List.of("-m", main) : List.of(main.substring(main.indexOf('/') + 1)));
        assertThat(run(folder, launch).getLast()).as("%s", example).matches(LAST_LINES.get(example.name()));
    }

    /** The options that say where classes are: the given folders, and what a user of Hillock has. */
    private static List<String> where(Example example, List<String> folders) {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        String path = Stream.concat(
                        folders.stream(), Arrays.stream(all).filter(entry -> !entry.endsWith("test-classes")))
                .collect(Collectors.joining(File.pathSeparator));
        return example.modular() ? List.of("-p", path) : List.of("--add-modules", "jdk.incubator.vector", "-cp", path);
    }

    private static List<String> run(Path folder, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", words.getFirst())
                        .toString());
        Path output = folder.resolve("output");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(code)
                .as("exit code of %s, which says%n%s", words, Files.readString(output))
                .isZero();
        return Files.readAllLines(output);
    }
}
