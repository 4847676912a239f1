package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code .mvn/find-jdk.sh}, which mvnw and hillock begin with, among JDKs that are only made up. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "find-jdk.cmd is used there")
class FindJdkTest {
    @ParameterizedTest
    @CsvSource({"25, true", "25.0.3, true", "26-ea, true", "100.0.1, true", "17.0.15, false", "1.8.0_402, false"})
    void javaHomeIsTakenIfItIsNewEnough(String version, boolean taken, @TempDir Path folder) throws Exception {
        Path home = jdk(folder.resolve("some jdk"), version);
        Path running = Path.of(System.getProperty("java.home"));
        assertThat(found(home, running)).isEqualTo((taken ? home : running).toString());
    }

    @ParameterizedTest
    @CsvSource({"bin/javac", "release"})
    void folderWithoutAPartOfAJdkIsPassedOver(String missing, @TempDir Path folder) throws Exception {
        Path home = jdk(folder, "25.0.3");
        Files.delete(home.resolve(missing));
        Path running = Path.of(System.getProperty("java.home"));
        assertThat(found(home, running)).isEqualTo(running.toString());
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        assertThat(Files.createFile(home.resolve("bin/javac")).toFile().setExecutable(true))
                .isTrue();
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n".formatted(version));
        return home;
    }

    /** Returns the JAVA_HOME that the script sets, given another one and a JDK whose javac is on the PATH. */
    private static String found(Path javaHome, Path onPath) throws IOException, InterruptedException {
        String script = Page.ROOT.resolve(".mvn/find-jdk.sh").toString();
        ProcessBuilder builder = new ProcessBuilder("sh", "-euc", ". \"$0\"; echo \"$JAVA_HOME\"", script);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().merge("PATH", onPath + "/bin", (old, first) -> first + ":" + old);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
