package hillock.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Workloads of Hillock under JMH, with what they allocate, for comparisons of one revision with another. */
final class Self {
    private final boolean quick;
    private final int threads;
    private final Optional<String> only;
    private final Path classes;

    private Self(Words words) {
        this.quick = words.flag("--quick");
        this.threads = words.number("--threads", 1, 1024, 2);
        this.only = words.value("--only");
        this.classes = Folders.classes(words);
        words.end();
    }

    static Self of(Words words) {
        return new Self(words);
    }

    /** Measures and saves; whether everything could be measured. */
    boolean run() throws IOException, InterruptedException {
        Path jars = Folders.jars("self", "JMH", 3);
        Folders.compile("jmh", jars, "-proc:full");
        String path = String.join(
                File.pathSeparator, classes.toString(), Folders.CLASSES.toString(), Folders.classPath(jars));
        Path result = Files.createDirectories(Folders.OUT).resolve(Folders.stamped("self", ".json"));
        List<String> command = new ArrayList<>(List.of(
                Folders.jdk("java"),
                "-cp",
                path,
                "org.openjdk.jmh.Main",
                "hillock.bench.jmh.Jmh",
                "-jvmArgs",
                "--add-modules jdk.incubator.vector",
                "-p",
                "threads=" + threads,
                "-prof",
                "gc",
                "-rf",
                "json",
                "-rff",
                result.toString()));
        only.ifPresent(names -> command.addAll(List.of("-p", "what=" + names)));
        command.addAll(
                quick
                        ? List.of("-f", "1", "-wi", "3", "-w", "1", "-i", "3", "-r", "1")
                        : List.of("-f", "3", "-wi", "5", "-w", "1", "-i", "5", "-r", "1"));
        System.out.println(quick ? "About one and a half minutes." : "About six minutes.");
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        System.out.printf("%nSaved as %s%n", result);
        return exit == 0;
    }
}
