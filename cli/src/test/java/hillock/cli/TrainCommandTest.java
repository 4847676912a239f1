package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.io.CheckpointFiles;
import hillock.io.Json;
import hillock.io.NetworkFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hillock train} and what is done with its results. */
class TrainCommandTest {
    @TempDir
    Path folder;

    @Test
    void jsonHasAnObjectForEachEpochAndOneForTheResult() throws Exception {
        Outcome outcome = CommandProcess.run(folder, "train", "spiral", "--epochs", "3", "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(4);
        for (int epoch = 1; epoch <= 3; epoch++) {
            SequencedMap<String, Json> members = members(lines.get(epoch - 1));
            assertThat(members.keySet())
                    .containsExactly("kind", "epoch", "epochs", "loss", "learningRate", "seconds", "samplesPerSecond");
            assertThat(members.get("kind")).isEqualTo(Json.of("epoch"));
            assertThat(members.get("epoch")).isEqualTo(Json.of(epoch));
        }
        SequencedMap<String, Json> result = members(lines.getLast());
        assertThat(result.keySet())
                .containsExactly(
                        "kind",
                        "data",
                        "testAccuracy",
                        "testLoss",
                        "parameters",
                        "epochs",
                        "steps",
                        "stopped",
                        "seconds",
                        "samplesPerSecond",
                        "weightsSha256",
                        "findings");
        assertThat(result.get("kind")).isEqualTo(Json.of("result"));
        // (2+1)*20 + (20+1)*20 + (20+1)*2
        assertThat(result.get("parameters")).isEqualTo(Json.of(522));
        assertThat(number(result, "testAccuracy")).isBetween(0.0, 1.0);
        assertThat(number(result, "testLoss")).isPositive();
        assertThat(text(result, "weightsSha256")).matches("[0-9a-f]{64}");
        assertThat(outcome.err()).contains("epoch 3/3", "Test accuracy");
    }

    @Test
    void evaluationUsesTheSeedOfTheTraining() throws Exception {
        String file = folder.resolve("seven.safetensors").toString();
        Outcome trained = InProcess.run("train", "spiral", "--epochs", "1", "--seed", "7", "--json", "--save", file);
        assertThat(trained.code()).as(trained.err()).isZero();
        Json loss = members(trained.out().lines().toList().getLast()).get("testLoss");
        assertThat(members(InProcess.run("evaluate", file, "spiral", "--json").out())
                        .get("loss"))
                .isEqualTo(loss);
        assertThat(members(InProcess.run("evaluate", file, "spiral", "--seed", "1", "--json")
                                .out())
                        .get("loss"))
                .isNotEqualTo(loss);
    }

    @Test
    void resumptionWithNothingLeftSaysSo() {
        String kept = folder.resolve("state").toString();
        assertThat(InProcess.run("train", "xor", "--epochs", "2", "--checkpoint", kept)
                        .out())
                .doesNotContain("Nothing was left");
        assertThat(InProcess.run("train", "xor", "--resume", kept).out())
                .contains("Nothing was left to train: all 2 epochs are done.", "--epochs");
    }

    @Test
    void batchesAreOneManyOrAll() throws Exception {
        // 500 training samples.
        assertThat(stepsOf("1")).isEqualTo(Json.of(500));
        assertThat(stepsOf("32")).isEqualTo(Json.of(16));
        assertThat(stepsOf("full")).isEqualTo(Json.of(1));
        assertThat(InProcess.run("train", "spiral", "--batch-size", "501").err())
                .contains("501", "500", "full");
    }

    private static Json stepsOf(String batchSize) throws Exception {
        Outcome outcome = InProcess.run("train", "spiral", "--epochs", "1", "--batch-size", batchSize, "--json");
        return Objects.requireNonNull(members(outcome.lastLine()).get("steps"));
    }

    @Test
    void epochsMayBeAutomatic() throws Exception {
        Outcome outcome = InProcess.run("train", "restaurant", "--epochs", "auto", "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        SequencedMap<String, Json> result = members(outcome.lastLine());
        assertThat(result.get("stopped")).isEqualTo(Json.of("early_stopping"));
        assertThat(number(result, "epochs")).isEqualTo(number(result, "bestEpoch") + 15);
        assertThat(InProcess.run("train", "xor", "--epochs", "auto", "--validation-split", "0")
                        .err())
                .contains("--epochs auto needs --validation-split");
    }

    @Test
    void theBestStateIsKeptAndResumedFrom() throws Exception {
        Path kept = folder.resolve("kept");
        String[] command = {
            "train", "restaurant", "--epochs", "auto", "--checkpoint", kept.toString(), "--json",
        };
        SequencedMap<String, Json> whole = members(InProcess.run(command).lastLine());
        Path best = kept.resolve("best.safetensors");
        assertThat((double) CheckpointFiles.read(best).state().epoch()).isEqualTo(number(whole, "bestEpoch"));
        Outcome again = InProcess.run("train", "restaurant", "--resume", best.toString(), "--json");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(members(again.lastLine()).get("weightsSha256")).isEqualTo(whole.get("weightsSha256"));
        assertThat(again.out().lines().count()).as("15 epochs and the result").isEqualTo(16);
    }

    @Test
    void trainingEndsWhenTheTimeIsUp() throws Exception {
        String kept = folder.resolve("kept").toString();
        Outcome outcome = InProcess.run(
                "train",
                "xor",
                "--epochs",
                "1000000",
                "--time-limit",
                "1s",
                "--checkpoint",
                kept,
                "--save",
                folder.resolve("net.safetensors").toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("for the time was up", "Test accuracy");
        assertThat(folder.resolve("net.safetensors")).exists();
        assertThat(folder.resolve("kept/last.safetensors")).exists();
    }

    @Test
    void optimisersAndSchedulesTakeOptions() {
        String kept = folder.resolve("options").toString();
        Outcome trained = InProcess.run(
                "train",
                "spiral",
                "--epochs",
                "2",
                "--optimizer",
                "sgd(momentum=0.8, l2=1e-4, clip_norm=1)",
                "--schedule",
                "warm_up(3, plateau(factor=0.5, patience=0))",
                "--validation-split",
                "0.2",
                "--checkpoint",
                kept,
                "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("\"learningRate\":0.1");
        Outcome resumed = InProcess.run("train", "spiral", "--resume", kept, "--epochs", "3", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        Outcome own =
                InProcess.run("train", "spiral", "--epochs", "1", "--optimizer", "adamw(0.007, ema=0.9)", "--json");
        assertThat(own.code()).as(own.err()).isZero();
        assertThat(own.out()).contains("\"learningRate\":0.007");
    }

    @Test
    void aLearningRateIsSuggested() {
        Outcome found = InProcess.run("train", "spiral", "--find-learning-rate");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).containsPattern("falls fastest at about --learning-rate 0\\.0[0-9]+");
        assertThat(InProcess.run("train", "spiral", "--find-learning-rate", "--save", "x.safetensors")
                        .err())
                .contains("trains nothing");
    }

    @Test
    void unknownDataLeaveNoBlankAtTheEndOfALine() {
        assertThat(InProcess.run("train", "zzzzzz").err().lines()).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void everyOptionIsHeeded() throws Exception {
        SequencedMap<String, Json> result = result(
                "train",
                "spiral",
                "--hidden",
                "7,5",
                "--activation",
                "relu",
                "--init",
                "xavier_normal",
                "--dropout",
                "0.1",
                "--optimizer",
                "momentum",
                "--learning-rate",
                "0.02",
                "--schedule",
                "constant",
                "--momentum",
                "0.8",
                "--batch-size",
                "50",
                "--epochs",
                "4",
                "--validation-split",
                "0.2",
                "--patience",
                "3",
                "--seed",
                "9",
                "--threads",
                "1",
                "--json");
        // (2+1)*7 + (7+1)*5 + (5+1)*2
        assertThat(result.get("parameters")).isEqualTo(Json.of(73));
        // 400 of the 500 samples are left for training.
        assertThat(result.get("steps")).isEqualTo(Json.of(4 * 8));
        assertThat(result).containsKey("bestEpoch");
    }

    @Test
    void theLossIsAnOptionAndKept() throws Exception {
        String file = folder.resolve("smooth.safetensors").toString();
        String loss = "cross_entropy(smoothing=0.2, weights=each(1.0, 3.0))";
        SequencedMap<String, Json> trained =
                members(InProcess.run("train", "spiral", "--epochs", "3", "--loss", loss, "--save", file, "--json")
                        .lastLine());
        SequencedMap<String, Json> usual = members(
                InProcess.run("train", "spiral", "--epochs", "3", "--json").lastLine());
        assertThat(trained.get("weightsSha256")).isNotEqualTo(usual.get("weightsSha256"));
        assertThat(NetworkFile.read(Path.of(file)).notes()).containsEntry("--loss", loss);
        SequencedMap<String, Json> found = members(
                InProcess.run("evaluate", file, "spiral", "--json").out().strip());
        assertThat(found.get("loss")).isEqualTo(trained.get("testLoss"));
        assertThat(number(found, "logLoss")).isNotEqualTo(number(found, "loss"));
        assertThat(InProcess.run("evaluate", file, "spiral").out())
                .contains("precision  recall", "blue", "macro", "calibration error");
    }

    @Test
    void aNetworkGivenAsTextIsTrainedResumedAndSaved() throws Exception {
        String network =
                "sequential(reshape(1, 2), conv1d(1, 8, 2, unbiased), batch_norm(8), relu, flatten, dense(8, 2))";
        String kept = folder.resolve("described").toString();
        String file = folder.resolve("described.safetensors").toString();
        List<String> once = List.of(
                "train",
                "spiral",
                "--network",
                network,
                "--init",
                "normal(0, 0.3)",
                "--schedule",
                "constant",
                "--json");
        String whole = sha256(once, "--epochs", "3");
        assertThat(sha256(once, "--epochs", "2", "--checkpoint", kept)).isNotEqualTo(whole);
        assertThat(sha256(List.of("train", "spiral", "--json"), "--resume", kept, "--epochs", "3", "--save", file))
                .isEqualTo(whole);
        NetworkFile saved = NetworkFile.read(Path.of(file));
        assertThat(saved.model().describe()).isEqualTo(network);
        assertThat(saved.notes())
                .containsEntry("--network", network)
                .containsEntry("--init", "normal(0, 0.3)")
                .doesNotContainKeys("--hidden", "--activation", "--dropout");
        Outcome other = InProcess.run("train", "spiral", "--resume", kept, "--hidden", "4");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("--network was sequential(reshape(1, 2)", "and is now none");
    }

    private static String sha256(List<String> first, String... more) throws Exception {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        Outcome outcome = InProcess.run(all.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return text(members(outcome.lastLine()), "weightsSha256");
    }

    @Test
    void threadsDoNotMatterToTheBits() throws Exception {
        String one = sha256("train", "spiral", "--epochs", "5", "--hidden", "64,64", "--threads", "1", "--json");
        String two = sha256("train", "spiral", "--epochs", "5", "--hidden", "64,64", "--threads", "2", "--json");
        String three = sha256("train", "spiral", "--epochs", "5", "--hidden", "64,64", "--threads", "3", "--json");
        String other = sha256(
                "train", "spiral", "--epochs", "5", "--hidden", "64,64", "--threads", "1", "--json", "--seed", "2");
        assertThat(two).isEqualTo(one);
        assertThat(three).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void savedNetworkIsInspectedAndEvaluated() throws Exception {
        SequencedMap<String, Json> trained =
                result("train", "spiral", "--epochs", "5", "--save", "net.safetensors", "--json");
        NetworkFile file = NetworkFile.read(folder.resolve("net.safetensors"));
        assertThat(file.history()).hasSize(5);
        assertThat(file.task().labels()).containsExactly("blue", "orange");
        assertThat(file.notes()).containsEntry("DATA", "spiral").containsEntry("--epochs", "5");

        Outcome inspected = CommandProcess.run(folder, "inspect", "net.safetensors");
        assertThat(inspected.code()).as(inspected.err()).isZero();
        assertThat(inspected.out())
                .contains("sequential(dense(2, 20), tanh, dense(20, 20), tanh, dense(20, 2))")
                .contains("float32[20, 20]", "Parameters  522", text(trained, "weightsSha256"));

        Outcome evaluated = CommandProcess.run(folder, "evaluate", "net.safetensors", "spiral", "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        SequencedMap<String, Json> found = members(evaluated.out().strip());
        assertThat(found.keySet())
                .containsExactly("accuracy", "loss", "examples", "macroF1", "logLoss", "rocAuc", "calibrationError");
        assertThat(found.get("accuracy")).isEqualTo(trained.get("testAccuracy"));
        assertThat(found.get("loss")).isEqualTo(trained.get("testLoss"));
        assertThat(found.get("examples")).isEqualTo(Json.of(2000));
    }

    @Test
    void resumedTrainingGivesTheBitsOfUninterruptedTraining() throws Exception {
        String whole = sha256("train", "spiral", "--epochs", "12", "--dropout", "0.1", "--json");
        CommandProcess process = CommandProcess.start(
                folder,
                List.of("train", "spiral", "--epochs", "12", "--dropout", "0.1", "--checkpoint", "kept", "--json"));
        process.lines().readLine();
        process.terminate();
        Outcome stopped = process.outcome();
        // It may have been too quick for the signal; then it is done, and there is nothing left to resume.
        assertThat(stopped.code()).as(stopped.err()).isIn(0, 130);
        // The settings are those of the checkpoint.
        assertThat(sha256("train", "spiral", "--resume", "kept", "--json")).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void signalsEndWith130AndACheckpoint(String signal) throws Exception {
        CommandProcess process = CommandProcess.start(
                folder, List.of("train", "spiral", "--epochs", "100000", "--checkpoint", "kept", "--json"));
        process.lines().readLine();
        // A shell may have told its children to disregard Ctrl-C; then there is nothing to be seen here.
        boolean disregarded =
                signal.equals("INT") && disregardsInterrupts(process.process().pid());
        new ProcessBuilder(
                        "kill",
                        "-" + (disregarded ? "TERM" : signal),
                        Long.toString(process.process().pid()))
                .start()
                .waitFor();
        Outcome outcome = process.outcome();
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(130);
        assertThat(outcome.err())
                .contains("interrupted after step", "--resume kept")
                .doesNotContain("Exception");
        assertThat(folder.resolve("kept/last.safetensors")).exists();
        Outcome resumed = CommandProcess.run(folder, "train", "spiral", "--resume", "kept", "--epochs", "1", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void checkpointAndResumeOfOneFolderBeginIfThereIsNothing() throws Exception {
        String whole = sha256("train", "xor", "--epochs", "20", "--json");
        String[] command = {"train", "xor", "--epochs", "20", "--checkpoint", "kept", "--resume", "kept", "--json"};
        assertThat(sha256(command)).isEqualTo(whole);
        assertThat(sha256(command)).as("once more, with nothing left to do").isEqualTo(whole);
    }

    @Test
    void lossThatLeavesTheNumbersKeepsTheLastGoodCheckpoint() throws Exception {
        Outcome outcome = CommandProcess.run(
                folder,
                "train",
                "spiral",
                "--optimizer",
                "sgd",
                "--lr",
                "1000",
                "--activation",
                "identity",
                "--hidden",
                "64,64,64,64,64,64,64,64,64,64,64,64",
                "--checkpoint",
                "kept",
                "--save",
                "net.safetensors");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .containsPattern("epoch 1, batch \\d+ \\(step \\d+\\)")
                .contains("The last good state is in kept");
        assertThat(folder.resolve("kept/last.safetensors")).exists();
        assertThat(folder.resolve("net.safetensors")).doesNotExist();
    }

    @Test
    void presetGivesTheWeightsThatAreKnown() throws Exception {
        SequencedMap<String, Json> result = result("train", "spiral", "--json");
        String known = KnownWeights.sha256("spiral").orElseThrow();
        assertThat(text(result, "weightsSha256")).isEqualTo(known);
        assertThat(number(result, "testAccuracy")).isGreaterThanOrEqualTo(0.99);
        assertThat(Files.readString(Page.ROOT.resolve("README.md"))).contains(known);
    }

    @Test
    void peopleAreToldTheHashAndWhatToTryNext() {
        Outcome outcome = InProcess.run("train", "spiral");
        assertThat(outcome.out())
                .contains("the same bits on your machine", "samples/s", "float lanes", "522 parameters", "Next:");
        String[] hints = outcome.out()
                .substring(outcome.out().indexOf("Next:"))
                .lines()
                .skip(1)
                .toArray(String[]::new);
        assertThat(hints).hasSize(3).allMatch(line -> line.startsWith("  hillock "));
    }

    @Test
    void noisySpiralNamesItsBayesOptimum() {
        assertThat(InProcess.run("train", "spiral-noisy", "--epochs", "2").out())
                .contains("0.9925");
    }

    private static boolean disregardsInterrupts(long pid) throws Exception {
        Path status = Path.of("/proc/" + pid + "/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> 1 & 1) == 1);
    }

    private String sha256(String... command) throws Exception {
        return text(result(command), "weightsSha256");
    }

    private SequencedMap<String, Json> result(String... command) throws Exception {
        Outcome outcome = CommandProcess.run(folder, command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return members(outcome.lastLine());
    }

    static SequencedMap<String, Json> members(String line) throws Exception {
        assertThat(Json.parse(line, "output")).isInstanceOf(Json.Members.class);
        return ((Json.Members) Json.parse(line, "output")).members();
    }

    static String text(SequencedMap<String, Json> members, String name) {
        assertThat(members.get(name)).isInstanceOf(Json.Text.class);
        return ((Json.Text) members.get(name)).value();
    }

    static double number(SequencedMap<String, Json> members, String name) {
        assertThat(members.get(name)).isInstanceOf(Json.Numeral.class);
        return ((Json.Numeral) members.get(name)).toDouble();
    }
}
