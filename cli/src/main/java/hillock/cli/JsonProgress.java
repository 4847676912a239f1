package hillock.cli;

import hillock.io.Json;
import hillock.train.BatchReport;
import hillock.train.EpochReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * An object on a line for every epoch.
 *
 * @param out where to
 * @param people what is shown to people at the same time
 */
record JsonProgress(PrintStream out, Progress people) implements Progress {
    @Override
    public void batchEnded(BatchReport report) {
        people.batchEnded(report);
    }

    @Override
    public void epochEnded(EpochReport report) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("kind", Json.of("epoch"));
        members.put("epoch", Json.of(report.epoch()));
        members.put("epochs", Json.of(report.epochs()));
        members.put("loss", Json.of(report.loss()));
        report.validation().ifPresent(found -> {
            members.put("validationLoss", Json.of(found.loss()));
            boolean numbers = found.scoreName().equals("rmse");
            members.put(numbers ? "validationRmse" : "validationAccuracy", Json.of(found.score()));
        });
        members.put("learningRate", Json.of(report.record().learningRate()));
        members.put("seconds", Json.of(report.seconds()));
        members.put("samplesPerSecond", Json.of(report.samplesPerSecond()));
        out.println(Json.of(members).print());
        out.flush();
        people.epochEnded(report);
    }

    @Override
    public void end() {
        people.end();
    }
}
