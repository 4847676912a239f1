package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.cli.terminal.Terminal;
import hillock.cli.terminal.Terminal.Colours;
import hillock.train.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says about itself. */
class HelpTest {
    @Test
    void bareCommandPrintsShortHelpOnStandardErrorAndExitsWith2(@TempDir Path folder) throws Exception {
        Outcome outcome = CommandProcess.run(folder);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("Usage: hillock", "train", "evaluate", "inspect", "explain", "gradcheck", "data");
        assertThat(outcome.err().lines().count()).as("lines").isLessThan(40);
    }

    @Test
    void versionNamesJavaSimdAndCores(@TempDir Path folder) throws Exception {
        Outcome outcome = CommandProcess.run(folder, "--version");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .containsPattern("(?m)^hillock \\S+$")
                .contains(Runtime.version().toString(), "float lanes")
                .containsPattern("(?m)^Cores +\\d+$");
    }

    @Test
    void withoutTheVectorModuleTheCommandWorksAndSaysSoOnce(@TempDir Path folder) throws Exception {
        Outcome outcome = CommandProcess.startPlain(folder, List.of("train", "xor", "--epochs", "2"))
                .outcome();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("plain loops (module jdk.incubator.vector absent)");
        assertThat(outcome.err().split("--add-modules jdk.incubator.vector", -1))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "sweep",
                "doctor",
                "evaluate",
                "predict",
                "importance",
                "inspect",
                "explain",
                "explain plan",
                "gradcheck",
                "data",
                "generate-completion"
            })
    void everyCommandHasHelpOnStandardOutput(String command) {
        Outcome outcome = InProcess.run(command, "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("Usage: hillock " + command).doesNotContain("\u001b");
    }

    @Test
    void helpOfTrainNamesEveryOptionOfTheCommand() {
        assertThat(InProcess.run("train", "--help").out())
                .contains("--hidden", "--activation", "--init", "--dropout", "--optimizer", "--learning-rate", "--lr")
                .contains("--momentum", "--batch-size", "--batch", "--epochs", "--validation-split", "--patience")
                .contains("--seed", "--threads", "--data-dir", "--save", "--checkpoint", "--resume", "--json");
    }

    @Test
    void theSchedulesThatTheHelpShowsWork() {
        String help = InProcess.run("train", "--help").out().replaceAll("\\s+", " ");
        String text = help.substring(help.indexOf("How the learning rate changes"), help.indexOf("--momentum="));
        List<String> shown = Pattern.compile("'([^']+)'")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(shown).hasSize(4);
        assertThat(shown)
                .allSatisfy(schedule -> assertThat(new NamedKinds.ScheduleName().convert(schedule))
                        .isEqualTo(schedule));
        for (String name : Schedule.names()) {
            boolean alone = text.matches("(?s).*\\. [^.]*\\b" + name + "\\b[^.]* may stand alone.*");
            assertThat(parses(name)).as(name).isEqualTo(alone);
        }
    }

    private static boolean parses(String schedule) {
        try {
            new NamedKinds.ScheduleName().convert(schedule);
            return true;
        } catch (Kinds.Unexpected e) {
            return false;
        }
    }

    @Test
    void helpIsColouredOnATerminalOnly() {
        Terminal coloured = new Terminal(true, Colours.PALETTE, true, 80, 24);
        assertThat(InProcess.run(coloured, "train", "--help").out()).contains("\u001b[");
        Terminal without = new Terminal(true, Colours.NONE, true, 80, 24);
        assertThat(InProcess.run(without, "train", "--help").out()).doesNotContain("\u001b");
    }

    @Test
    void completionKnowsCommandsOptionsAndData() {
        Outcome outcome = InProcess.run("generate-completion");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("#!/usr/bin/env bash", "gradcheck", "--learning-rate", "spiral-noisy", "mnist");
    }

    @Test
    void dataAreListedAndDescribed() {
        assertThat(InProcess.run("data").out()).contains("spiral", "spiral-noisy", "xor", "mnist");
        Outcome noisy = InProcess.run("data", "spiral-noisy");
        assertThat(noisy.code()).isZero();
        assertThat(noisy.out()).contains("0.9925", "--hidden", "--learning-rate", "Preset", "samples of float32[2]");
    }

    @Test
    void dataThatAreNotHereAreDescribedNevertheless(@TempDir Path folder) throws Exception {
        Outcome outcome = CommandProcess.run(folder, "data", "mnist");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("28 x 28", "--hidden", "no sample is shown");
    }

    @Test
    void gradcheckFindsNothingWrong() {
        Outcome outcome = InProcess.run("gradcheck");
        assertThat(outcome.code()).as(outcome.out()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains("matmul", "softplus", "sigmoid", "loop", "allowed is 1.0e-06")
                .doesNotContain("WRONG");
    }
}
