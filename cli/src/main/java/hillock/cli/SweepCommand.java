package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.data.Task;
import hillock.io.AtomicFile;
import hillock.io.NetworkFile;
import hillock.network.Sequential;
import hillock.train.Combination;
import hillock.train.Sweep;
import hillock.train.SweepResult;
import hillock.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The search for good settings by many trainings. */
@Command(
        name = "sweep",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Train with all combinations of some settings, side by side, and show a table with the best first.",
            "Settings are judged by samples that are not trained on; the test samples tell only about the winner.",
            "",
            "  hillock sweep moons --vary learning-rate=1e-3,1e-2 --vary hidden=16,32x32 --seeds 3",
            "  hillock sweep people.csv --target income --vary learning-rate=1e-4..1e-1 --vary dropout=0,0.2 "
                    + "--random 20"
        })
final class SweepCommand implements Callable<Integer> {
    private static final double USUAL_SPLIT = 0.2;
    /** What only a sweep knows. */
    private static final List<String> OWN_OPTIONS =
            List.of("--vary", "--seeds", "--random", "--parallel", "--save", "--json");

    private final Surroundings surroundings;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(
            paramLabel = "DATA",
            completionCandidates = Catalogue.Names.class,
            arity = "0..1",
            description = "What to learn from: a file, or a name that 'hillock data' lists.")
    String name = "";

