package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.data.Dataset;
import hillock.engine.Engine;
import hillock.io.AtomicFile;
import hillock.io.CheckpointFiles;
import hillock.io.FormatException;
import hillock.io.NetworkFile;
import hillock.network.Sequential;
import hillock.train.CostSheet;
import hillock.train.LearningRateFinder;
import hillock.train.NonFiniteLossException;
import hillock.train.Trainer;
import hillock.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The training of a network on data that have a name. */
@Command(
        name = "train",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Train a network on a table or on data with a name, and see how it does on samples it has not seen.",
            "The settings suit the data, 'hillock data NAME' shows them; options change them.",
            "",
            "  hillock train people.csv --target income --test 0.2 --save income.safetensors",
            "  hillock train spiral",
            "  hillock train mnist --hidden 512,512 --dropout 0.2",
            "  hillock train mnist --network 'sequential(reshape(1, 28, 28), conv2d(1, 16, 5), relu,",
            "      max_pool2d(2), flatten, dense(2304, 10))'"
        })
final class TrainCommand implements Callable<Integer> {
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
            description = "What to learn from: a file (CSV, TSV, JSON, JSON lines, npy, npz), or a name that"
                    + " 'hillock data' lists.")
    String name = "";

    @Mixin(name = "What is predicted")
    TargetOptions target = new TargetOptions();

    @Mixin(name = "The network and its training")
    TrainOptions options = new TrainOptions();

    @Mixin(name = "Where the data come from")
    SourceOptions source = new SourceOptions();

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Kinds.Threads.class,
            description = "Threads to compute with (default: one per core). The result is the same for any number.")
    @Nullable
    Integer threads;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = Kinds.Time.class,
            description =
                    "Stop training after this time, such as 90s, 10m or 1h30m, and test and save what there is, which"
                            + " takes its own time.")
    @Nullable
    Duration timeLimit;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            converter = Kinds.File.class,
            description = "Write the trained network to this file (safetensors, with the graph and the history in it).")
    @Nullable
    Path save;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            converter = Kinds.File.class,
            description = "Keep the state of training in this folder after every epoch and when interrupted.")
    @Nullable
    Path checkpoint;

    @Option(
            names = "--resume",
            paramLabel = "DIR|FILE",
            converter = Kinds.File.class,
            description =
                    "Go on from the state kept in this folder, with its settings, to the same result as without the"
                            + " break, and keep the state there; or from DIR/best.safetensors, the state with the"
                            + " lowest validation loss. With --checkpoint of the same folder, begin if it is empty.")
    @Nullable
    Path resume;

    @Option(
            names = "--doctor",
            description =
                    "In the end look at every sample, and say so if nothing is found wrong; without it, the doctor"
                            + " looks at some and speaks only of what is wrong.")
    boolean doctor;

    @Option(
            names = "--find-learning-rate",
            description = "Train nothing: try growing learning rates for 100 steps and suggest one.")
    boolean findRate;

    @Option(
            names = "--dry-run",
            description = "Train nothing: show what training would take - parameters, arithmetic and memory of a step,"
                    + " and the time that should pass on this machine.")
    boolean dryRun;

    @Option(
            names = "--json",
            description = "Write one JSON object for each epoch and one for the result to standard output,"
                    + " and everything else to standard error.")
    boolean json;

    TrainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (findRate && (save != null || checkpoint != null || resume != null)) {
            throw new InputException("--find-learning-rate trains nothing, so there is nothing to --save, --checkpoint"
                    + " or --resume.");
        }
        if (dryRun && (findRate || save != null || checkpoint != null || resume != null)) {
            throw new InputException("--dry-run trains nothing, so there is nothing to --save, --checkpoint or"
                    + " --resume, and no learning rate to be found.");
        }
        Screen screen = surroundings.screen(json);
        surroundings.interruption().tidyBy(screen::restore);
        Optional<CheckpointFiles.Noted> kept = kept();
        Material data = source.material(
                "train",
                name,
                target,
                kept.<Map<String, String>>map(CheckpointFiles.Noted::notes).orElse(Map.of()),
                surroundings);
        Settings settings = settings(data, kept);
        if (save != null) {
            AtomicFile.checkWritable(save);
        }
        Material.Parts parts = data.parts(settings);
        parts.introduction().forEach(screen::println);
        Job job = job(data, settings, parts, screen);
        if (dryRun) {
            new CostReport(cost(job)).print(surroundings, json);
            return ExitCode.DONE;
        }
        if (findRate) {
            new RateReport(LearningRateFinder.of(job.trainer()).find(parts.train())).print(surroundings, json);
            return ExitCode.DONE;
        }
        Trainer<Sequential> trainer =
                kept.map(noted -> job.trainer().resume(noted.state())).orElse(job.trainer());
        Optional<CheckpointFiles> checkpoints = checkpoints(settings, kept.isPresent());
        if (checkpoints.isPresent()) {
            checkpoints.get().check();
            trainer = trainer.checkpoints(checkpoints.get());
        }
        TrainingResult<Sequential> result = fit(job, trainer, checkpoints);
        if (result.interrupted()) {
            return interrupted(result, checkpoints, screen);
        }
        if (save != null) {
            new NetworkFile(
                            result.model(),
                            parts.train().task(),
                            parts.train().sampleType(),
                            result.history(),
                            new TreeMap<>(settings.texts()),
                            parts.encoder())
                    .write(save);
        }
        new TrainReport(job, result, again(), Optional.ofNullable(save), doctor).print(surroundings, json);
        return ExitCode.DONE;
    }

    /** What training would take. */
    private CostSheet cost(Job job) {
        Measuring measuring = new Measuring(surroundings.errScreen());
        surroundings.interruption().tidyBy(measuring::end);
        try {
            return job.trainer().cost(job.parts().train(), job.settings().makeEpochs(), measuring.begun());
        } finally {
            measuring.end();
        }
    }

    /** The command that makes the same network once more, to be added to. */
    private Given again() {
        Given given = Given.of(Objects.requireNonNull(spec), name);
        // What is kept there is all there is to save, and would not be overwritten.
        return checkpoint == null || resume != null ? given : given.with("--resume", checkpoint.toString());
    }

    /** The state to go on from, if there is one. */
    private Optional<CheckpointFiles.Noted> kept() throws IOException {
        if (resume == null) {
            return Optional.empty();
        }
        if (Files.isRegularFile(resume)) {
            return Optional.of(CheckpointFiles.read(resume));
        }
        boolean same = sameFolder();
        if (!same && !Files.isDirectory(resume)) {
            throw new FormatException(resume, "there is no such folder or file");
        }
        Optional<CheckpointFiles.Noted> kept = CheckpointFiles.in(resume).loadNoted();
        if (kept.isEmpty() && !same) {
            throw new FormatException(resume, "there is no checkpoint in this folder, so training cannot be resumed");
        }
        return kept;
    }

    /** The folder to resume from, of which a file may be named. */
    private @Nullable Path resumedFolder() {
        return resume != null && Files.isRegularFile(resume)
                ? Optional.ofNullable(resume.getParent()).orElse(Path.of(""))
                : resume;
    }

    private Settings settings(Material data, Optional<CheckpointFiles.Noted> kept) throws FormatException {
        Settings preset = data.preset();
        if (kept.isEmpty() || kept.get().notes().isEmpty()) {
            return preset.with(options);
        }
        Settings before;
        try {
            before = Settings.of(kept.get().notes());
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    resume == null ? Path.of("") : resume, "the checkpoint is damaged: " + e.getMessage());
        }
        Settings now = before.with(options).withData(data.preset());
        List<String> differences = before.differences(now);
        if (!differences.isEmpty()) {
            throw new InputException(
                    "%s cannot be resumed with other settings: %s.%nLeave these options out, or start anew."
                            .formatted(resume, String.join("; ", differences)));
        }
        return now;
    }

    private Job job(Material data, Settings settings, Material.Parts parts, Screen screen) {
        Dataset train = parts.train();
        options.checkBatchSize(train.size());
        Engine engine = threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
        Progress people = PlaneProgress.of(screen, train, engine)
                .filter(_ -> !json && parts.encoder().isEmpty())
                .orElse(new BarProgress(
                        screen, train.size(), settings.keepsBest() || checkpoint != null || resume != null));
        Progress progress = json ? new JsonProgress(surroundings.out(), people) : people;
        Sequential network = settings.makeNetwork(train);
        Trainer<Sequential> trainer = settings.trainer(network, train.task())
                .engine(engine)
                .listener(new Forecast(screen, engine, Optional.ofNullable(timeLimit)))
                .listener(progress);
        if (parts.validation().isPresent()) {
            trainer = trainer.validation(parts.validation().get());
        }
        if (timeLimit != null) {
            trainer = trainer.timeLimit(timeLimit);
        }
        return new Job(data, settings, parts, network, engine, trainer, progress);
    }

    private Optional<CheckpointFiles> checkpoints(Settings settings, boolean resumed) throws IOException {
        Path place = checkpoint != null ? checkpoint : resumedFolder();
        if (place == null) {
            return Optional.empty();
        }
        CheckpointFiles files = CheckpointFiles.in(place);
        if (checkpoint != null && !(resumed && sameFolder()) && files.load().isPresent()) {
            throw new InputException(("%s holds the state of a training, which would be overwritten.%n"
                            + "Add --resume %s to go on with it, or name another folder.")
                    .formatted(place, place));
        }
        return Optional.of(files.withNotes(settings.texts()));
    }

    private boolean sameFolder() {
        Path folder = resumedFolder();
        return checkpoint != null
                && folder != null
                && checkpoint
                        .toAbsolutePath()
                        .normalize()
                        .equals(folder.toAbsolutePath().normalize());
    }

    private TrainingResult<Sequential> fit(
            Job job, Trainer<Sequential> trainer, Optional<CheckpointFiles> checkpoints) {
        Thread thread = Thread.currentThread();
        surroundings.interruption().stopBy(thread::interrupt);
        try {
            return trainer.fit(job.parts().train(), job.settings().makeEpochs());
        } catch (NonFiniteLossException e) {
            throw checkpoints.isEmpty()
                    ? e
                    : new InputException(
                            e.getMessage() + "\nThe last good state is in "
                                    + checkpoints.get().folder() + ".",
                            e);
        } catch (IllegalArgumentException e) {
            // What the trainer finds to differ is what the user gave; anything else would be our fault.
            if (resume != null && String.valueOf(e.getMessage()).startsWith("Training cannot be resumed")) {
                throw new InputException(resume + ": " + e.getMessage(), e);
            }
            throw e;
        } finally {
            job.progress().end();
            // From here on an interrupt would only disturb the writing of files.
            Thread.interrupted();
        }
    }

    private int interrupted(TrainingResult<Sequential> result, Optional<CheckpointFiles> checkpoints, Screen screen) {
        screen.cutOff();
        String after = "hillock: interrupted after step " + result.steps();
        surroundings
                .err()
                .println(checkpoints
                        .map(folder -> after + "; go on with: " + Machine.command() + " train " + name + " --resume "
                                + (checkpoint != null ? checkpoint : resumedFolder()))
                        .orElse(after + "; with --checkpoint DIR it could be resumed"));
        return ExitCode.INTERRUPTED;
    }
}
