package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.ActivationTraits;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Finding.Illness;
import java.util.List;
import java.util.Optional;

/**
 * The part of the {@link Doctor}'s examination that asks whether the last layer, the loss and the task belong together.
 * Classes are read from logits, which may be any numbers, and a loss that takes logits drives them apart; a regression
 * gives the numbers themselves, and its loss is least where they are right.
 */
final class HeadExamination {
    /** Logits that are tried out run from the negative of this to it. */
    private static final int FARTHEST = 20;

    private final Layer model;
    private final Loss loss;
    private final Dataset sample;

    HeadExamination(Layer model, Loss loss, Dataset sample) {
        this.model = model;
        this.loss = loss;
        this.sample = sample;
    }

    List<Finding> findings() {
        Optional<Finding> head = last(model).flatMap(this::head);
        return head.or(this::pairing).stream().toList();
    }

    private static Optional<Activation> last(Layer layer) {
        return switch (layer) {
            case Activation activation -> Optional.of(activation);
            case Sequential sequential
            when !sequential.layers().isEmpty() -> last(sequential.layers().getLast());
            default -> Optional.empty();
        };
    }

    private Optional<Finding> head(Activation activation) {
        // The logarithms of probabilities are logits, too.
        Optional<ActivationTraits> cut = activation
                .traits()
                .filter(_ -> activation != Activation.Simple.LOG_SOFTMAX)
                .filter(traits -> Double.isFinite(traits.low()) || Double.isFinite(traits.high()));
        if (cut.isEmpty()) {
            return Optional.empty();
        }
        ActivationTraits traits = cut.get();
        String name = activation.describe();
        return switch (sample.task()) {
            case Task.Binary binary -> {
                double least = 1 / (1 + Math.exp(-traits.low()));
                double most = 1 / (1 + Math.exp(-traits.high()));
                yield Optional.of(finding(
                        name,
                        least,
                        ("the last layer is %s, but its output is read as a logit: the probability of '%s' stays "
                                        + "between %s and %s")
                                .formatted(
                                        name,
                                        binary.positive(),
                                        DataExamination.number(least),
                                        DataExamination.number(most)),
                        logits(name)));
            }
            case Task.Classes classes -> {
                int others = classes.labels().size() - 1;
                double most = 1 / (1 + others * Math.exp(traits.low() - traits.high()));
                yield Optional.of(finding(
                        name,
                        most,
                        Double.isFinite(traits.high())
                                ? ("the last layer is %s, but its outputs are read as logits: no probability can "
                                                + "exceed %s")
                                        .formatted(name, DataExamination.number(most))
                                : "the last layer is %s, but its outputs are read as logits, and none can be below %s"
                                        .formatted(name, DataExamination.number(traits.low())),
                        logits(name)));
            }
            case Task.Regression _ -> outside(activation, traits);
        };
    }

    private static String logits(String name) {
        return "Leave %s out: the loss applies the logistic function or the softmax itself".formatted(name);
    }

    private static Finding finding(String where, double number, String sentence, String remedy) {
        return new Finding(Illness.WRONG_HEAD, where, number, sentence, remedy);
    }

    /** Whether there are numbers to be predicted that the last layer cannot give. */
    private Optional<Finding> outside(Activation activation, ActivationTraits traits) {
        NDArray targets = sample.all().targets();
        int outside = 0;
        for (int i = 0; i < targets.size(); i++) {
            double target = targets.getDouble(i);
            outside += target < traits.low() || target > traits.high() ? 1 : 0;
        }
        if (outside == 0) {
            return Optional.empty();
        }
        String name = activation.describe();
        return Optional.of(finding(
                name,
                (double) outside / targets.size(),
                "the last layer is %s, which gives numbers from %s to %s, and %d of %d targets lie outside"
                        .formatted(
                                name,
                                DataExamination.number(traits.low()),
                                DataExamination.number(traits.high()),
                                outside,
                                targets.size()),
                "Leave %s out, so that the network can give any number".formatted(name)));
    }

    /** Whether the loss is least where the task wants the outputs. */
    private Optional<Finding> pairing() {
        return switch (sample.task()) {
            case Task.Binary binary -> {
                double negative = best(logits(1), true);
                yield negative > -1
                        ? Optional.of(finding(
                                "",
                                negative,
                                ("%s is least for '%s' at the output %s, which is read as a logit and means the "
                                                + "probability %s of '%s'")
                                        .formatted(
                                                loss.describe(),
                                                binary.negative(),
                                                DataExamination.number(negative),
                                                DataExamination.number(1 / (1 + Math.exp(-negative))),
                                                binary.positive()),
                                "Use Loss.binaryCrossEntropy(), which takes logits"))
                        : Optional.empty();
            }
            case Task.Classes classes -> {
                double right = best(logits(classes.labels().size()), false);
                yield right < 1
                        ? Optional.of(finding(
                                "",
                                right,
                                "%s is least where the logit of the right class is only %s above the others"
                                        .formatted(loss.describe(), DataExamination.number(right)),
                                "Use Loss.crossEntropy(), which takes logits"))
                        : Optional.empty();
            }
            case Task.Regression _ -> regression();
        };
    }

    /** Rows of logits: in row i the first column is i - FARTHEST, all else is 0. */
    private static NDArray logits(int width) {
        int rows = 2 * FARTHEST + 1;
        float[] values = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            values[row * width] = row - FARTHEST;
        }
        return NDArray.of(Shape.of(rows, width), values);
    }

    /** The first logit with the least loss for class 0; of equal ones the lowest or the highest. */
    private double best(NDArray logits, boolean lowest) {
        int rows = logits.shape().dimension(0);
        int[] targets = new int[rows];
        NDArray losses = loss.perSample(Tensor.of(logits), Tensor.of(NDArray.of(Shape.of(rows), targets)))
                .value();
        int best = 0;
        for (int row = 1; row < rows; row++) {
            double difference = losses.getDouble(row) - losses.getDouble(best);
            best = difference < 0 || difference == 0 && !lowest ? row : best;
        }
        return best - FARTHEST;
    }

    private Optional<Finding> regression() {
        Tensor targets = Tensor.of(sample.all().targets());
        double exact = mean(targets, targets);
        for (double shift : new double[] {-1, 1}) {
            double shifted = mean(targets.add(shift), targets);
            if (!(exact <= shifted)) {
                return Optional.of(finding(
                        "",
                        exact,
                        "%s is %s where the outputs are the targets, and less, %s, where they are not"
                                .formatted(
                                        loss.describe(),
                                        DataExamination.number(exact),
                                        DataExamination.number(shifted)),
                        "Use a loss for numbers, such as Loss.squaredError(1)"));
            }
        }
        return Optional.empty();
    }

    private double mean(Tensor outputs, Tensor targets) {
        return loss.perSample(outputs, targets).mean(0).item();
    }
}
