package hillock.cli;

import hillock.cli.terminal.Terminal;
import hillock.cli.terminal.Texts;
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

/** Java with Hillock at hand: typed line by line, or a file of it. */
@Command(
        name = "shell",
        sortOptions = false,
        description = {
            "Type Java line by line, with everything of Hillock imported (JShell).",
            "A formula typed shows its value; /help tells more, /exit ends it.",
            "A file of such lines is run first; a Java program is run to its end, as by java FILE.java.",
            "",
            "  hillock shell",
            "  hillock shell first.jsh",
            "  hillock shell Neuron.java"
        })
final class ShellCommand implements Callable<Integer> {
    private static final String MODULES = "hillock,hillock.io";
    private static final String PROGRAM = ".java";
    private static final String EXIT = "/ex";

    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = {
                "A Java program with a main, whose arguments are the words after it; or files of lines to run first"
                        + " (what they are to show they print: IO.println(...)). To end after them, let the last line"
                        + " be /exit."
            })
    List<String> words = List.of();

    ShellCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean program = !words.isEmpty() && words.getFirst().endsWith(PROGRAM);
        for (String file : program ? words.subList(0, 1) : words) {
            if (!new File(file).isFile()) {
                throw new InputException("%s: there is no such file".formatted(file));
            }
        }
        if (program) {
            return run(command("java"), words);
        }
        Path startup = Files.createTempFile("hillock-", ".jsh");
        try {
            Files.write(startup, imports());
            List<String> command = command("jshell");
            command.addAll(List.of("--startup", startup.toString()));
            return isScript() ? script(command) : run(command, words) == 0 ? ExitCode.DONE : ExitCode.INPUT;
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /** A tool of the JDK, with Hillock on its path. */
    private static List<String> command(String tool) {
        String home = System.getProperty("java.home");
        Path path = Path.of(home, "bin", File.separatorChar == '\\' ? tool + ".exe" : tool);
        if (!Files.exists(path)) {
            throw new InputException(
                    "This Java at %s has no %s; it comes with a JDK, a runtime alone lacks it.".formatted(home, tool));
        }
        List<String> command = new ArrayList<>(List.of(path.toString()));
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath == null) {
            command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        } else {
            command.addAll(List.of("--module-path", modulePath, "--add-modules", MODULES));
        }
        return command;
    }

    /** Whether nobody types anything: there are files, and the last ends the shell or no terminal follows them. */
    private boolean isScript() throws IOException {
        return !words.isEmpty()
                && (!Terminal.hasInput()
                        || Files.readAllLines(Path.of(words.getLast())).stream()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .reduce("", (_, last) -> last)
                                .startsWith(EXIT));
    }

    /** Runs files of lines to their end. */
    private int script(List<String> command) throws IOException, InterruptedException {
        // Errors are known by their English names.
        command.add("-J-Duser.language=en");
        command.addAll(words);
        surroundings.out().flush();
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        surroundings.interruption().stopBy(() -> process.onExit().join());
        int failed = ScriptErrors.copy(process.errorReader(), surroundings.err());
        int code = process.waitFor();
        if (failed > 0) {
            surroundings
                    .err()
                    .println("hillock: %s in %s, told above"
                            .formatted(Texts.count(failed, "error"), String.join(", ", words)));
        }
        return code == 0 && failed == 0 ? ExitCode.DONE : ExitCode.INPUT;
    }

    /** Runs a tool to its end with further words, in this terminal, and returns its exit code. */
    private int run(List<String> command, List<String> further) throws IOException, InterruptedException {
        command.addAll(further);
        surroundings.out().flush();
        Process process = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C is for the tool, where a shell drops the line at hand; this process only waits for its end.
        surroundings.interruption().stopBy(() -> process.onExit().join());
        return process.waitFor();
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
