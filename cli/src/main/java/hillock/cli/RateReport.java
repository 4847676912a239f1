package hillock.cli;

import hillock.cli.terminal.Bar;
import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.cli.terminal.Texts;
import hillock.io.Json;
import hillock.train.LearningRateFinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a search for a learning rate has found, told to people or to programs.
 *
 * @param found the steps and the suggestion
 */
record RateReport(LearningRateFinder.Result found) {
    private static final int ROWS = 20;
    private static final int BAR = 30;

    void print(Surroundings surroundings, boolean json) {
        if (json) {
            found.trials().forEach(trial -> {
                SequencedMap<String, Json> members = new LinkedHashMap<>();
                members.put("kind", Json.of("trial"));
                members.put("learningRate", Json.of(trial.rate()));
                members.put("loss", Json.of(trial.loss()));
                members.put("smoothedLoss", Json.of(trial.smoothed()));
                surroundings.out().println(Json.of(members).print());
            });
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put("kind", Json.of("result"));
            found.suggested().ifPresent(rate -> members.put("suggestedLearningRate", Json.of(rate)));
            surroundings.out().println(Json.of(members).print());
            surroundings.out().flush();
        }
        people(surroundings.screen(json));
    }

    private void people(Screen screen) {
        List<LearningRateFinder.Trial> trials = found.trials();
        double highest = trials.stream()
                .mapToDouble(LearningRateFinder.Trial::smoothed)
                .max()
                .orElse(1);
        Table table = new Table("rrl").row("rate", "loss", "");
        int every = Math.max(1, Math.ceilDiv(trials.size(), ROWS));
        for (int i = 0; i < trials.size(); i += every) {
            LearningRateFinder.Trial trial = trials.get(i);
            table.row(
                    Texts.number(trial.rate()),
                    Texts.number(trial.smoothed()),
                    Bar.of(trial.smoothed() / highest, BAR, screen.terminal().unicode()));
        }
        table.lines().forEach(screen::println);
        screen.println(
                found.suggested().isPresent()
                        ? "The loss falls fastest at about --learning-rate "
                                + Texts.number(found.suggested().getAsDouble()) + "."
                        : "The loss never fell, so no learning rate can be suggested; look at data and network.");
    }
}
