package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import hillock.io.Json;
import hillock.io.NetworkFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hillock sweep}. */
class SweepCommandTest {
    @TempDir
    Path folder;

    private static List<SequencedMap<String, Json>> rows(SequencedMap<String, Json> result) {
        assertThat(result.get("rows")).isInstanceOf(Json.Elements.class);
        return ((Json.Elements) result.get("rows"))
                .elements().stream().map(row -> ((Json.Members) row).members()).toList();
    }

    @Test
    void theTableHasTheBestFirst() {
        Outcome outcome = InProcess.run(
                "sweep",
                "moons",
                "--epochs",
                "5",
                "--seeds",
                "2",
                "--vary",
                "learning-rate=1e-4,0.03",
                "--vary",
                "hidden=4,8x4");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("1/8  ", "8/8  ", "validation loss", "±", "Test accuracy");
        List<String> table = outcome.out()
                .lines()
                .dropWhile(line -> !line.startsWith("learning-rate"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
        assertThat(table).hasSize(4);
        assertThat(table.getFirst()).startsWith("0.03 ");
        assertThat(outcome.out()).contains("hillock train moons --epochs 5 --hidden ", "--learning-rate 0.03");
    }

    @Test
    void activationsAreComparedUnderOneRuleOfFirstWeights() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 120, 1).toString();
        for (String activation : List.of("relu", "selu")) {
            String file = folder.resolve(activation).toString();
            Outcome outcome = InProcess.run(
                    "sweep", people, "--epochs", "1", "--vary", "activation=" + activation, "--save", file);
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(NetworkFile.read(Path.of(file)).notes()).containsEntry("--init", "auto");
        }
    }

    @Test
    void jsonHasAnObjectForEachTrainingAndTheTable() throws Exception {
        String file = folder.resolve("best.safetensors").toString();
        Outcome outcome = InProcess.run(
                "sweep",
                "moons",
                "--epochs",
                "3",
                "--vary",
                "hidden=4,8",
                "--vary",
                "dropout=0,0.5",
                "--json",
                "--save",
                file);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(5);
        SequencedMap<String, Json> run = TrainCommandTest.members(lines.getFirst());
        assertThat(run.keySet())
                .containsExactly(
                        "kind", "settings", "seed", "validationLoss", "validationAccuracy", "epochs", "seconds");
        SequencedMap<String, Json> result = TrainCommandTest.members(lines.getLast());
        assertThat(result.get("kind")).isEqualTo(Json.of("result"));
        assertThat(result.get("interrupted")).isEqualTo(Json.of(false));
        assertThat(rows(result)).hasSize(4);
        assertThat(NetworkFile.read(Path.of(file)).history()).hasSize(3);
        // The file is evaluated on the test samples that the result tells of.
        Outcome evaluated = InProcess.run("evaluate", file, "moons", "--json");
        assertThat(TrainCommandTest.members(evaluated.out()).get("loss")).isEqualTo(result.get("testLoss"));
        SequencedMap<String, Json> best =
                ((Json.Members) rows(result).getFirst().get("settings")).members();
        assertThat(TrainCommandTest.text(best, "hidden")).isIn("4", "8");
    }

    @Test
    void theResultDoesNotDependOnHowManyRunAtATime() throws Exception {
        Json one = table("1");
        assertThat(table("3")).isEqualTo(one);
    }

    private static Json table(String parallel) throws Exception {
        Outcome outcome = InProcess.run(
                "sweep",
                "moons",
                "--epochs",
                "2",
                "--vary",
                "learning-rate=1e-4..1e-1",
                "--random",
                "4",
                "--parallel",
                parallel,
                "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Json.of(TrainCommandTest.members(outcome.lastLine()));
    }

    @Test
    void aCombinationThatFailsIsARow() throws Exception {
        Outcome outcome = InProcess.run(
                "sweep",
                "spiral",
                "--epochs",
                "1",
                "--optimizer",
                "sgd",
                "--activation",
                "identity",
                "--hidden",
                "64,64,64,64,64,64,64,64,64,64,64,64",
                "--vary",
                "learning-rate=1e-3,1000",
                "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<SequencedMap<String, Json>> rows = rows(TrainCommandTest.members(outcome.lastLine()));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).doesNotContainKey("failed");
        assertThat(TrainCommandTest.text(rows.get(1), "failed")).contains("became");
        assertThat(outcome.err()).contains("failed: ");
    }

    @Test
    void theLineOfTheBestTrainsTheSameNetwork() throws Exception {
        Path people = People.classes(folder.resolve("some people.csv"), 200, 1);
        List<String> given = List.of("--target", "city", "--task", "classes", "--test", "0.2", "--ignore", "land,age");
        List<String> words = new ArrayList<>(List.of("sweep", people.toString()));
        words.addAll(given);
        words.addAll(List.of("--missing", "it's", "--delimiter", ",", "--seed", "7", "--epochs", "3"));
        // The rate is the usual one of tables, but not that of the optimiser.
        words.addAll(List.of("--vary", "optimizer=sgd", "--vary", "lr=3e-3", "--json"));
        Outcome swept = InProcess.run(words.toArray(String[]::new));
        assertThat(swept.code()).as(swept.err()).isZero();
        SequencedMap<String, Json> result = TrainCommandTest.members(swept.lastLine());
        String line = TrainCommandTest.text(result, "best");
        assertThat(line)
                .isEqualTo("hillock train '" + people + "' " + String.join(" ", given)
                        + " --missing 'it'\\''s' --delimiter , --seed 7 --epochs 3 --optimizer sgd"
                        + " --learning-rate 0.003");
        words.set(0, "train");
        words.subList(words.indexOf("--vary"), words.size()).clear();
        words.addAll(List.of("--optimizer", "sgd", "--learning-rate", "0.003", "--json"));
        Outcome trained = InProcess.run(words.toArray(String[]::new));
        assertThat(TrainCommandTest.members(trained.lastLine()).get("testLoss")).isEqualTo(result.get("testLoss"));
    }

    @Test
    void whenAllFailThatIsAnError() {
        Outcome outcome = InProcess.run("sweep", "moons", "--vary", "momentum=0.5,0.9");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("all trainings failed", "--momentum is for");
    }

    @Test
    void anInterruptKeepsWhatIsDone() throws Exception {
        CommandProcess process = CommandProcess.start(
                folder, List.of("sweep", "xor-quadrants", "--vary", "epochs=1,1000000", "--parallel", "2", "--json"));
        process.lines().readLine();
        process.terminate();
        Outcome outcome = process.outcome();
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(130);
        assertThat(outcome.err()).contains("interrupted; 1 of 2 combinations").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hiden=4                | 'hidden'
                    hidden                 | values behind the name
                    hidden=4,x             | whole numbers
                    learning-rate=1e-1..0.01 | rises
                    learning-rate=2..x     | a number above 0
                    epochs=1..9            | whole number
                    """)
    void whatCannotBeVariedIsSaid(String variation, String words) {
        Outcome outcome = InProcess.run("sweep", "moons", "--vary", variation);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--vary", words);
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        assertThat(InProcess.run("sweep", "moons", "--vary", "lr=1e-4..1e-1").err())
                .contains("--random N");
        assertThat(InProcess.run("sweep", "moons", "--vary", "lr=1", "--validation-split", "0")
                        .err())
                .contains("--validation-split 0");
        assertThat(InProcess.run("sweep", "moons", "--vary", "lr=1", "--vary", "learning-rate=2")
                        .err())
                .contains("varied twice");
        assertThat(InProcess.run("sweep", "moons").err()).contains("--vary");
    }
}
