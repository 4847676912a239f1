package hillock.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code hillock} command as a process of its own.
 *
 * @param process the process
 * @param errors the file that takes its standard error
 */
record CommandProcess(Process process, Path errors) {
    private static final long PATIENCE_SECONDS = 120;

    /**
     * What a process left behind.
     *
     * @param code its exit code
     * @param out its standard output
     * @param err its standard error, without the line Java itself prints
     */
    record Outcome(int code, String out, String err) {
        /** The last line of standard output. */
        String lastLine() {
            return out.lines().reduce("", (_, last) -> last);
        }
    }

    /** Starts the command in a folder; its standard output is to be read from the process. */
    static CommandProcess start(Path folder, List<String> arguments) throws IOException {
        return start(folder, List.of("--add-modules", "jdk.incubator.vector"), arguments);
    }

    /** Starts the command in a folder with its plain loops, which need no time to warm up; the bits are the same. */
    static CommandProcess startPlain(Path folder, List<String> arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    private static CommandProcess start(Path folder, List<String> modules, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Most of these live too short for the optimising compiler to pay.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-Duser.language=tr",
                "-Duser.country=TR"));
        words.addAll(modules);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "hillock.cli.Main"));
        words.addAll(arguments);
        Path errors = Files.createTempFile("hillock-test-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectError(errors.toFile());
        // No test may reach for the user's own data, or for the network.
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("no-cache").toString());
        builder.environment().put("HILLOCK_MNIST_URL", "http://127.0.0.1:9/");
        return new CommandProcess(builder.start(), errors);
    }

    /** Runs the command in a folder to its end. */
    static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
        return start(folder, List.of(arguments)).outcome();
    }

    /** Lines of standard output as they come. */
    BufferedReader lines() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** Asks the process to end, as {@code kill} does; its output can still be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end. */
    Outcome outcome() throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(exitCode(), out, errorText());
    }

    /** Waits for the end and returns the exit code. */
    int exitCode() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The command does not end; so far it said: " + errorText());
        }
        return process.exitValue();
    }

    /** What it has written to standard error. */
    String errorText() throws IOException {
        try {
            return Files.readString(errors).replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
