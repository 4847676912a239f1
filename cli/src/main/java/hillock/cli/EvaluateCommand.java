package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.cli.terminal.Texts;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.TableDataset;
import hillock.data.TableEncoder;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.io.Json;
import hillock.io.NetworkFile;
import hillock.io.TableFile;
import hillock.network.Loss;
import hillock.train.Evaluation;
import hillock.train.Heads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The use of a network that was kept in a file on the test samples of data. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "See how a network kept with 'train --save' does on a table or on the test samples of data.")
final class EvaluateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(index = "0", paramLabel = "MODEL", converter = Kinds.File.class, description = "The file.")
    @Nullable
    Path model;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            completionCandidates = Catalogue.Names.class,
            description = "A file, or a name that 'hillock data' lists.")
    String name = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            converter = Kinds.File.class,
            description = "Folder with the files of data that are not generated (DIR/mnist, or DIR itself).")
    @Nullable
    Path folder;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Kinds.Seed.class,
            description = "Seed of generated data (default: that of the training).")
    @Nullable
    Long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Kinds.Threads.class,
            description = "Threads to compute with (default: one per core).")
    @Nullable
    Integer threads;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Option(names = "--json", description = "Write the result as a JSON object.")
    boolean json;

    EvaluateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path file = model == null ? Path.of("") : model;
        NetworkFile network = NetworkFile.read(file);
        Dataset test =
                network.encoder().isPresent() ? table(network, network.encoder().get()) : named(file, network);
        Engine engine = threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
        Evaluation found = Evaluation.of(network.model(), lossOf(network, test.task()), test, engine);
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

    /** The loss of the training. */
    static Loss lossOf(NetworkFile network, Task task) {
        String noted = network.notes().get("--loss");
        try {
            return noted == null ? Heads.loss(task) : Loss.parse(noted);
        } catch (IllegalArgumentException e) {
            return Heads.loss(task); // The notes are free text; this one was not made by 'train'.
        }
    }

    private Dataset named(Path file, NetworkFile network) throws IOException {
        Download download = new Download(surroundings.errScreen());
        surroundings.interruption().tidyBy(download::end);
        BuiltIn data = Sources.named(name, Optional.ofNullable(folder), download);
        Dataset test = data.load(seed == null ? seedOf(network) : seed).test();
        download.end();
        checkFits(file, network, test, name);
        return test;
    }

    private Dataset table(NetworkFile network, TableEncoder encoder) throws IOException {
        Path path = Sources.existing(name, "evaluate");
        TableDataset rows =
                TableFile.read(path, Sources.as(network, reading.options())).dataset(encoder);
        Screen screen = surroundings.screen(json);
        rows.notices().forEach(notice -> screen.println("Note: " + notice));
        if (name.equals(network.notes().get("DATA"))) {
            screen.println("Note: the network was trained on rows of this file, so its score on it flatters.");
        }
        return rows;
    }

    /** The seed of the training, so that the score is the one that training ended with. */
    static long seedOf(NetworkFile network) {
        String noted = network.notes().get("--seed");
        try {
            return noted == null ? Settings.DEFAULT_SEED : new Kinds.Seed().convert(noted);
        } catch (Kinds.Unexpected e) {
            return Settings.DEFAULT_SEED; // The notes are free text; this one was not made by 'train'.
        }
    }

    /**
     * Checks that a network takes samples as data have them.
     *
     * @throws InputException if not, with all differences
     */
    static void checkFits(Path file, NetworkFile network, Dataset data, String name) {
        List<String> differences = new ArrayList<>();
        if (!network.sample().equals(data.sampleType())) {
            differences.add("it takes samples %s, these are %s".formatted(network.sample(), data.sampleType()));
        }
        if (!network.task().kind().equals(data.task().kind())) {
            differences.add("its task is %s, theirs is %s"
                    .formatted(network.task().kind(), data.task().kind()));
        }
        if (!network.task().labels().equals(data.task().labels())) {
            differences.add("it tells apart %s, they have %s"
                    .formatted(
                            Failures.shortened(String.join(" ", network.task().labels())),
                            Failures.shortened(String.join(" ", data.task().labels()))));
        }
        if (!differences.isEmpty()) {
            throw new InputException(
                    "%s was not made for '%s': %s".formatted(file, name, String.join("; ", differences)));
        }
    }
}
