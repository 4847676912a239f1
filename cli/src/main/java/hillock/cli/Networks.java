package hillock.cli;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Architecture;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.network.Pass;
import hillock.network.Sequential;
import hillock.train.Heads;
import java.util.List;
import java.util.Locale;

/** The networks that options describe, checked before anything is computed. */
final class Networks {
    /** Weights, their next contents, a gradient, and what the optimiser remembers, as four-byte numbers. */
    private static final int BYTES_PER_PARAMETER = 32;

    private Networks() {}

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
                        "--hidden: layer %d would have %d x %d weights, more than an array of Java can hold (%d)"
                                .formatted(i + 1, width, next, Integer.MAX_VALUE));
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
        long memory = Runtime.getRuntime().maxMemory();
        if (parameters * BYTES_PER_PARAMETER > memory) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%s: training %,.0f parameters takes about %.1f GB, and Java may use %.1f GB; make the"
                            + " network smaller, or allow more, for example HILLOCK_JAVA_OPTIONS=-Xmx16g",
                    option,
                    parameters,
                    parameters * BYTES_PER_PARAMETER / 1e9,
                    memory / 1e9));
        }
    }
}
