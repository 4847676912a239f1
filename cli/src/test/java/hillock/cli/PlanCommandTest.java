package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hillock explain plan} and {@code hillock train --dry-run}. */
class PlanCommandTest {
    private static final String MEASURING = "Measuring until the times settle, which takes some seconds ...";

    private static List<String> lines(String... arguments) {
        Outcome outcome = InProcess.run(arguments);
        assertThat(outcome.err().lines()).isSubsetOf(MEASURING);
        assertThat(outcome.code()).isZero();
        return outcome.out().lines().toList();
    }

    @Test
    void expressionIsPlannedAndMeasured() {
        List<String> lines = lines("explain", "plan", "tanh(x*w+b)", "x=[1,2,3]", "w=2", "b=1", "--threads", "1");
        assertThat(lines.get(0)).isEqualTo("One evaluation of tanh(x*w+b).");
        assertThat(lines.get(2)).isEqualTo("rewrite  8 nodes became 8");
        assertThat(lines).contains("fusion   3 elementwise operations share 1 loop");
        assertThat(lines)
                .anyMatch(line -> line.matches("1 +fused +mul add tanh +float64\\[3] +126 +64 bytes"))
                // One time of the whole, and no other that contradicts it.
                .anyMatch(line -> line.matches(" +all +126 +64 bytes +[0-9.]+ .?s +100 %"))
                .noneMatch(line -> line.contains("PREDICTED"));
        assertThat(lines).anyMatch(line -> line.startsWith("Measured: one run takes "));
    }

    @Test
    void stepOfTrainingIsPlanned() {
        List<String> lines = lines("explain", "plan", "mnist", "--hidden", "24,16", "--batch-size", "32");
        assertThat(lines)
                .startsWith("One step of training on 32 empty pictures of the size of those of mnist; nothing")
                .anyMatch(line -> line.matches(".*product +matmul +float32\\[32, 24]"))
                .anyMatch(line -> line.matches(".*product +matmul +float32\\[784, 24]"))
                .anyMatch(line -> line.matches(" +STEP +OPERATIONS +RESULT +PREDICTED +MEASURED +SHARE"))
                .anyMatch(line -> line.startsWith("memory "))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void networkIsPlanned(@TempDir Path folder) {
        String model = folder.resolve("m.safetensors").toString();
        assertThat(InProcess.run("train", "xor", "--epochs", "1", "--save", model)
                        .code())
                .isZero();
        assertThat(lines("explain", "plan", model, "--batch-size", "16"))
                .anyMatch(line -> line.startsWith("What the network in "))
                .anyMatch(line -> line.matches(".*matmul +float32\\[16, 8].*"));
        for (String option : List.of("--optimizer=adam", "--target=x", "--batch-size=full")) {
            Outcome outcome = InProcess.run("explain", "plan", model, option);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).contains(option.substring(0, option.indexOf('=')), "means nothing here");
        }
    }

    @Test
    void programsGetObjects() {
        Outcome outcome = InProcess.run("explain", "plan", "x*y", "x=[1,2]", "y=[3,4]", "--json");
        assertThat(outcome.err().lines()).containsExactly(MEASURING);
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(2);
        // So small a program becomes one method, whose step has no time of its own, and no prediction.
        assertThat(lines.get(0)).startsWith("{\"kind\":\"kernel\",\"depth\":0,").endsWith("\"flops\":2,\"bytes\":48}");
        assertThat(lines.get(1))
                .startsWith("{\"kind\":\"plan\",\"what\":\"One evaluation of x*y\",\"nodesBefore\":3,")
                .contains("\"valueBytes\":16,\"inputBytes\":32,", "\"threads\":", "\"measuredSeconds\":")
                .contains("\"measuredRuns\":", "\"warmUpSeconds\":", "\"settled\":", "\"oneMethod\":true");
    }

    @Test
    void planMayBeTheNameOfAVariable() {
        assertThat(lines("explain", "plan", "plan=3").toString()).contains("plan = 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spirl:Did you mean 'spiral'",
                "xor x=1:no expression",
                "x*y x=1:no value for y",
                "x*x x=1 --batch-size 4:--batch-size means nothing here",
                "x*x x=1 --optimizer sgd:'x*x' is an expression",
                "x*x x=1 --stream:--stream means nothing here",
                "xor --epochs 3:--epochs means nothing here",
                "xor --batch-size 5:more than the 4 training samples",
                "mnist --batch-size 70000:more than the 60000 training samples",
                "mnist --data-dir somewhere:--data-dir means nothing here",
                "x*:operand is missing",
                "x*y x=[1,2] y=[1,2,3]:do not broadcast",
                "plan.csv:no file called",
                ":needs WHAT"
            })
    void mistakesAreTold(String mistake) {
        String words = mistake.substring(0, mistake.lastIndexOf(':'));
        Outcome outcome = InProcess.run(("explain plan " + words).strip().split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(mistake.substring(mistake.lastIndexOf(':') + 1));
    }

    @Test
    void aDryRunShowsTheCostAndTrainsNothing() {
        List<String> lines = lines("train", "spiral", "--hidden", "20,20", "--dry-run");
        assertThat(lines).hasSize(6);
        // 2 * 20 + 20 + 20 * 20 + 20 + 20 * 2 + 2 numbers of four bytes, and Adam remembers two for each and the step.
        assertThat(lines.get(0)).matches("Parameters +522, 2\\.09 kB");
        assertThat(lines.get(1)).matches("A step +32 samples, .*FLOP, .* read and written");
        assertThat(lines.get(3)).contains("2.09 kB weights, 4.18 kB optimiser");
        assertThat(lines.get(4))
                .matches("Predicted +about .* for 300 epochs of 16 steps, validation and test not included");
        assertThat(lines.get(5)).matches(" +(as long as so many steps took just now, .*|a step takes .*)");
        Outcome json = InProcess.run("train", "spiral", "--hidden", "20,20", "--dry-run", "--json");
        assertThat(json.out())
                .hasLineCount(1)
                .contains("\"parameters\":522,", "\"optimizerBytes\":4180,", "\"stepsPerEpoch\":16,")
                .contains("\"peakBytes\":", "\"predictedSecondsPerEpoch\":");
    }

    @Test
    void aDryRunSavesNothing(@TempDir Path folder) {
        Outcome outcome = InProcess.run(
                "train", "spiral", "--dry-run", "--save", folder.resolve("m").toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--dry-run trains nothing");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void onlyALongTrainingIsForetold() {
        assertThat(InProcess.run("train", "xor", "--epochs", "2").out()).doesNotContain("About ");
        // A limit of time ends it after the first step.
        Outcome outcome = InProcess.run(
                Terminal.plain(), "train", "spiral", "--hidden", "600,600", "--epochs", "100000", "--time-limit", "5s");
        assertThat(outcome.out().lines())
                .anyMatch(line -> line.matches("About .*: 100,000 epochs of 16 steps, .* each; "
                        + "3\\d\\d k parameters, .*FLOP a step, .*of memory; --time-limit ends it before"));
    }
}
