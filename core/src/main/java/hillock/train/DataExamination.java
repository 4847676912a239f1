package hillock.train;

import hillock.array.NDArray;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.TableDataset;
import hillock.data.Task;
import hillock.train.Finding.Illness;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The part of the {@link Doctor}'s examination that needs no network. */
final class DataExamination {
    private static final int CHUNK = 256;
    /** What is usual is about 1; pixels from 0 to 255 and years are far beyond. */
    private static final double LARGE = 10;

    private static final double SMALL = 0.01;
    /** Fewer samples may be in order by chance. */
    private static final int LEAST_FOR_ORDER = 20;
    /** Fewer repeated samples than this share do not change a result much. */
    private static final double REPEATED = 0.02;

    private final Dataset train;
    private final Optional<Dataset> test;
    private final String part;
    private final boolean quick;
    private final Dataset sample;

    /**
     * An examination.
     *
     * @param part what the data are that were not trained on: test or validation
     */
    DataExamination(Dataset train, Optional<Dataset> test, String part, boolean quick) {
        this.train = train;
        this.test = test;
        this.part = part;
        this.quick = quick;
        this.sample = sample(train, 4 * Doctor.SAMPLES);
    }

    /** Samples evenly spread over a dataset, in its order, held in memory. */
    static Dataset sample(Dataset data, int most) {
        Batch batch = data.batch(spread(data, most));
        return Dataset.of(batch.features(), batch.targets(), data.task(), data.featureNames());
    }

    /** The numbers of evenly spread samples, ascending; no more than memory has room for. */
    private static int[] spread(Dataset data, int most) {
        int width = Math.max(1, data.sampleType().size());
        int count = Math.min(data.size(), Math.clamp(Doctor.MOST_VALUES / 4 / width, 1, most));
        int[] rows = new int[count];
        Arrays.setAll(rows, i -> (int) ((long) i * data.size() / count));
        return rows;
    }

    List<Finding> findings(boolean shuffled) {
        List<Finding> findings = new ArrayList<>();
        nonFinite(train, "training").ifPresent(findings::add);
        test.flatMap(data -> nonFinite(data, part)).ifPresent(findings::add);
        if (findings.isEmpty()) {
            inputScale().ifPresent(findings::add);
            targetScale().ifPresent(findings::add);
            findings.addAll(new LeakExamination(sample).findings());
        }
        if (!shuffled) {
            order().ifPresent(findings::add);
        }
        repeated().ifPresent(findings::add);
        return findings;
    }

    private Dataset all(Dataset data) {
        long values = (long) data.size() * Math.max(1, data.sampleType().size());
        return quick || values > Doctor.MOST_VALUES ? sample(data, 4 * Doctor.SAMPLES) : data;
    }

