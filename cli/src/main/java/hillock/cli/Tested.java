package hillock.cli;

import hillock.cli.terminal.Screen;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Split;
import hillock.data.TableDataset;
import hillock.data.TableEncoder;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.io.ImageFolder;
import hillock.io.NetworkFile;
import hillock.io.TableFile;
import hillock.network.Loss;
import hillock.train.Heads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of a command that looks at a network with data. */
final class Tested {
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
            description = "Seed of generated data (default: that of the training), and of what is left to chance.")
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

    private Path file() {
        return model == null ? Path.of("") : model;
    }

    /** The network. */
    NetworkFile network() throws IOException {
        return Networks.read(model, true);
    }

    /** What computes. */
    Engine engine() {
        return threads == null ? Engine.standard() : Engine.standard().withThreads(threads);
    }

    /**
     * The samples to look with: those for testing where data have some, else all.
     *
     * @param json whether standard output belongs to a program
     * @throws InputException if the network was made for others
     */
    Dataset data(NetworkFile network, Surroundings surroundings, boolean json) throws IOException {
        Samples samples = samples(network, surroundings, json);
        if (network.encoder().isPresent() && name.equals(network.notes().get("DATA"))) {
            surroundings
                    .screen(json)
                    .println("Note: the network was trained on rows of this file, so its score on it flatters.");
        }
        return samples.test().orElse(samples.train());
    }

    /**
     * All samples.
     *
     * @param json whether standard output belongs to a program
     * @throws InputException if the network was made for others
     */
    Samples samples(NetworkFile network, Surroundings surroundings, boolean json) throws IOException {
        return network.encoder().isPresent()
                ? new Samples(table(network, network.encoder().get(), surroundings.screen(json)), Optional.empty())
                : named(network, surroundings);
    }

    /**
     * What DATA names.
     *
     * @param train the samples to learn from
     * @param test those kept for testing, where the data themselves say which
     */
    record Samples(Dataset train, Optional<Dataset> test) {}

    /** The loss of the training. */
    static Loss lossOf(NetworkFile network, Task task) {
        String noted = network.notes().get("--loss");
        try {
            return noted == null ? Heads.loss(task) : Loss.parse(noted);
        } catch (IllegalArgumentException e) {
            return Heads.loss(task); // The notes are free text; this one was not made by 'train'.
        }
    }

    private Samples named(NetworkFile network, Surroundings surroundings) throws IOException {
        Download download = new Download(surroundings.errScreen());
        surroundings.interruption().tidyBy(download::end);
        Optional<Path> folderOfPictures = Sources.file(name).filter(Files::isDirectory);
        if (folderOfPictures.isPresent()) {
            Dataset pictures = ImageFolder.of(folderOfPictures.get())
                    .like(network.sample(), network.task().labels())
                    .dataset();
            return new Samples(pictures, Optional.empty());
        }
        Networks.checkNoFile(file(), network, name, "the command");
        BuiltIn data = Sources.named(name, Optional.ofNullable(folder), download);
        Split split = data.load(seed == null ? seedOf(network) : seed);
        download.end();
        checkFits(file(), network, split.test(), name);
        return new Samples(split.train(), Optional.of(split.test()));
    }

    private Dataset table(NetworkFile network, TableEncoder encoder, Screen screen) throws IOException {
        Path path = Sources.existing(name, "the network");
        TableDataset rows =
                TableFile.read(path, Sources.as(network, reading.options())).dataset(encoder);
        rows.notices().forEach(notice -> screen.println("Note: " + notice));
        return rows;
    }

    /** The seed of the training, so that the score is the one that training ended with. */
    private static long seedOf(NetworkFile network) {
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
    private static void checkFits(Path file, NetworkFile network, Dataset data, String name) {
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
