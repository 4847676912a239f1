package hillock.data;

import hillock.array.NDArray;
import hillock.array.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Labelled samples in a fixed numbering. Safe for use by many threads.
 *
 * <pre>{@code
 * Dataset data = Dataset.of(features, classes, Task.classes(List.of("cat", "dog", "horse")));
 * Split split = data.split(0.2, 1);
 * }</pre>
 */
public interface Dataset {
    /** The number of samples. */
    int size();

    /** The type of the features of one sample. */
    TensorType sampleType();

    /**
     * The type of the target of one sample: int32[] for classes, float [m] for regression. A sample with several
     * positions, such as a sequence, has a target for each, int32[time] or float [time, m].
     */
    TensorType targetType();

    /** What is to be learnt. */
    Task task();

    /** Whether samples do not count alike in a loss; their batches then have weights. */
    default boolean hasWeights() {
        return false;
    }

    /**
     * What an error of a target is multiplied with to be in the units of the data: the standard deviation if targets
     * are standardised, else 1.
     */
    default double targetDeviation() {
        return 1;
    }

    /** The names of the features of a sample that is a vector; empty if they have none. */
    List<String> featureNames();

    /**
     * Copies samples into a batch: {@code rows[from]}, {@code rows[from + 1]} ... as many as the batch holds. What the
     * batch held before is overwritten, so nobody else may be reading it.
     *
     * @throws IndexOutOfBoundsException if a row does not exist
     */
    void copy(int[] rows, int from, Batch into);

    /** The samples with the given numbers, in their order, as a dataset. */
    Dataset select(int... rows);

    /** A new batch of the given samples. */
    default Batch batch(int... rows) {
        Batch batch = Batch.allocate(this, rows.length);
        copy(rows, 0, batch);
        return batch;
    }

    /** All samples as one batch. */
    default Batch all() {
        return batch(count(size()));
    }

    /** The targets of all samples, without their features where those would take long or much memory. */
    default NDArray targets() {
        return all().targets();
    }

    /** The numbers of all samples in the random order of an epoch, the same for the same seed. */
    default int[] order(long seed, int epoch) {
        return Draws.of(seed, "order", epoch).permutation(size());
    }

    /**
     * Divides the samples at random, the same way for the same seed. With classes, each class is divided in the same
     * proportion, as nearly as it goes. Both parts keep the order of the samples.
     *
     * @param fraction the part kept for testing, between 0 and 1
     * @throws IllegalArgumentException if a part would be empty
     */
    default Split split(double fraction, long seed) {
        return Splits.split(this, fraction, seed);
    }

    /**
     * Divides the samples into equal parts at random, the same way for the same seed, and gives for each part the split
     * that tests on it and learns from all others. Sizes differ by one at most; with classes so does the number of each
     * class. All parts keep the order of the samples.
     *
     * @param count the number of parts, from 2 to the number of samples
     */
    default List<Split> folds(int count, long seed) {
        return Splits.folds(this, count, seed);
    }

    /**
     * The samples with the given numbers as a split. What is learnt from data, such as the scale of a column, is learnt
     * from the training part alone.
     */
    default Split parts(int[] train, int[] test) {
        return new Split(select(train), select(test));
    }

    /**
     * The same samples, which do not count alike: the loss of each is multiplied with its weight, and a mean divided by
     * the sum of the weights. Metrics other than the loss count every sample once.
     *
     * @param weights one for each sample, finite and 0 or more
     */
    default Dataset withWeights(double... weights) {
        return WeightedDataset.of(this, weights);
    }

    /** The first samples, at most all. */
    default Dataset take(int most) {
        return most >= size() ? this : select(count(most));
    }

    /**
     * A number made of the types and of up to a thousand samples, to notice that other data are given when training is
     * taken up again.
     */
    default long fingerprint() {
        int probes = Math.min(size(), 1000);
        int[] rows = new int[probes];
        for (int i = 0; i < probes; i++) {
            rows[i] = (int) ((long) i * size() / probes);
        }
        Batch batch = batch(rows);
        long hash = 31L * size() + sampleType().toString().hashCode();
        hash = hash * 0x100000001B3L ^ targetType().toString().hashCode();
        hash = hash * 0x100000001B3L ^ task().kind().hashCode();
        hash = hash * 0x100000001B3L ^ task().labels().hashCode();
        List<NDArray> arrays = new ArrayList<>(List.of(batch.features(), batch.targets()));
        batch.weights().ifPresent(arrays::add);
        for (NDArray array : arrays) {
            for (int i = 0; i < array.size(); i++) {
                hash = (hash ^ array.bits(i)) * 0x100000001B3L;
            }
        }
        return hash;
    }

    /**
     * Samples held in memory. The arrays are not copied and must not change.
     *
     * @param features [n, ...]
     * @param targets int32[n] for {@link Task.Binary} and {@link Task.Classes}, floats [n, m] for
     *     {@link Task.Regression}; or with positions, int32[n, ...] and floats [n, ..., m], where for
     *     {@link Task.Classes} the class -1 is padding
     * @throws IllegalArgumentException if there are no samples, the numbers of samples differ, or a target is not one
     *     of the task, naming the row
     */
    static Dataset of(NDArray features, NDArray targets, Task task) {
        return of(features, targets, task, List.of());
    }

    /**
     * Samples held in memory, with names for the features.
     *
     * @throws IllegalArgumentException as {@link #of(NDArray, NDArray, Task)}, or if there are not as many names as
     *     features
     */
    static Dataset of(NDArray features, NDArray targets, Task task, List<String> featureNames) {
        return new ArrayDataset(features, targets, task, featureNames);
    }

    /**
     * Rows of a list, encoded for a network: some features and one target. The target's values decide what is learnt,
     * see {@link TaskChoice}.
     *
     * <pre>{@code
     * Dataset data = Dataset.of(people, Feature.numeric("age", Person::age), Target.of(Person::income));
     * }</pre>
     *
     * @throws TableException if the list is empty, there is not exactly one target, a name occurs twice, or nothing can
     *     be learnt
     */
    @SafeVarargs
    static <T> TableDataset of(List<? extends T> rows, Attribute<T>... attributes) {
        if (rows.isEmpty()) {
            throw new TableException("", "the list of rows is empty; a dataset has at least one sample");
        }
        List<Column> columns = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (Attribute<T> attribute : attributes) {
            columns.add(attribute.column(rows));
            if (attribute instanceof Target) {
                targets.add(attribute.name());
            }
        }
        if (targets.size() != 1) {
            throw new TableException("", "a dataset has one target, not " + targets.size() + "; add Target.of(...)");
        }
        return TableDataset.of(Table.of(columns), targets.getFirst(), TaskChoice.Wish.AUTO);
    }

    private static int[] count(int size) {
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> i);
        return rows;
    }
}
