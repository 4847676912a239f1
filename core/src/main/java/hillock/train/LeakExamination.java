package hillock.train;

import hillock.arithmetic.RandomStream;
import hillock.arithmetic.Threefry;
import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.train.Finding.Illness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * A search for inputs that predict the target alone. Every second sample in the order of an input is predicted by its
 * neighbours: a class by the classes beside it, a number on the line between them. Columns that are one category,
 * {@code name=level}, count as one input.
 */
final class LeakExamination {
    private static final int LEAST_SAMPLES = 50;
    /** Of what is left to be gained over always giving the same answer. */
    private static final double ALMOST_ALL_CLASSES = 0.99;

    private static final double ALMOST_ALL_VARIANCE = 0.999;

    private final Dataset sample;

    LeakExamination(Dataset sample) {
        this.sample = sample;
    }

    List<Finding> findings() {
        // Images and series have no inputs that mean something alone; with a single input there is nothing else.
        if (sample.sampleType().shape().rank() != 1 || sample.size() < LEAST_SAMPLES) {
            return List.of();
        }
        SequencedMap<String, double[]> inputs = inputs();
        if (inputs.size() < 2) {
            return List.of();
        }
        boolean numbers = sample.task() instanceof Task.Regression;
        double[] targets = DataExamination.firstTargets(sample);
        List<Finding> findings = new ArrayList<>();
        inputs.forEach((name, values) -> {
            double skill = numbers ? explained(values, targets) : skill(values, targets);
            if (skill >= (numbers ? ALMOST_ALL_VARIANCE : ALMOST_ALL_CLASSES)) {
                findings.add(new Finding(
                        Illness.LEAKING_INPUT,
                        name,
                        skill,
                        "%s alone predicts the target almost perfectly (%s %s)"
                                .formatted(
                                        name,
                                        numbers ? "R2" : "share of the errors of a constant answer avoided",
                                        DataExamination.number(skill)),
                        "If it is not known when a prediction is wanted, leave it out"));
            }
        });
        return findings;
    }

    /** The inputs by name; the columns of a category as one, its levels as numbers. */
    private SequencedMap<String, double[]> inputs() {
        NDArray features = sample.all().features();
        int width = features.size() / sample.size();
        SequencedMap<String, double[]> inputs = new LinkedHashMap<>();
        for (int feature = 0; feature < width; feature++) {
            int column = feature;
            double[] values = new double[sample.size()];
            Arrays.setAll(values, row -> features.getDouble(row * width + column));
            String name = DataExamination.name(sample, feature);
            Optional<String> category = category(name).filter(_ -> isIndicator(values));
            if (category.isPresent()) {
                double[] levels = inputs.computeIfAbsent(category.get(), _ -> new double[sample.size()]);
                for (int row = 0; row < levels.length; row++) {
                    levels[row] += values[row] * (feature + 1);
                }
            } else {
                inputs.put(name, values);
            }
        }
        return inputs;
    }

    private static Optional<String> category(String name) {
        int end = name.indexOf('=');
        return end < 0 ? Optional.empty() : Optional.of(name.substring(0, end) + "'");
    }

    private static boolean isIndicator(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == 0 || value == 1);
    }

    /** The samples in the order of an input. Equal ones are in random order: in that of the data, neighbours agree. */
    private static int[] sorted(double[] values) {
        int[] order = IntStream.range(0, values.length).toArray();
        RandomStream.of(Threefry.fold(Threefry.key(0), "leak")).shuffle(order);
        return Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> values[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The share of the errors of always giving the most frequent class that one input avoids, on unseen samples. */
    private static double skill(double[] values, double[] classes) {
        Map<Double, Integer> counts = new HashMap<>();
        for (double label : classes) {
            counts.merge(label, 1, Integer::sum);
        }
        double constant =
                (double) counts.values().stream().max(Integer::compare).orElse(0) / classes.length;
        int[] order = sorted(values);
        int points = 0;
        int asked = 0;
        for (int i = 1; i + 1 < order.length; i += 2) {
            int left = order[i - 1];
            int right = order[i + 1];
            boolean likeLeft = values[order[i]] == values[left];
            boolean likeRight = values[order[i]] == values[right];
            double actual = classes[order[i]];
            // A sample between two values may have the class of either.
            boolean byLeft = likeLeft || !likeRight;
            boolean byRight = likeRight || !likeLeft;
            points += byLeft && actual == classes[left] ? byRight ? 1 : 2 : 0;
            points += byRight && actual == classes[right] ? byLeft ? 1 : 2 : 0;
            asked += 2;
        }
        // Where one class ends and the other begins one neighbour is wrong, however perfect the input.
        points = Math.min(asked, points + 1);
        double accuracy = (double) points / asked;
        return constant == 1 ? 0 : (accuracy - constant) / (1 - constant);
    }

    /** The share of the variance of unseen targets that one input explains. */
    private static double explained(double[] values, double[] targets) {
        int[] order = sorted(values);
        double mean = Arrays.stream(targets).average().orElse(0);
        double residual = 0;
        double total = 0;
        // Beyond the outermost twentieths neighbours are too far apart to say anything of what is between them.
        int margin = order.length / 20;
        for (int i = margin + 1; i + 1 < order.length - margin; i += 2) {
            double x = values[order[i]];
            double left = values[order[i - 1]];
            double right = values[order[i + 1]];
            double part = right > left ? (x - left) / (right - left) : 0.5;
            double predicted = (1 - part) * targets[order[i - 1]] + part * targets[order[i + 1]];
            residual += Math.pow(targets[order[i]] - predicted, 2);
            total += Math.pow(targets[order[i]] - mean, 2);
        }
        return total == 0 ? 0 : 1 - residual / total;
    }
}
