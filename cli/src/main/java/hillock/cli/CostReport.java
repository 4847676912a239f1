package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Table;
import hillock.io.Json;
import hillock.train.CostSheet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a training takes, told to people or to programs.
 *
 * @param cost the figures
 */
record CostReport(CostSheet cost) {
    void print(Surroundings surroundings, boolean json) {
        if (json) {
            surroundings.out().println(object().print());
            surroundings.out().flush();
        }
        Table table = new Table("ll");
        cost.figures().forEach(table::row);
        Screen screen = surroundings.screen(json);
        table.lines().forEach(screen::println);
    }

    private Json object() {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("cost"));
        members.put("parameters", Json.of(cost.parameters()));
        members.put("parameterBytes", Json.of(cost.parameterBytes()));
        members.put("optimizerBytes", Json.of(cost.optimizerBytes()));
        members.put("batchSize", Json.of(cost.batchSize()));
        members.put("stepsPerEpoch", Json.of(cost.stepsPerEpoch()));
        members.put("epochs", Json.of(cost.epochs()));
        members.put("mayEndEarlier", Json.of(cost.mayEndEarlier()));
        members.put("flopsPerStep", Json.of(cost.flops()));
        members.put("bytesPerStep", Json.of(cost.bytes()));
        members.put("peakBytes", Json.of(cost.peakBytes()));
        members.put("predictedSecondsPerStep", Json.of(cost.predictedStepSeconds()));
        members.put("predictedSecondsPerEpoch", Json.of(cost.predictedEpochSeconds()));
        members.put("predictedSeconds", Json.of(cost.predictedSeconds()));
        return Json.of(members);
    }
}
