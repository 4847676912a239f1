package hillock.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A process that measures and prints what it finds line by line. */
final class Child {
    private static final int LIMIT_MINUTES = 15;

    private Child() {}

    /**
     * Runs a process to its end.
     *
     * @param environment what is added to the environment
     * @param line is given every line it prints
     * @return why it failed, if it did
     */
    static Optional<String> run(List<String> command, Map<String, String> environment, Consumer<String> line)
            throws IOException, InterruptedException {
        Path log = Files.createDirectories(Folders.OUT).resolve("last.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread reader = Thread.ofVirtual().start(() -> read(process, line));
        boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        reader.join();
        if (!ended) {
            return Optional.of("not ready in " + LIMIT_MINUTES + " minutes");
        }
        if (process.exitValue() == 0) {
            return Optional.empty();
        }
        String reason = Files.readAllLines(log).stream()
                .filter(said -> !said.startsWith("WARNING"))
                .limit(8)
                .map(said -> "\n    " + said)
                .collect(Collectors.joining());
        return Optional.of("exit code " + process.exitValue() + reason);
    }

    private static void read(Process process, Consumer<String> line) {
        try (var lines = process.inputReader()) {
            lines.lines().forEach(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
