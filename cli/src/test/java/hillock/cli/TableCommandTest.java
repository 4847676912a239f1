package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Key;
import hillock.cli.CommandProcess.Outcome;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.network.Initializer;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.train.Prediction;
import hillock.train.Predictor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables through the whole command: train, evaluate, predict, inspect. */
class TableCommandTest {
    @TempDir
    Path folder;

    private Outcome run(String... words) {
        Outcome outcome = InProcess.run(words);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    private SequencedMap<String, Json> result(String... words) throws Exception {
        return TrainCommandTest.members(run(words).lastLine());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void classesAreLearntWithDefaults() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 400, 1).toString();
        Outcome trained = run("train", people, "--test", "0.25", "--save", path("m"));
        assertThat(trained.out())
                .contains("'outcome', the last column (--target takes another)")
                .contains("classification, 'leaves' or 'stays'", "--task takes another")
                .contains("Column 'land' is left out: it is 'here' in every row.")
                .contains("240 to learn from, 60 to watch progress, 100 to test")
                .contains("Test accuracy");
        People.classes(folder.resolve("fresh.csv"), 500, 2);
        assertThat(TrainCommandTest.number(result("evaluate", path("m"), path("fresh.csv"), "--json"), "accuracy"))
                .isGreaterThan(0.9);
        assertThat(run("inspect", path("m")).out())
                .contains("COLUMN", "one of Oslo, Rome", "missing", "Settings", "--test")
                .doesNotContain("Notes", "table.");
    }

