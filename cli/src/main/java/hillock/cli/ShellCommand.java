package hillock.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Java typed line by line, with Hillock at hand. */
@Command(
        name = "shell",
        sortOptions = false,
        description = {
            "Type Java line by line, with everything of Hillock imported (JShell).",
            "A formula shows its value; /help tells more, /exit ends it. Or run files of such lines:",
            "",
            "  hillock shell",
            "  hillock shell first.jsh"
        })
final class ShellCommand implements Callable<Integer> {
    private static final String MODULES = "hillock,hillock.io";

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            converter = Kinds.File.class,
            description = "Files of lines to run first. To end after them, let the last line be /exit.")
    List<Path> files = List.of();

    ShellCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jshell =
                Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '\\' ? "jshell.exe" : "jshell");
        if (!Files.exists(jshell)) {
            throw new InputException("This Java at %s has no jshell; it comes with a JDK, a runtime alone lacks it."
                    .formatted(System.getProperty("java.home")));
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new InputException("%s: there is no such file".formatted(file));
            }
        }
        List<String> words = new ArrayList<>(List.of(jshell.toString()));
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath == null) {
            words.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            words.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        } else {
            words.addAll(List.of("--module-path", modulePath, "--add-modules", MODULES));
        }
        Path startup = Files.createTempFile("hillock-", ".jsh");
        try {
            Files.write(startup, imports());
            words.addAll(List.of("--startup", startup.toString()));
            files.forEach(file -> words.add(file.toString()));
            surroundings.out().flush();
            Process process = new ProcessBuilder(words).inheritIO().start();
            // Ctrl-C is for the shell, which drops the line at hand; this process only waits for its end.
            surroundings.interruption().stopBy(() -> process.onExit().join());
            return process.waitFor() == 0 ? ExitCode.DONE : ExitCode.INPUT;
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /** What a line may name without saying where it is. Packages of Hillock go before the JDK's. */
    private static List<String> imports() {
        List<String> lines = new ArrayList<>(List.of("import module java.base;"));
        for (String name : PACKAGES) {
            lines.add("import " + name + ".*;");
        }
        return lines;
    }

    /** All exported packages. */
    static final List<String> PACKAGES = List.of(
            "hillock",
            "hillock.array",
            "hillock.autodiff",
            "hillock.data",
            "hillock.engine",
            "hillock.explain",
            "hillock.graph",
            "hillock.interpret",
            "hillock.io",
            "hillock.network",
            "hillock.train");
}
