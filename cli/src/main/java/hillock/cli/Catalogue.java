package hillock.cli;

import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Preset;
import hillock.data.Split;
import hillock.data.Task;
import hillock.graph.Suggest;
import hillock.io.Mnist;
import hillock.io.MnistSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The data that have a name: those that are generated, and those that are read or fetched. */
final class Catalogue {
    private Catalogue() {}

    /** The names, for completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    /** The names. */
    static List<String> names() {
        return all(MnistSource.standard()).stream().map(BuiltIn::name).toList();
    }

    /** Whether there are data of a name. */
    static boolean isName(String name) {
        return names().contains(name);
    }

    /** All data; what is not generated comes from {@code mnist}. */
    static List<BuiltIn> all(MnistSource mnist) {
        List<BuiltIn> all = new ArrayList<>(BuiltIn.generated());
        all.add(mnist(mnist));
        return all;
    }

    /**
     * The data of a name.
     *
     * @param folder where files are looked for first
     * @throws InputException if there are none of that name
     */
    static BuiltIn named(String name, Optional<Path> folder, MnistSource.Progress progress) {
        MnistSource standard = MnistSource.standard().withProgress(progress);
        List<BuiltIn> all = all(folder.map(standard::withFolder).orElse(standard));
        for (BuiltIn data : all) {
            if (data.name().equals(name)) {
                return data;
            }
        }
        List<String> names = all.stream().map(BuiltIn::name).toList();
        String near = Suggest.sentence(name, names);
        throw new InputException("there are no data called '%s'%s\nThere are: %s"
                .formatted(Failures.shortened(name), near.isEmpty() ? "" : ". " + near, String.join(", ", names)));
    }

    private static BuiltIn mnist(MnistSource source) {
        Task task = Task.classes(10);
        return new BuiltIn(
                "mnist",
                """
                Handwritten digits (LeCun, Cortes, Burges 1998): 60000 grey images of 28 x 28 pixels.
                The test set is 10000 others. They are read from the folder given with --data-dir,
                else from the cache of the user, else fetched once (11 MB).""",
                task,
                new Preset(List.of(128), "relu", 0, "adam", 1e-3, "cosine", 128, 5),
                Optional.empty(),
                _ -> {
                    Mnist mnist = Mnist.load(source);
                    return new Split(
                            Dataset.of(mnist.trainImages(), mnist.trainLabels(), task),
                            Dataset.of(mnist.testImages(), mnist.testLabels(), task));
                });
    }
}
