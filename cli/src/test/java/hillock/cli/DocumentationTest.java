package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages promise. A Java block is a whole program: its fence reads {@code java Name}, and it runs as
 * {@code Name.java}. A block {@code text} that follows it is what the program prints. Shell blocks are run by
 * {@code .ci/run}, line by line.
 */
class DocumentationTest {
    /** The languages for which there is something that runs or checks the block. */
    private static final Set<String> LANGUAGES = Set.of("java", "sh", "xml", "kotlin", "text");

    /** What the shell blocks of the tutorial leave behind for its Java blocks. */
    private static final String MODEL = "penguins.safetensors";

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern COORDINATES = Pattern.compile("io\\.hillock:([a-z-]+):([0-9A-Za-z.-]+)");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(hillock[^<]*)</artifactId>");

    static List<Block> javaBlocks() throws IOException {
        return blocks("java");
    }

    @ParameterizedTest
    @MethodSource("javaBlocks")
    void javaBlockRuns(Block block, @TempDir Path folder) throws IOException, InterruptedException {
        assertThat(block.info()).as("fence of %s", block).matches("java [A-Z][A-Za-z]*");
        Path file = folder.resolve(block.info().substring("java ".length()) + ".java");
        Files.write(file, block.content());
        if (String.join("", block.content()).contains(MODEL)) {
            String table = Page.ROOT.resolve("docs/penguins.csv").toString();
            String model = folder.resolve(MODEL).toString();
            assertThat(InProcess.run("train", table, "--test", "0.25", "--save", model)
                            .code())
                    .isZero();
        }
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor())
                .as("exit code of %s, which says%n%s", block, Files.readString(errors))
                .isZero();
        List<String> promised = promisedOutput(block);
        if (!promised.isEmpty()) {
            assertThat(Files.readAllLines(output)).as("output of %s", block).isEqualTo(promised);
        }
    }

    @Test
    void everyBlockIsOfAKindThatIsRunOrChecked() throws IOException {
        for (Page page : Page.all()) {
            for (Block block : page.blocks()) {
                assertThat(LANGUAGES).as("language of %s", block).contains(block.language());
            }
        }
    }

    @Test
    void shellBlocksAreWhatTheContinuousIntegrationCanRun() throws IOException {
        List<Block> blocks = blocks("sh");
        assertThat(blocks).isNotEmpty();
        for (Block block : blocks) {
            assertThat(block.info()).as("fence of %s", block).isEqualTo("sh");
            // .ci/run takes each line for a command of its own.
            assertThat(block.content()).as("lines of %s", block).allMatch(line -> line.matches("(\\./|#).*[^\\\\]"));
        }
        for (Block block : blocks("text")) {
            assertThat(block.content()).as("lines of %s", block).noneMatch(line -> line.matches("(\\$ |\\./).*"));
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        for (Page page : Page.all()) {
            for (MatchResult link : matches(LINK, page.text())) {
                if (!link.group(1).startsWith("https://")) {
                    assertThat(page.path().resolveSibling(link.group(1)))
                            .as("link in %s", page.path())
                            .exists();
                }
            }
        }
    }

    @Test
    void snippetsNameArtifactsThatThisBuildMakes() throws IOException {
        String parent = Files.readString(Page.ROOT.resolve("pom.xml"));
        String version = matches(VERSION, parent).getFirst().group(1);
        List<String> artifacts = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Page.ROOT)) {
            for (Path pom : folders.map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                matches(ARTIFACT, Files.readString(pom)).forEach(match -> artifacts.add(match.group(1)));
            }
        }
        List<Block> snippets =
                Stream.concat(blocks("xml").stream(), blocks("kotlin").stream()).toList();
        assertThat(snippets).isNotEmpty();
        for (Block snippet : snippets) {
            String text = String.join("\n", snippet.content());
            for (MatchResult match : matches(COORDINATES, text)) {
                assertThat(artifacts).as("artifact in %s", snippet).contains(match.group(1));
                assertThat(match.group(2)).as("version in %s", snippet).isEqualTo(version);
            }
            for (MatchResult match : matches(ARTIFACT, text)) {
                assertThat(artifacts).as("artifact in %s", snippet).contains(match.group(1));
            }
            for (MatchResult match : matches(VERSION, text)) {
                assertThat(match.group(1)).as("version in %s", snippet).isEqualTo(version);
            }
        }
    }

    /** Returns the lines of the block {@code text} that directly follows a block, or none. */
    private static List<String> promisedOutput(Block block) throws IOException {
        for (Page page : Page.all()) {
            int next = page.blocks().indexOf(block) + 1;
            if (next > 0 && next < page.blocks().size()) {
                Block follower = page.blocks().get(next);
                return follower.language().equals("text") ? follower.content() : List.of();
            }
        }
        return List.of();
    }

    private static List<Block> blocks(String language) throws IOException {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
