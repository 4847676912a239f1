package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.io.Json;
import hillock.network.Sequential;
import hillock.train.Evaluation;
import hillock.train.SweepResult;
import hillock.train.SweepRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * What came of a sweep, told to people or to programs.
 *
 * @param data what was learnt
 * @param parts the samples
 * @param result the table and the best network
 * @param best the settings of the first row
 * @param command the line that trains with them
 * @param saved the file the network was written to
 */
record SweepReport(
        Material data,
        Material.Parts parts,
        SweepResult<Sequential> result,
        Settings best,
        String command,
        Optional<Path> saved) {
    /** More rows than these are for programs. */
    private static final int MOST_ROWS = 50;

    void print(Surroundings surroundings, boolean json) {
        Optional<Evaluation> test = parts.test().map(this::evaluation);
        if (json) {
            surroundings.out().println(json(test).print());
            surroundings.out().flush();
        }
        people(surroundings.screen(json), test);
    }

    private Evaluation evaluation(Dataset test) {
        return Evaluation.of(result.best().orElseThrow().model(), best.makeLoss(test.task()), test);
    }

    private boolean numbers() {
        return result.scoreName().equals("rmse");
    }

    private String shownScore(double found) {
        return numbers() ? Texts.number(found) : Texts.percent(found);
    }

    private void people(Screen screen, Optional<Evaluation> test) {
        screen.println();
        List<String> names =
                List.copyOf(result.rows().getFirst().combination().values().sequencedKeySet());
        Table table = new Table("l".repeat(names.size()) + "rlrlrl");
        List<String> heading = new ArrayList<>(names);
        heading.addAll(List.of("validation loss", "", result.scoreName(), "", "epochs", ""));
        table.row(heading.toArray(String[]::new));
        for (SweepRow row : result.rows().stream().limit(MOST_ROWS).toList()) {
            List<String> cells =
                    new ArrayList<>(names.stream().map(row.combination()::text).toList());
            cells.add(row.loss().isPresent() ? Texts.number(row.loss().getAsDouble()) : "");
            cells.add(spread(row.lossSpread(), false));
            cells.add(row.score().isPresent() ? shownScore(row.score().getAsDouble()) : "");
            cells.add(spread(row.scoreSpread(), true));
            cells.add(row.trained().stream().mapToInt(SweepRow.Trained::epochs).average().stream()
                    .mapToObj(mean -> Texts.count(Math.round(mean)))
                    .findFirst()
                    .orElse(""));
            cells.add(failure(row));
            table.row(cells.toArray(String[]::new));
        }
        table.lines().forEach(screen::println);
        if (result.rows().size() > MOST_ROWS) {
            screen.println(
                    "and %d more; --json gives them all".formatted(result.rows().size() - MOST_ROWS));
        }
        screen.println();
        Table rest = new Table("ll");
        rest.row("Best", command);
        test.ifPresent(found -> rest.row(
                "Test " + result.scoreName(),
                "%s, loss %s, with the best network of the first row; the test samples had no say in the choice"
                        .formatted(shownScore(found.score()), Texts.number(found.loss()))));
        saved.filter(_ -> !result.interrupted()).ifPresent(file -> rest.row("Saved", file.toString()));
        rest.lines().forEach(screen::println);
        if (test.isEmpty()) {
            screen.println("Note: the validation samples chose the settings, so the score on them flatters;"
                    + " --test 0.2 keeps rows back.");
        }
    }

    private String spread(OptionalDouble deviation, boolean score) {
        if (deviation.isEmpty()) {
            return "";
        }
        double value = deviation.getAsDouble();
        return "± " + (score ? shownScore(value) : Texts.number(value));
    }

    private static String failure(SweepRow row) {
        long failed =
                row.runs().stream().filter(SweepRow.Failed.class::isInstance).count();
        return reason(row)
                .map(reason -> (row.trained().isEmpty() ? "failed: " : failed + " failed: ") + reason)
                .orElse("");
    }

    /** Why the first training of a row that failed did. */
    static Optional<String> reason(SweepRow row) {
        return row.runs().stream()
                .filter(SweepRow.Failed.class::isInstance)
                .map(run -> SweepProgress.firstSentence(((SweepRow.Failed) run).reason()))
                .findFirst();
    }

    private Json json(Optional<Evaluation> test) {
        List<Json> rows = new ArrayList<>();
        for (SweepRow row : result.rows()) {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put("settings", SweepProgress.settings(row.combination()));
            put(members, "validationLoss", row.loss());
            put(members, "validationLossSpread", row.lossSpread());
            String score = numbers() ? "validationRmse" : "validationAccuracy";
            put(members, score, row.score());
            put(members, score + "Spread", row.scoreSpread());
            members.put("trained", Json.of(row.trained().size()));
            reason(row).ifPresent(reason -> members.put("failed", Json.of(reason)));
            rows.add(Json.of(members));
        }
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("result"));
        members.put("data", Json.of(data.name()));
        members.put("combinations", Json.of(result.planned()));
        members.put("interrupted", Json.of(result.interrupted()));
        members.put("rows", Json.of(rows));
        members.put("best", Json.of(command));
        test.ifPresent(found -> {
            members.put(numbers() ? "testRmse" : "testAccuracy", Json.of(found.score()));
            members.put("testLoss", Json.of(found.loss()));
        });
        return Json.of(members);
    }

    private static void put(Map<String, Json> members, String name, OptionalDouble number) {
        number.ifPresent(value -> members.put(name, Json.of(value)));
    }
}
