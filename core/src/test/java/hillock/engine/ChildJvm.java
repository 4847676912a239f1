package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs with other options than this one. */
final class ChildJvm {
    /** What a JVM on the class path needs to have the vector module. */
    static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

    private ChildJvm() {}

    /**
     * What a class of the tests prints in a JVM with some options, on the class path of Hillock and its tests alone;
     * its warnings included.
     */
    static String run(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java(Path.of(System.getProperty("java.home")))));
        command.addAll(options);
        command.addAll(List.of("-cp", folder(Engine.class) + File.pathSeparator + folder(main), main.getName()));
        command.addAll(List.of(arguments));
        return output(command);
    }

    /** The launcher of a run-time image. */
    static String java(Path home) {
        return home.resolve("bin", "java").toString();
    }

    /** What a command that succeeds prints. */
    static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", command, output).isZero();
        return output;
    }

    /** Where the classes of a class's module lie. */
    static Path folder(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
