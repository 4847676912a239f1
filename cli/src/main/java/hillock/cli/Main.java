package hillock.cli;

import hillock.cli.terminal.Screen;
import java.io.PrintStream;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The entry point of the {@code hillock} command. */
public final class Main {
    private static final int LEAST_HELP_WIDTH = 60;
    private static final int MOST_HELP_WIDTH = 110;

    private static final String COMPLETION = "generate-completion";

    private static final List<String> COMMANDS = List.of(
            "train",
            "evaluate",
            "predict",
            "sweep",
            "doctor",
            "importance",
            "inspect",
            "explain",
            PlanCommand.NAME,
            "gradcheck",
            "data",
            "shell",
            COMPLETION);

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code: 0 done, 2 the input is wrong, 1 a fault of ours, 130
     * interrupted.
     *
     * @param arguments the words after {@code hillock}
     */
    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        surroundings.eraseIncubatorWarning();
        surroundings.interruption().install();
        int code = run(surroundings, arguments);
        surroundings.out().flush();
        surroundings.interruption().finish();
        System.exit(code);
    }

    /** Runs the command and returns its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        HillockCommand root = new HillockCommand(surroundings);
        try {
            String[] words = ExplainCommand.protectSigns(PlanCommand.joined(arguments));
            int code = commandLine(root, surroundings, words).execute(words);
            if (code == ExitCode.DONE && surroundings.out().checkError() && !isAbandoned(surroundings.out())) {
                surroundings.err().println("hillock: standard output could not be written");
                return ExitCode.INPUT;
            }
            return code;
        } catch (Throwable e) { // Errors too: a lack of memory is told like everything else.
            return Failures.report(e, surroundings.err(), root.debug);
        }
    }

    /** Whether the reader has had enough. */
    private static boolean isAbandoned(PrintStream out) {
        return out instanceof StandardOutput standard && standard.isAbandoned();
    }

    /** The command with those of its commands that these words may need: to read what all of them take is slow. */
    static CommandLine commandLine(HillockCommand root, Surroundings surroundings, String... words) {
        // Completion is made of all of them.
        boolean one = words.length > 0 && COMMANDS.contains(words[0]) && !words[0].equals(COMPLETION);
        return commandLine(root, surroundings, one ? List.of(words[0]) : COMMANDS);
    }

    private static CommandLine commandLine(HillockCommand root, Surroundings surroundings, List<String> names) {
        CommandLine command = new CommandLine(root);
        for (String name : names) {
            CommandLine each = command(name, surroundings);
            command.addSubcommand(name, each);
            each.getCommandSpec().usageMessage().parameterListHeading("%n");
            OptionList.install(each.getCommandSpec());
        }
        Screen screen = surroundings.outScreen();
        Help.Ansi ansi = screen.terminal().hasColours() ? Help.Ansi.ON : Help.Ansi.OFF;
        return command.setColorScheme(Help.defaultColorScheme(ansi))
                .setUsageHelpWidth(Math.clamp(screen.terminal().columns(), LEAST_HELP_WIDTH, MOST_HELP_WIDTH))
                .setOut(new java.io.PrintWriter(surroundings.out(), true))
                .setErr(new java.io.PrintWriter(surroundings.err(), true))
                // A word that begins with @ is that word, not a file with more words.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, _) -> Failures.reportParameters(e, surroundings.err()))
                .setExecutionExceptionHandler((e, _, _) -> Failures.report(e, surroundings.err(), root.debug));
    }

    private static CommandLine command(String name, Surroundings surroundings) {
        return switch (name) {
            case "train" -> new CommandLine(new TrainCommand(surroundings));
            case "evaluate" -> new CommandLine(new EvaluateCommand(surroundings));
            case "predict" -> new CommandLine(new PredictCommand(surroundings));
            case "sweep" -> new CommandLine(new SweepCommand(surroundings));
            case "doctor" -> new CommandLine(new DoctorCommand(surroundings));
            case "importance" -> new CommandLine(new ImportanceCommand(surroundings));
            case "inspect" -> new CommandLine(new InspectCommand(surroundings));
            case "explain" -> new CommandLine(new ExplainCommand(surroundings));
            case PlanCommand.NAME -> new CommandLine(new PlanCommand(surroundings));
            case "gradcheck" -> new CommandLine(new GradcheckCommand(surroundings));
            case "data" -> new CommandLine(new DataCommand(surroundings));
            // What follows a program's file is the program's, with its own options.
            case "shell" -> new CommandLine(new ShellCommand(surroundings)).setStopAtPositional(true);
            case COMPLETION -> completion();
            default -> throw new AssertionError(name);
        };
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion
                .getCommandSpec()
                .usageMessage()
                .description(
                        "Print a script with which bash and zsh complete the words of this command.",
                        "Use it with: source <(hillock generate-completion)");
        return completion;
    }
}