    @Option(
            names = "--vary",
            paramLabel = "NAME=V,V...",
            converter = Variation.Converter.class,
            required = true,
            description = "Values to try for an option of training; widths of layers with an x between them. A range"
                    + " such as learning-rate=1e-4..1e-1 goes with --random. May be given several times.")
    List<Variation> variations = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            converter = Count.class,
            description = "Train every combination with so many seeds, and judge by the mean (default: 1).")
    int seeds = 1;

    @Option(
            names = "--random",
            paramLabel = "N",
            converter = Count.class,
            description = "Try only so many combinations, drawn at random, the same ones for the same --seed.")
    @Nullable
    Integer random;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            converter = Kinds.Threads.class,
            description = "Trainings at one time (default: one per core). The results are the same for any number.")
    @Nullable
    Integer parallel;

    @Mixin(name = "What is predicted")
    TargetOptions target = new TargetOptions();

    @Mixin(name = "The network and its training")
    TrainOptions options = new TrainOptions();

    @Mixin(name = "Where the data come from")
    SourceOptions source = new SourceOptions();

    @Option(
            names = "--save",
            paramLabel = "FILE",
            converter = Kinds.File.class,
            description = "Write the best network to this file.")
    @Nullable
    Path save;

    @Option(
            names = "--json",
            description = "Write one JSON object for each training and one for the result to standard output,"
                    + " and everything else to standard error.")
    boolean json;

    /** The number of seeds or draws. */
    static final class Count extends Kinds.Whole {
        Count() {
            super(1, Sweep.MOST_RUNS);
        }
    }

    SweepCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Screen screen = surroundings.screen(json);
        surroundings.interruption().tidyBy(screen::restore);
        Material data = source.material("sweep", name, target, Map.of(), surroundings);
        Settings base = base(data);
        if (save != null) {
            AtomicFile.checkWritable(save);
        }
        Material.Parts parts = data.parts(base);
        parts.introduction().forEach(screen::println);
        SweepProgress progress = new SweepProgress(
                screen,
                json ? Optional.of(surroundings.out()) : Optional.empty(),
                parts.train().task() instanceof Task.Regression ? "rmse" : "accuracy");
        SweepResult<Sequential> result = fit(sweep(base, parts, progress), parts, progress);
        if (result.best().isPresent()) {
            Combination winner = result.rows().getFirst().combination();
            Settings best = settings(base, winner);
            if (save != null && !result.interrupted()) {
                save(save, result.best().get(), best, parts);
            }
            new SweepReport(data, parts, result, best, command(best, data.preset(), winner), Optional.ofNullable(save))
                    .print(surroundings, json);
        } else if (!result.interrupted()) {
            throw new InputException("all trainings failed; the first one: "
                    + SweepReport.reason(result.rows().getFirst()).orElse(""));
        }
        if (result.interrupted()) {
            surroundings
                    .err()
                    .println("hillock: interrupted; %d of %d combinations have results"
                            .formatted(result.rows().size(), result.planned()));
            return ExitCode.INTERRUPTED;
        }
        return ExitCode.DONE;
    }

    /** What all trainings share. */
    private Settings base(Material data) {
        if (options.validationSplit == null && data.preset().validationSplit() == 0) {
            options.validationSplit = USUAL_SPLIT;
        }
        if (options.init == null
                && variations.stream().map(Variation::name).anyMatch(List.of("activation", "network")::contains)) {
            // Activations are compared under one rule, not the preset's own against the rule of all others.
            options.init = "auto";
        }
        Settings base = data.preset().with(options);
        if (base.validationSplit() == 0) {
            throw new InputException("--validation-split 0: a sweep judges by samples that are not trained on");
        }
        return base;
    }

    /** The line that trains as the winner was trained. */
    private String command(Settings best, Settings preset, Combination winner) {
        Given given = Given.of(Objects.requireNonNull(spec), name).without(OWN_OPTIONS);
        SequencedMap<String, String> chosen = best.options();
        SequencedMap<String, String> usual = preset.options();
        // An option of training that the best settings have no use for was overruled by what was varied.
        List<String> overruled = CommandSpec.forAnnotatedObject(new TrainOptions()).options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !chosen.containsKey(option))
                .toList();
        given = given.without(overruled);
        for (Map.Entry<String, String> option : chosen.entrySet()) {
            String key = option.getKey();
            boolean varied = winner.values().containsKey(key.substring(2));
            if (varied || given.options().containsKey(key) || !option.getValue().equals(usual.get(key))) {
                given = given.with(key, option.getValue());
            }
        }
        return given.trainLine();
    }

    private Settings settings(Settings base, Combination combination) {
        return base.with(Variation.options(combination, options));
    }

    private Sweep<Sequential> sweep(Settings base, Material.Parts parts, SweepProgress progress) {
        Task task = parts.train().task();
        Sweep<Sequential> sweep = Sweep.<Sequential>of(combination -> {
                    Settings settings = settings(base, combination);
                    Sequential network = settings.makeNetwork(parts.train());
                    return new Sweep.Plan<>(
                            settings.trainer(network, task).onEpoch(progress::epochEnded), settings.makeEpochs());
                })
                .seeds(LongStream.range(base.seed(), base.seed() + seeds).toArray())
                .listener(progress::ended);
        try {
            for (Variation variation : variations) {
                sweep = variation.range().isPresent()
                        ? sweep.range(
                                variation.name(),
                                variation.range().get().low(),
                                variation.range().get().high())
                        : sweep.vary(variation.name(), variation.values().toArray());
            }
            if (variations.stream().anyMatch(variation -> variation.name().equals("loss"))) {
                // The values of different losses cannot be compared.
                sweep = sweep.byScore();
            }
            sweep = random == null ? sweep : sweep.random(random, base.seed());
            sweep = parallel == null ? sweep : sweep.parallel(parallel);
            progress.begin(sweep.combinations().size() * seeds);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "--vary: " + String.valueOf(e.getMessage()).replace(".random(count, seed)", "--random N"), e);
        }
        return sweep;
    }

    private SweepResult<Sequential> fit(Sweep<Sequential> sweep, Material.Parts parts, SweepProgress progress) {
        Thread thread = Thread.currentThread();
        surroundings.interruption().stopBy(thread::interrupt);
        try {
            return sweep.fit(parts.train(), parts.validation().orElseThrow());
        } finally {
            progress.end();
            // From here on an interrupt would only disturb the writing of files.
            Thread.interrupted();
        }
    }

    private static void save(Path file, TrainingResult<Sequential> best, Settings settings, Material.Parts parts)
            throws IOException {
        new NetworkFile(
                        best.model(),
                        parts.train().task(),
                        parts.train().sampleType(),
                        best.history(),
                        new TreeMap<>(settings.texts()),
                        parts.encoder())
                .write(file);
    }
}
