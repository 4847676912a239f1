package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.write(file, out -> out.write(bytes("one")));
        assertThat(file).hasContent("one");
        AtomicFile.write(file, out -> out.write(bytes("two")));
        assertThat(file).hasContent("two");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void newContentIsInvisibleUntilItIsWhole() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.write(file, out -> out.write(bytes("old")));
        AtomicFile.write(file, out -> {
            out.write(bytes("new, half"));
            out.flush();
            assertThat(file).hasContent("old");
            assertThat(names()).hasSize(2).anyMatch(name -> name.matches("\\.a\\.[0-9a-f]{16}-\\d+\\.hillock-tmp"));
            out.write(bytes("way"));
        });
        assertThat(file).hasContent("new, halfway");
    }

    @Test
    void failureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.write(file, out -> out.write(bytes("old")));
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(bytes("new"));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": it could not be written: No space left on device");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void anInterruptDoesNotDisturb() throws IOException {
        Path file = folder.resolve("a");
        Thread.currentThread().interrupt();
        AtomicFile.write(file, out -> out.write(bytes("whole")));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasContent("whole");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void linkStaysALink() throws IOException {
        Path file = Files.createDirectory(folder.resolve("elsewhere")).resolve("a");
        AtomicFile.write(file, out -> out.write(bytes("old")));
        Path link = folder.resolve("link");
        try {
            Files.createSymbolicLink(link, file);
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("no symbolic links here: " + e);
        }
        AtomicFile.write(link, out -> out.write(bytes("new")));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        Path missing = folder.resolve("missing");
        for (Path file : List.of(missing.resolve("a"), plain.resolve("a"), folder)) {
            String problem = file.equals(folder)
                    ? ": this is a folder; name a file in it"
                    : file.startsWith(plain)
                            ? ": %s is not a folder".formatted(plain)
                            : ": the folder %s does not exist; make it first".formatted(missing);
            assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(file + problem);
            assertThatThrownBy(() -> AtomicFile.checkWritable(file))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(file + problem);
        }
        assertThatThrownBy(() -> AtomicFile.makeFolder(plain))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(plain + ": this is not a folder; name one, or a path that does not exist yet");
        assertThatThrownBy(() -> AtomicFile.makeFolder(plain.resolve("below")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(plain.resolve("below") + ": the folder cannot be made: ");
        assertThat(names()).containsExactly("plain");
    }

    @Test
    void folderWithoutPermissionIsFoundOutBefore() throws IOException {
        Path closed = Path.of("/proc");
        Assumptions.assumeTrue(Files.isDirectory(closed), "no folder here that nobody can write to");
        assertThatThrownBy(() -> AtomicFile.checkWritable(closed.resolve("model")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(closed.resolve("model") + ": no file can be written in its folder: ");
    }

    @Test
    void checkingLeavesNothing() throws IOException {
        AtomicFile.checkWritable(folder.resolve("a"));
        assertThat(names()).isEmpty();
        AtomicFile.makeFolder(folder.resolve("b").resolve("c"));
        assertThat(names()).containsExactly("b");
        assertThat(folder.resolve("b").resolve("c")).isEmptyDirectory();
    }

    @Test
    void aVeryLongNameWorks() throws IOException {
        String name = "n".repeat(240);
        AtomicFile.write(folder.resolve(name), out -> out.write(bytes("x")));
        assertThat(names()).containsExactly(name);
    }

    /** The child of the test below: begins to write a file, says so, and waits to be killed. */
    static final class Victim {
        public static void main(String[] arguments) throws IOException {
            AtomicFile.write(Path.of(arguments[0]), out -> {
                out.write(bytes("never finished"));
                out.flush();
                System.out.println("writing");
                System.out.flush();
                System.in.read();
            });
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws Exception {
        Path file = folder.resolve("a");
        AtomicFile.write(file, out -> out.write(bytes("old")));
        Process victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(out.readLine()).isEqualTo("writing");
                assertThat(names()).as("the victim's temporary file").hasSize(2);
                AtomicFile.write(file, o -> o.write(bytes("new")));
                assertThat(names()).as("a living process's file is left alone").hasSize(2);
                victim.destroyForcibly().waitFor();
            }
            assertThat(names()).hasSize(2);
            assertThat(file).hasContent("new");
            AtomicFile.checkWritable(file);
            assertThat(names()).containsExactly("a");
        } finally {
            victim.destroyForcibly();
        }
    }
}
