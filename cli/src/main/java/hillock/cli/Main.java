package hillock.cli;

import hillock.cli.terminal.Screen;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The entry point of the {@code hillock} command. */
public final class Main {
    private static final int LEAST_HELP_WIDTH = 60;
    private static final int MOST_HELP_WIDTH = 110;

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
            CommandLine command = commandLine(root, surroundings);
            int code = command.execute(ExplainCommand.protectSigns(PlanCommand.joined(arguments)));
            if (code == ExitCode.DONE && surroundings.out().checkError()) {
                surroundings.err().println("hillock: standard output could not be written");
                return ExitCode.INPUT;
            }
            return code;
        } catch (Throwable e) { // Errors too: a lack of memory is told like everything else.
            return Failures.report(e, surroundings.err(), root.debug);
        }
    }

    /** The command with all its commands. */
    static CommandLine commandLine(HillockCommand root, Surroundings surroundings) {
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion
                .getCommandSpec()
                .usageMessage()
                .description(
                        "Print a script with which bash and zsh complete the words of this command.",
                        "Use it with: source <(hillock generate-completion)");
        // What follows a program's file is the program's, with its own options.
        CommandLine shell = new CommandLine(new ShellCommand(surroundings)).setStopAtPositional(true);
        CommandLine command = new CommandLine(root)
                .addSubcommand(new TrainCommand(surroundings))
                .addSubcommand(new EvaluateCommand(surroundings))
                .addSubcommand(new PredictCommand(surroundings))
                .addSubcommand(new SweepCommand(surroundings))
                .addSubcommand(new DoctorCommand(surroundings))
                .addSubcommand(new ImportanceCommand(surroundings))
                .addSubcommand(new InspectCommand(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new PlanCommand(surroundings))
                .addSubcommand(new GradcheckCommand(surroundings))
                .addSubcommand(new DataCommand(surroundings))
                .addSubcommand(shell)
                .addSubcommand("generate-completion", completion);
        for (CommandLine each : command.getSubcommands().values()) {
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
}
