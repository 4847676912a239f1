package hillock.cli;

import hillock.Key;
import hillock.Tensor;
import hillock.array.Heap;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.io.FormatException;
import hillock.io.NetworkFile;
import hillock.network.Activation;
import hillock.network.Architecture;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.network.Pass;
import hillock.network.Sequential;
import hillock.train.Heads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The networks that options describe, checked before anything is computed. */
final class Networks {
    /** Weights, their next contents, a gradient, and what the optimiser remembers, as four-byte numbers. */
    private static final int BYTES_PER_PARAMETER = 32;

    private Networks() {}

    /**
     * The network in a file.
     *
     * @param data whether the command takes data behind the file
     * @throws InputException if the file is no safetensors file at all, such as a table in the place of the network
     */
    static NetworkFile read(@Nullable Path file, boolean data) throws IOException {
        Path path = file == null ? Path.of("") : file;
        try {
            return NetworkFile.read(path);
        } catch (FormatException e) {
            if (!Files.isRegularFile(path) || hasHeader(path)) {
                throw e;
            }
            throw new InputException(
                    "%s is no network kept with 'train --save'%s (%s)"
                            .formatted(
                                    path,
                                    data ? "; the file of the network comes first, then the data" : "",
                                    e.getMessage()),
                    e);
        }
    }

    /** Whether a file begins as safetensors files do: with eight bytes and the brace of the header. */
    private static boolean hasHeader(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(Long.BYTES + 1);
            return first.length > Long.BYTES && first[Long.BYTES] == '{';
        }
    }

    /**
     * Checks that a word for data is no file, for a network that was not trained on a table.
     *
     * @param command which was given the file, for a message
     * @throws InputException if it is one, with what to do instead
     */
    static void checkNoFile(Path model, NetworkFile network, String word, String command) {
        if (Sources.file(word).isEmpty()) {
            return;
        }
        String trained = network.notes().get("DATA");
        throw new InputException("%s was trained on %s, not on a table, so %s cannot use the file '%s'.%s"
                .formatted(
                        model,
                        trained == null
                                ? "samples " + network.sample()
                                : "the data '%s'".formatted(Failures.shortened(trained)),
                        command,
                        Failures.shortened(word),
                        insteadOfTable(model, trained)));
    }

    /** What to do with a network that was not trained on a table; {@code trained} is what it was trained on. */
    static String insteadOfTable(Path model, @Nullable String trained) {
        String own = trained == null || !Catalogue.isName(trained)
                ? ""
                : " To see how it does: %s.".formatted(Machine.typed("hillock evaluate " + model + " " + trained));
        return own
                + " To learn from a table: %s."
                        .formatted(Machine.typed("hillock train TABLE.csv --save table.safetensors"));
    }

    /**
     * The network of {@code --hidden}, {@code --activation} and {@code --dropout}.
     *
     * @throws InputException if it is too large
     */
    static Sequential perceptron(Dataset data, List<Integer> hidden, Activation activation, double dropout) {
        Shape sample = data.sampleType().shape();
        long width = sample.size();
        double parameters = 0;
        for (int i = 0; i <= hidden.size(); i++) {
            long next = i < hidden.size() ? hidden.get(i) : data.task().outputs();
            if (width * next > Integer.MAX_VALUE) {
                throw new InputException(
                        ("--hidden: layer %d would have %d x %d weights, more than an array of Java can hold (%d); they"
                                        + " need %s, and %s are available")
                                .formatted(
                                        i + 1,
                                        width,
                                        next,
                                        Integer.MAX_VALUE,
                                        Heap.text(width * next * Float.BYTES),
                                        Heap.text(Heap.available())));
            }
            parameters += (width + 1.0) * next;
            width = next;
        }
        checkMemory("--hidden", parameters);
        return Sequential.perceptron(
                sample, hidden, activation, dropout, data.task().outputs());
    }

    /**
     * The network of {@code --network}.
     *
     * @throws InputException if it is too large, or does not take the samples or give what the task asks for
     */
    static Sequential described(String text, Dataset data, int batchSize) {
        Layer recipe = Architecture.parse(text);
        checkMemory("--network", Models.count(recipe));
        Layer placed = Models.map(
                recipe, (path, parameter) -> parameter.with(new Variable(path, NDArray.zeros(parameter.type()))));
        int whole = Math.min(batchSize, data.size());
        int rest = data.size() % whole;
        // The last batch may be smaller, and a layer may need more than one sample.
        for (int size : rest == 0 ? List.of(whole) : List.of(whole, rest)) {
            checkFits(placed, data, Batch.allocate(data, size));
        }
        return recipe instanceof Sequential sequential ? sequential : Sequential.of(recipe);
    }

    private static void checkFits(Layer network, Dataset data, Batch batch) {
        Tensor features = Tensor.of(Nodes.input("features", batch.features().type()));
        try {
            Tensor outputs = network.apply(features, Pass.training(Key.of(0)));
            Heads.check(data.task(), network, outputs, batch.targets().type());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "--network does not fit the data, whose samples are %s: %s"
                            .formatted(data.sampleType(), e.getMessage()),
                    e);
        }
    }

    private static void checkMemory(String option, double parameters) {
        if (parameters * BYTES_PER_PARAMETER > Heap.available()) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%s: training %,.0f parameters needs about %s, and %s of the %s that Java may use are available;"
                            + " make the network smaller, or allow more, for example HILLOCK_JAVA_OPTIONS=%s",
                    option,
                    parameters,
                    Heap.text((long) (parameters * BYTES_PER_PARAMETER)),
                    Heap.text(Heap.available()),
                    Heap.text(Heap.most()),
                    Heap.option((long) (parameters * BYTES_PER_PARAMETER))));
        }
    }
}