    @Test
    void theHintKeepsTheNetworkThatWasTrained() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        String network = "sequential(dense(3, 4), relu, dense(4, 1))";
        assertThat(run("train", people, "--task", "classification", "--ignore", "city,land", "--epochs", "2")
                        .out())
                .contains("train " + people
                        + " --task classification --ignore city,land --epochs 2 --save model.safetensors")
                .contains("classification, 'leaves' or 'stays'");
        assertThat(run("train", people, "--ignore", "city,land", "--network", network, "--epochs", "2")
                        .out())
                .contains(" --network '" + network + "' --epochs 2 --save model.safetensors");
        // What was kept is gone on with: to begin anew in the same folder is refused.
        assertThat(run("train", people, "--epochs", "2", "--checkpoint", path("kept"))
                        .out())
                .contains("--checkpoint " + path("kept") + " --resume " + path("kept") + " --save model.safetensors");
    }

    @Test
    void onlyWhereTheBestEpochIsKeptItIsSpokenOf() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        String flatters = "so its score on them flatters";
        assertThat(run("train", people, "--epochs", "3").out())
                .contains("validation loss")
                .doesNotContain(flatters, "  best");
        assertThat(run("train", people, "--epochs", "3", "--validation-split", "0")
                        .out())
                .doesNotContain(flatters, "  best");
        assertThat(run("train", people, "--epochs", "3", "--patience", "3").out())
                .contains(flatters, "  best");
    }

    @Test
    void rowsWithoutATargetAreCounted() throws Exception {
        Path people = People.classes(folder.resolve("people.csv"), 100, 1);
        List<String> rows = new ArrayList<>(Files.readAllLines(people));
        rows.set(5, rows.get(5).replaceFirst("[a-z]+$", ""));
        Files.write(people, rows);
        assertThat(run("train", people.toString(), "--epochs", "1").out())
                .contains("100 rows", "1 row without a value of 'outcome' left out.");
    }

    @Test
    void numbersComeBackInTheirUnits() throws Exception {
        String prices = People.numbers(folder.resolve("prices.csv"), 300, 1).toString();
        SequencedMap<String, Json> trained = result("train", prices, "--test", "0.2", "--json", "--save", path("m"));
        // The noise is 100, the deviation of the prices about 1300.
        assertThat(TrainCommandTest.number(trained, "testRmse")).isBetween(80.0, 250.0);
        SequencedMap<String, Json> again = result("evaluate", path("m"), prices, "--json");
        assertThat(TrainCommandTest.number(again, "rmse")).isBetween(80.0, 250.0);
        List<String> lines = run("predict", path("m"), prices).out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("size;kind;price;predicted_price");
        String[] fields = lines.get(1).split(";", -1);
        double price = Double.parseDouble(fields[2].replace(',', '.'));
        assertThat(fields[3]).contains(",");
        assertThat(Double.parseDouble(fields[3].replace(',', '.'))).isBetween(price - 1000, price + 1000);
        double size = Double.parseDouble(fields[0].replace(',', '.'));
        Prediction same = Predictor.load(Path.of(path("m"))).predict(Map.of("size", size, "kind", fields[1]));
        assertThat(same.value()).isEqualTo(Double.parseDouble(fields[3].replace(',', '.')), within(1e-2));
    }

    private static org.assertj.core.data.Offset<Double> within(double bound) {
        return org.assertj.core.data.Offset.offset(bound);
    }

    @Test
    void predictionKeepsEveryByteOfTheInput() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        run("train", people, "--epochs", "2", "--save", path("m"));
        String text = "\ufeffcity;age;income;predicted_outcome;free text\r\n"
                + "\"Ulm, \"\"the\"\" town\";30;50000;x;\"a line\nand another; all one field\"\r\n"
                + "\r\n"
                + "Oslo;;1e4;\" blank \";5\" disk\n"
                + "Atlantis;40.5;20000;;";
        Path strange = Files.writeString(folder.resolve("strange.csv"), text);
        Outcome outcome = run("predict", path("m"), strange.toString(), "-o", path("out.csv"));
        assertThat(outcome.out()).contains("3 rows with predictions of 'outcome'");
        assertThat(outcome.err()).contains("Column 'city': 1 value not seen in training ('Atlantis')");
        String written = Files.readString(Path.of(path("out.csv")));
        String number = "0\\.[0-9E-]+|1\\.0";
        assertThat(written.replaceAll(";(stays|leaves);(" + number + ");(" + number + ")", "<>"))
                .isEqualTo(text.replace("text\r\n", "text;predicted_outcome_2;p_leaves;p_stays\r\n")
                        .replace("field\"", "field\"<>")
                        .replace("disk", "disk<>")
                        .concat("<>"));
    }

    @Test
    void standardInputIsReadAsItComes() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        run("train", people, "--epochs", "2", "--save", path("m"));
        CommandProcess process = CommandProcess.startPlain(folder, List.of("predict", "m", "-"));
        process.process().getOutputStream().write(Files.readAllBytes(Path.of(people)));
        process.process().getOutputStream().close();
        Outcome outcome = process.outcome();
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualTo(run("predict", path("m"), people).out());
    }

    @Test
    void aFileOfManyBlocksIsPredictedRowByRow() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        run("train", people, "--epochs", "2", "--save", path("m"));
        String many = People.classes(folder.resolve("many.csv"), 9000, 3).toString();
        List<String> lines = run("predict", path("m"), many).out().lines().toList();
        assertThat(lines).hasSize(9001);
        List<String> rows = Files.readAllLines(Path.of(many));
        Path last = Files.writeString(
                folder.resolve("last.csv"), rows.getFirst() + "\n" + rows.get(8500) + "\n", StandardCharsets.UTF_8);
        assertThat(run("predict", path("m"), last.toString())
                        .out()
                        .lines()
                        .toList()
                        .get(1))
                .isEqualTo(lines.get(8500));
        // A mistake far behind the first block is told with its line, and nothing is left behind.
        rows.set(8000, "old,1,Oslo,here,stays");
        Files.write(Path.of(many), rows);
        Outcome failed = InProcess.run("predict", path("m"), many, "-o", path("never.csv"));
        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.err()).contains("many.csv, line 8001, column 'age': 'old' is not a number");
        assertThat(folder.resolve("never.csv")).doesNotExist();
    }

    @Test
    void resumptionRemembersWhatWasChosenOfATable() throws IOException {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        run("train", people, "--target", "city", "--test", "0.1", "--epochs", "3", "--checkpoint", path("kept"));
        assertThat(run("train", people, "--resume", path("kept")).out())
                .contains("'city'", "Nothing was left to train");
        Outcome other = InProcess.run("train", people, "--resume", path("kept"), "--target", "outcome");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("--target was city and is now outcome");
    }

    @Test
    void importanceNamesWhatMatters() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 400, 1).toString();
        run("train", people, "--save", path("m"));
        String fresh = People.classes(folder.resolve("fresh.csv"), 400, 2).toString();
        String text = run("importance", path("m"), fresh).out();
        assertThat(text).contains("accuracy", "COLUMN", "DROP", "SPREAD").doesNotContain("land", "outcome");
        assertThat(text.indexOf("income")).isPositive().isLessThan(text.indexOf("city"));
        SequencedMap<String, Json> found = result("importance", path("m"), fresh, "--json", "--repeats", "3");
        assertThat(TrainCommandTest.number(found, "accuracy")).isGreaterThan(0.9);
        assertThat(run("importance", path("m"), fresh, "--json").out())
                .isEqualTo(run("importance", path("m"), fresh, "--json").out());
        run("train", "blobs", "--epochs", "2", "--save", path("blobs"));
        assertThat(run("importance", path("blobs"), "blobs").out()).contains("DROP");
    }

    @Test
    void aDescribedNetworkKeepsItsOwnFirstWeights() throws Exception {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = 0; i < 60; i++) {
            text.append(i / 10.0).append(',').append(i * 1.5).append('\n');
        }
        String line = Files.writeString(folder.resolve("line.csv"), text).toString();
        String network = "sequential(dense(1, 8), selu, dense(8, 1))";
        for (String[] extra : new String[][] {{}, {"--init", "auto"}, {"--init", "kaiming_uniform"}}) {
            List<String> words =
                    new ArrayList<>(List.of("train", line, "--network", network, "--epochs", "1", "--save", path("m")));
            words.addAll(List.of(extra));
            run(words.toArray(String[]::new));
            assertThat(run("inspect", path("m")).out())
                    .containsPattern("--init +" + (extra.length == 0 ? "auto" : extra[1]));
        }
    }

    @Test
    void rowsArePredictedAsTheyCome() throws Exception {
        String people = People.classes(folder.resolve("people.csv"), 200, 1).toString();
        run("train", people, "--epochs", "2", "--save", path("m"));
        List<String> rows = Files.readAllLines(Path.of(people));
        CommandProcess process = CommandProcess.startPlain(folder, List.of("predict", "m", "-"));
        try (BufferedReader answers = process.lines();
                OutputStream questions = process.process().getOutputStream()) {
            questions.write((rows.get(0) + "\n" + rows.get(1) + "\n").getBytes(StandardCharsets.UTF_8));
            questions.flush();
            // The input stays open: without an answer this would wait for ever.
            assertThat(answers.readLine()).startsWith(rows.get(0) + ",predicted_outcome");
            assertThat(answers.readLine()).startsWith(rows.get(1) + ",");
            questions.write((rows.get(2) + "\n").getBytes(StandardCharsets.UTF_8));
            questions.flush();
            assertThat(answers.readLine()).startsWith(rows.get(2) + ",");
            questions.write("\n\n".getBytes(StandardCharsets.UTF_8));
            questions.close();
            assertThat(answers.readLine()).isEmpty();
            assertThat(answers.readLine()).isEmpty();
            assertThat(answers.readLine()).isNull();
        }
        assertThat(process.exitCode()).as(process.errorText()).isZero();
    }

    @Test
    void whatIsNoNumberIsAnEmptyField() throws Exception {
        String prices = People.numbers(folder.resolve("prices.csv"), 60, 1).toString();
        run("train", prices, "--epochs", "1", "--save", path("m"));
        NetworkFile file = NetworkFile.read(Path.of(path("m")));
        Layer broken = Models.map(file.model(), (_, parameter) -> parameter.with(Initializer.constant(1e38)));
        new NetworkFile(
                        Models.init(broken, Key.of(1)),
                        file.task(),
                        file.sample(),
                        file.history(),
                        file.notes(),
                        file.encoder())
                .write(Path.of(path("broken")));
        Outcome outcome = run("predict", path("broken"), prices);
        assertThat(outcome.out().lines().skip(1)).hasSize(60).allMatch(line -> line.endsWith(";"));
        assertThat(outcome.err()).contains("60 rows got a prediction that is no number");
    }
}
