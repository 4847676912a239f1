package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.data.Dataset;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.train.Evaluation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The use of a network that was kept in a file on the test samples of data. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "See how a network kept with 'train --save' does on a table or on the test samples of data.")
final class EvaluateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    Tested tested = new Tested();

    @Option(names = "--json", description = "Write the result as a JSON object.")
    boolean json;

    EvaluateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        NetworkFile network = tested.network();
        Dataset test = tested.data(network, surroundings, json);
        Evaluation found;
        try (Waiting _ =
                Waiting.on(surroundings.errScreen(), "Testing on %s".formatted(Texts.count(test.size(), "sample")))) {
            found = Evaluation.of(network.model(), Tested.lossOf(network, test.task()), test, tested.engine());
        }
        if (json) {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            members.put(found.scoreName(), Json.of(found.score()));
            members.put("loss", Json.of(found.loss()));
            members.put("examples", Json.of(found.examples()));
            found.macro().ifPresent(macro -> members.put("macroF1", Json.of(macro.f1())));
            put(members, "logLoss", found.logLoss());
            put(members, "rocAuc", found.rocAuc());
            put(members, "calibrationError", found.calibrationError());
            put(members, "mae", found.mae());
            put(members, "r2", found.r2());
            surroundings.out().println(Json.of(members).print());
        } else {
            Screen screen = surroundings.outScreen();
            screen.println("%s, loss %s, %s"
                    .formatted(
                            Texts.score(found.scoreName(), found.score()),
                            Texts.number(found.loss()),
                            Texts.count(found.examples(), "example")));
            screen.println();
            found.report().lines().forEach(screen::println);
            TrainReport.mistakes(screen, found);
        }
        return ExitCode.DONE;
    }

    private static void put(Map<String, Json> members, String name, OptionalDouble value) {
        value.stream().filter(Double::isFinite).forEach(number -> members.put(name, Json.of(number)));
    }
}
