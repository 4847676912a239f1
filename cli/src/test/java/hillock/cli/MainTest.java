package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The tree of commands, of which only that is made which the words ask for. */
class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"train", "sweep", "explain", PlanCommand.NAME, "data", "shell"})
    void makesTheCommandThatIsNamed(String name) {
        assertThat(commands(name, "data")).containsExactly(name);
    }

    @Test
    void makesAllCommandsForWordsThatNameNone() {
        Set<String> all = commands();
        assertThat(all).contains("train", "evaluate", "predict", PlanCommand.NAME, "generate-completion");
        assertThat(commands("--help")).isEqualTo(all);
        assertThat(commands("trian")).isEqualTo(all);
        assertThat(commands("--debug", "train")).isEqualTo(all);
        assertThat(commands("generate-completion")).isEqualTo(all);
    }

    @Test
    void namesOfCommandsAreThoseTheyHaveThemselves() {
        command()
                .getSubcommands()
                .forEach((name, command) -> assertThat(command.getCommandName()).isEqualTo(name));
    }

    private static Set<String> commands(String... words) {
        return command(words).getSubcommands().keySet();
    }

    private static CommandLine command(String... words) {
        Surroundings surroundings = Surroundings.ofProcess();
        return Main.commandLine(new HillockCommand(surroundings), surroundings, words);
    }
}
