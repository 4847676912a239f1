package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Tensor;
import hillock.io.NetworkFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code hillock} and the archive of classes it starts from, in a checkout that a made-up Maven builds. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "hillock.cmd is used there")
class LauncherTest {
    private static final List<String> WORDS = List.of("data", "xor");

    // A blank in the path, which a script forgets easily.
    @TempDir(factory = Blank.class)
    private static Path root;

    private static String out = "";

    private record Outcome(int code, String out, String err) {}

    @BeforeAll
    static void buildAtTheFirstStart() throws Exception {
        Files.createDirectory(root.resolve(".mvn"));
        for (String file : List.of("hillock", ".mvn/find-jdk.sh")) {
            Files.copy(Page.ROOT.resolve(file), root.resolve(file));
        }
        copy("core", Tensor.class);
        copy("io", NetworkFile.class);
        copy("cli", Main.class);
        Files.createFile(root.resolve("pom.xml"));
        Path dependencies = Files.createDirectory(root.resolve("dependencies"));
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            Path jar = Path.of(entry);
            if (entry.matches(".*[/\\\\](picocli|jackson-core|fastcsv)-[^/\\\\]*\\.jar")) {
                Files.copy(jar, dependencies.resolve(jar.getFileName()));
            }
        }
        Path maven = root.resolve("mvnw");
        Files.writeString(
                maven, "#!/bin/sh\nmkdir -p cli/target/quick/lib && cp dependencies/* cli/target/quick/lib\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Outcome first = run("");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).startsWith("Building Hillock").hasLineCount(1);
        assertThat(archive()).isNotEmptyFile();
        out = first.out();
        assertThat(out).contains("xor");
    }

    private static void copy(String module, Class<?> member) throws IOException, URISyntaxException {
        Path classes = root.resolve(module, "target/quick/classes");
        Path source = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(source)) {
            copy(source, classes);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(source)) {
                copy(jar.getPath("/"), classes);
            }
        }
        Files.createDirectories(root.resolve(module, "src/main"));
        Files.createFile(root.resolve(module, "pom.xml"));
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    private static Path archive() {
        return root.resolve("cli/target/quick/hillock.jsa");
    }

    private static Outcome run(String options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("./hillock"));
        words.addAll(WORDS);
        Path errors = Files.createTempFile("hillock-test-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(root.toFile()).redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("HILLOCK_JAVA_OPTIONS", options);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        String told = Files.readAllLines(errors).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .collect(Collectors.joining("\n"));
        Files.delete(errors);
        return new Outcome(code, text, told);
    }

    @Test
    void classesComeFromTheArchive() throws Exception {
        assertThat(run("-Xlog:class+load").out()).containsPattern("hillock\\.cli\\.Main source: shared objects file");
    }

    /** Among them JVMs that the archive does not suit, which would say so on standard output. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-XX:+UseZGC",
                "-XX:-UseCompressedOops",
                "-XX:+UseCompactObjectHeaders",
                "-Xshare:off",
                "--add-modules ALL-DEFAULT"
            })
    void anyJvmPrintsTheSameAndNothingElse(String options) throws Exception {
        assertThat(run(options)).isEqualTo(new Outcome(0, out, ""));
    }

    @Test
    void archivesThatAreStaleDamagedOrMissingDoNoHarm() throws Exception {
        byte[] whole = Files.readAllBytes(archive());
        try {
            Files.write(archive(), Arrays.copyOf(whole, whole.length / 3));
            assertThat(run("")).as("cut short").isEqualTo(new Outcome(0, out, ""));
            Files.write(archive(), new byte[] {1, 2, 3});
            assertThat(run("")).as("no archive").isEqualTo(new Outcome(0, out, ""));
            Files.delete(archive());
            assertThat(run("")).as("missing").isEqualTo(new Outcome(0, out, ""));
        } finally {
            Files.write(archive(), whole);
        }
        Path jar = root.resolve("cli/target/quick/jars/core.jar");
        FileTime made = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(run("")).as("made of other jars").isEqualTo(new Outcome(0, out, ""));
        Files.setLastModifiedTime(jar, made);
    }

    /** Makes temporary folders with a blank in their names. */
    static final class Blank implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory("hillock test ");
        }
    }
}
