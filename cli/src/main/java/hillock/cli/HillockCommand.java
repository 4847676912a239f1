package hillock.cli;

import hillock.engine.Engine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a word behind it. */
@Command(
        name = "hillock",
        mixinStandardHelpOptions = true,
        versionProvider = HillockCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "Trains neural networks, uses them, and explains every number.",
            "The same command gives the same bits every time, with any number of threads.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Begin with:  hillock train spiral",
            "More about a command:  hillock COMMAND --help",
            "Exit codes: 0 done, 1 a fault of ours, 2 the input is wrong, 130 interrupted"
        })
final class HillockCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            hidden = true,
            description = "With an error, print where it came from.")
    boolean debug;

    HillockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.err());
        return ExitCode.INPUT;
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var descriptor = Main.class.getModule().getDescriptor();
            String version =
                    descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
            return new String[] {
                "hillock " + version,
                "Java    " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "SIMD    " + Engine.simdForm(),
                "Cores   " + Engine.standard().threads(),
                "System  " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch")
            };
        }
    }
}
