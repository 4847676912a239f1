package hillock.train;

import hillock.arithmetic.Float64;
import hillock.array.NDArray;
import hillock.data.Task;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Sums in double, sample by sample in order, so that they do not depend on the batches. */
final class Tally {
    /** Scores are kept for the ranks up to 64 MB. */
    private static final int MOST_SCORES = 1 << 23;

    final Task task;
    final long[][] confusion;
    final double[] squares;
    final double[] magnitudes;
    /** The sums of the squares of the targets' distances from their mean, and those means, so far. */
    final double[] spreads;

    private final double[] means;
    private final double[] logits;
    final long[] binCounts = new long[Evaluation.CALIBRATION_BINS];
    final long[] binHits = new long[Evaluation.CALIBRATION_BINS];
    final double[] binConfidences = new double[Evaluation.CALIBRATION_BINS];
    int examples;
    /** The number of targets: those of all positions of the samples. */
    long targets;

    double loss;
    double weight;
    double logLoss;
    /** For every target a score for each column (one for two classes), and its class. */
    private double[] scores = {};

    private int[] classes = {};
    private boolean scoresKept = true;

    Tally(Task task) {
        this.task = task;
        boolean regression = task instanceof Task.Regression;
        int labels = regression ? 0 : task.labels().size();
        this.confusion = new long[labels][labels];
        int numbers = regression ? task.outputs() : 0;
        this.squares = new double[numbers];
        this.magnitudes = new double[numbers];
        this.spreads = new double[numbers];
        this.means = new double[numbers];
        this.logits = new double[task.outputs()];
    }

    /**
     * Adds a batch.
     *
     * @param outputs [samples, ..., outputs]
     * @param losses [samples]
     * @param weights what the samples count in the mean of the losses, [samples]
     * @param given the targets, [samples, ...]
     */
    void add(NDArray outputs, NDArray losses, NDArray weights, NDArray given) {
        for (int row = 0; row < losses.size(); row++) {
            loss += losses.getDouble(row);
            weight += weights.getDouble(row);
        }
        examples += losses.size();
        int width = task.outputs();
        int count = outputs.size() / width;
        for (int at = 0; at < count; at++) {
            for (int i = 0; i < width; i++) {
                logits[i] = outputs.getDouble(at * width + i);
            }
            switch (task) {
                case Task.Binary _ -> binary(given.ints()[at]);
                case Task.Classes _ -> {
                    // A negative class is padding.
                    if (given.ints()[at] >= 0) {
                        several(given.ints()[at]);
                    }
                }
                case Task.Regression _ -> {
                    targets++;
                    for (int i = 0; i < width; i++) {
                        number(i, given.getDouble(at * width + i));
                    }
                }
            }
        }
    }

    private void binary(int target) {
        double logit = logits[0];
        int predicted = logit > 0 ? 1 : 0;
        double against = target == 1 ? -logit : logit;
        logLoss += Math.max(against, 0) + Float64.log1p(Float64.exp(-Math.abs(logit)));
        classified(target, predicted, 1 / (1 + Float64.exp(-Math.abs(logit))));
        keep(target, logits);
    }

    private void several(int target) {
        int predicted = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[predicted]) {
                predicted = i;
            }
        }
        double greatest = logits[predicted];
        double own = logits[target] - greatest;
        double others = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] -= greatest;
            others += i == predicted ? 0 : Float64.exp(logits[i]);
        }
        double logSum = Float64.log1p(others);
        logLoss += logSum - own;
        classified(target, predicted, 1 / (1 + others));
        for (int i = 0; i < logits.length; i++) {
            // The logarithm of p / (1 - p) orders the samples as p does, and still tells them apart where p is 1.
            logits[i] -= Float64.log(i == predicted ? others : 1 + others - Float64.exp(logits[i]));
        }
        keep(target, logits);
    }

    private void classified(int target, int predicted, double confidence) {
        targets++;
        confusion[target][predicted]++;
        // Bin i holds confidences above i / bins and up to (i + 1) / bins.
        int bins = binCounts.length;
        int bin = Math.clamp((int) Math.ceil(confidence * bins) - 1, 0, bins - 1);
        binCounts[bin]++;
        binHits[bin] += target == predicted ? 1 : 0;
        binConfidences[bin] += confidence;
    }

    private void number(int index, double target) {
        double error = logits[index] - target;
        squares[index] += error * error;
        magnitudes[index] += Math.abs(error);
        // Welford (1962): no cancellation when the mean is large.
        double before = target - means[index];
        means[index] += before / targets;
        spreads[index] += before * (target - means[index]);
    }

    private void keep(int target, double[] row) {
        int at = (int) targets - 1;
        if (!scoresKept || targets * row.length > MOST_SCORES) {
            scoresKept = false;
            scores = new double[0];
            classes = new int[0];
            return;
        }
        if (at == classes.length) {
            int size = Math.clamp(2L * at, 256, MOST_SCORES / row.length);
            classes = Arrays.copyOf(classes, size);
            scores = Arrays.copyOf(scores, size * row.length);
        }
        classes[at] = target;
        System.arraycopy(row, 0, scores, at * row.length, row.length);
    }

    /** The area under the curve of one class against the others; empty too if there were too many scores to keep. */
    OptionalDouble area(int label) {
        boolean binary = task instanceof Task.Binary;
        int columns = binary ? 1 : confusion.length;
        if (!scoresKept || targets == 0) {
            return OptionalDouble.empty();
        }
        int count = 0;
        for (int i = 0; i < targets; i++) {
            count += classes[i] == label ? 1 : 0;
        }
        double[] positive = new double[count];
        double[] negative = new double[(int) targets - count];
        int p = 0;
        int n = 0;
        for (int i = 0; i < targets; i++) {
            double score = scores[i * columns + (binary ? 0 : label)];
            double signed = binary && label == 0 ? -score : score;
            if (classes[i] == label) {
                positive[p++] = signed;
            } else {
                negative[n++] = signed;
            }
        }
        return RankSums.area(positive, negative);
    }
}
