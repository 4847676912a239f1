package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of {@code examples/}, compiled out of the tree and run, on the module path and on the class path. The
 * continuous integration also builds them with the poms that stand beside them.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Page.ROOT.resolve("examples");

    /** The example that does not end by itself. */
    private static final String SERVICE = "service";

    /** The last line that each program prints. */
    private static final Map<String, String> LAST_LINES = Map.of(
            "images", "accuracy 0\\.9[89]\\d*, .*",
            "own-layer", "accuracy 0\\.99\\d*, .*",
            "own-loop", "(49[5-9]|500) of 500 deeper trees right",
            "sequence", "off by 0\\.0[0-4]\\d; guessing the mean would be off by 0\\.408",
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
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of(SERVICE), LAST_LINES.keySet().stream())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleRuns(Example example, @TempDir Path folder) throws IOException, InterruptedException {
        List<String> words = compile(example, folder);

        assertThat(run(folder, words).getLast()).as("%s", example).matches(LAST_LINES.get(example.name()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serviceAnswers(boolean modular, @TempDir Path folder) throws IOException, InterruptedException {
        Path model = folder.resolve("penguins.safetensors");
        Path table = Page.ROOT.resolve("docs/penguins.csv");
        assertThat(InProcess.run("train", table.toString(), "--epochs", "20", "--save", model.toString())
                        .code())
                .isZero();
        List<String> words = compile(new Example(SERVICE, modular), folder);
        words.addAll(List.of(model.toString(), "0"));
        Process service = new ProcessBuilder(words)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String greeting = String.valueOf(service.inputReader().readLine());
            assertThat(greeting).startsWith("listening on ");
            URI place = URI.create(greeting.substring("listening on ".length()));
            String penguin = """
                    {"island": "Biscoe", "beak_length_mm": 46.1, "beak_depth_mm": 13.2, "flipper_length_mm": 211,
                     "body_mass_g": 4500, "sex": null}""";

            assertThat(post(client, place, "[" + penguin + "," + penguin + "]"))
                    .matches("200 \\[(\\{\"label\":\"Gentoo\",\"probability\":0\\.[89]\\d*},?){2}]");
            assertThat(post(client, place, "[{\"island\": \"Biscoe\"}]"))
                    .startsWith("400 {\"error\":")
                    .contains("beak_length_mm");
            assertThat(post(client, place, "nonsense")).startsWith("400 {\"error\":\"the request");
            assertThat(post(client, place, "9".repeat(1 << 21))).startsWith("413 ");
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static String post(HttpClient client, URI place, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(place)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    /** Compiles an example and returns the words that run it. */
    private static List<String> compile(Example example, Path folder) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        List<String> compilation = new ArrayList<>(List.of(tool("javac"), "-d", classes.toString()));
        compilation.addAll(where(example, List.of()));
        example.sources().forEach(source -> compilation.add(source.toString()));
        run(folder, compilation);

        List<String> launch = new ArrayList<>(List.of(tool("java")));
        launch.addAll(where(example, List.of(classes.toString())));
        String main = example.main();
        launch.addAll(example.modular() ? List.of("-m", main) : List.of(main.substring(main.indexOf('/') + 1)));
        return launch;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The options that say where classes are: the given folders, and what a user of Hillock has. */
    private static List<String> where(Example example, List<String> folders) {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        String path = Stream.concat(
                        folders.stream(), Arrays.stream(all).filter(entry -> !entry.endsWith("test-classes")))
                .collect(Collectors.joining(File.pathSeparator));
        return example.modular() ? List.of("-p", path) : List.of("--add-modules", "jdk.incubator.vector", "-cp", path);
    }

    private static List<String> run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(code)
                .as("exit code of %s, which says%n%s", command, Files.readString(output))
                .isZero();
        return Files.readAllLines(output);
    }
}