    private Optional<Finding> nonFinite(Dataset data, String part) {
        Dataset looked = all(data);
        long bad = 0;
        String first = "";
        for (int from = 0; from < looked.size(); from += CHUNK) {
            Batch batch = looked.batch(rows(from, Math.min(CHUNK, looked.size() - from)));
            for (NDArray array : List.of(batch.features(), batch.targets())) {
                int width = array.size() / batch.size();
                for (int i = 0; array.dtype().isFloat() && i < array.size(); i++) {
                    if (!Double.isFinite(array.getDouble(i))) {
                        bad++;
                        if (first.isEmpty()) {
                            String name = array == batch.targets() ? "the target" : name(i % width);
                            first = "%s of %s sample %d of those looked at".formatted(name, part, from + i / width + 1);
                        }
                    }
                }
            }
        }
        return bad == 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Illness.NON_FINITE_DATA,
                        part,
                        bad,
                        "%d numbers of the %s data are infinite or NaN, the first is %s".formatted(bad, part, first),
                        "Leave these samples out, or put a number in their place"));
    }

    private Optional<Finding> inputScale() {
        NDArray features = sample.all().features();
        if (!features.dtype().isFloat()) {
            return Optional.empty();
        }
        int width = features.size() / sample.size();
        int large = 0;
        int worst = 0;
        double greatest = 0;
        for (int feature = 0; feature < width; feature++) {
            double rms = rms(features, feature, width);
            large += rms > LARGE ? 1 : 0;
            if (rms > greatest) {
                greatest = rms;
                worst = feature;
            }
        }
        if (greatest <= LARGE && (greatest >= SMALL || greatest == 0)) {
            return Optional.empty();
        }
        String sentence = large > 0
                ? "%d of %d inputs are far larger than 1, %s has the root mean square %s"
                        .formatted(large, width, name(worst), number(greatest))
                : "all inputs are far smaller than 1, the largest, %s, has the root mean square %s"
                        .formatted(name(worst), number(greatest));
        return Optional.of(new Finding(
                Illness.UNSCALED_INPUTS,
                name(worst),
                greatest,
                sentence,
                "Subtract the mean and divide by the standard deviation of the training data"));
    }

    private Optional<Finding> targetScale() {
        if (!(sample.task() instanceof Task.Regression)) {
            return Optional.empty();
        }
        NDArray targets = sample.all().targets();
        int width = targets.size() / sample.size();
        for (int i = 0; i < width; i++) {
            double rms = rms(targets, i, width);
            if (rms > LARGE || rms < SMALL && rms > 0) {
                String name = sample.task().labels().get(i);
                return Optional.of(new Finding(
                        Illness.UNSCALED_TARGETS,
                        name,
                        rms,
                        "the numbers to be predicted, '%s', have the root mean square %s, far from 1"
                                .formatted(name, number(rms)),
                        "Standardise them, and map predictions back"));
            }
        }
        return Optional.empty();
    }

    private static double rms(NDArray values, int column, int width) {
        double sum = 0;
        for (int i = column; i < values.size(); i += width) {
            double value = values.getDouble(i);
            sum += value * value;
        }
        return Math.sqrt(sum / (values.size() / width));
    }

    /** Neighbours whose targets differ as seldom, or as little, as they do where data are sorted. */
    private Optional<Finding> order() {
        int size = sample.size();
        if (size < LEAST_FOR_ORDER) {
            return Optional.empty();
        }
        double[] targets = firstTargets(sample);
        boolean numbers = sample.task() instanceof Task.Regression;
        double neighbours = 0;
        for (int i = 1; i < size; i++) {
            neighbours += difference(targets[i], targets[i - 1], numbers);
        }
        // The mean over all pairs is that of a random order.
        double pairs = 0;
        for (int i = 0; i < size; i++) {
            pairs += difference(targets[i], targets[(int) ((i + size / 2L + (i * 7919L) % size) % size)], numbers);
        }
        double ratio = (neighbours / (size - 1)) / (pairs / size);
        if (!(ratio < 0.1)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Illness.UNSHUFFLED_DATA,
                "",
                ratio,
                ("the samples are in the order of their targets, neighbours differ %s times as much as samples "
                                        + "at random,")
                                .formatted(number(ratio))
                        + " and they are trained on in that order",
                "Let the trainer shuffle: .shuffle(true), which is the default"));
    }

    private static double difference(double a, double b, boolean numbers) {
        return numbers ? (a - b) * (a - b) : a == b ? 0 : 1;
    }

    /** The first target of each sample. */
    static double[] firstTargets(Dataset data) {
        NDArray targets = data.targets();
        int width = targets.size() / data.size();
        double[] values = new double[data.size()];
        Arrays.setAll(values, i -> targets.getDouble(i * width));
        return values;
    }

    private Optional<Finding> repeated() {
        if (test.isEmpty()) {
            return Optional.empty();
        }
        Dataset known = all(train);
        Dataset other = all(test.get());
        Set<Long> seen = new HashSet<>();
        hashes(known, seen, false);
        int distinct = seen.size();
        int found = hashes(other, seen, true);
        double share = (double) found / other.size();
        if (share <= REPEATED || share <= 2 * byChance(distinct)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Illness.REPEATED_SAMPLES,
                "",
                share,
                "%d of %d %s %s have the features of a training %s"
                        .formatted(found, other.size(), part, samples(test.get()), word(test.get())),
                "Remove them from one of the two, or the score says too much good of the network"));
    }

    /** The share of random samples that would be among some, where every input takes few values. */
    private double byChance(int samples) {
        NDArray features = sample.all().features();
        int width = features.size() / sample.size();
        double combinations = 1;
        for (int feature = 0; feature < width && combinations < 1e9; feature++) {
            Set<Long> values = new HashSet<>();
            for (int i = feature; i < features.size(); i += width) {
                values.add(features.bits(i));
            }
            combinations *= values.size();
        }
        return Math.min(1, samples / combinations);
    }

    /** Adds the hashes of all samples, or counts those that are there. */
    private static int hashes(Dataset data, Set<Long> seen, boolean counting) {
        int found = 0;
        for (int from = 0; from < data.size(); from += CHUNK) {
            int size = Math.min(CHUNK, data.size() - from);
            NDArray features = data.batch(rows(from, size)).features();
            int width = features.size() / size;
            for (int row = 0; row < size; row++) {
                long hash = 0xCBF29CE484222325L;
                for (int i = row * width; i < (row + 1) * width; i++) {
                    hash = (hash ^ features.bits(i)) * 0x100000001B3L;
                    hash ^= hash >>> 29;
                }
                if (counting) {
                    found += seen.contains(hash) ? 1 : 0;
                } else {
                    seen.add(hash);
                }
            }
        }
        return found;
    }

    private static int[] rows(int from, int count) {
        int[] rows = new int[count];
        Arrays.setAll(rows, i -> from + i);
        return rows;
    }

    private String name(int feature) {
        return name(train, feature);
    }

    /** What a sample of the data is called. */
    private static String word(Dataset data) {
        return data instanceof TableDataset ? "row" : "sample";
    }

    /** What samples of the data are called. */
    static String samples(Dataset data) {
        return word(data) + "s";
    }

    /** An input in words. */
    static String name(Dataset data, int feature) {
        return data.featureNames().isEmpty()
                ? "input " + feature
                : "'" + data.featureNames().get(feature) + "'";
    }

    /** A share as a percentage with two decimals, rounded down, as the accuracy is told elsewhere. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", Math.floor(share * 1e4 + 1e-7) / 100);
    }

    /** An error in five significant digits. */
    static String score(double value) {
        return new BigDecimal(value).round(new MathContext(5)).toString();
    }

    /** The weight of a class: a number with at most one decimal. */
    static String weight(double value) {
        return new BigDecimal(value)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A number in three significant digits. */
    static String number(double value) {
        double magnitude = Math.abs(value);
        return value == 0
                ? "0"
                : magnitude >= 1e-3 && magnitude < 1e4
                        ? String.format(Locale.ROOT, magnitude < 1 ? "%.3f" : magnitude < 100 ? "%.2f" : "%.0f", value)
                        : String.format(Locale.ROOT, "%.1e", value);
    }
}
