package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.train.Finding.Illness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The part of the {@link Doctor}'s examination that looks at what training led to. */
final class ResultExamination {
    /** A loss that rises by less may do so by chance. */
    private static final double RISE = 1.02;
    /** A loss that falls by less in all epochs has not moved. */
    private static final double MOVE = 0.01;

    /** What a loss that wanders does from one epoch to the next. */
    private static final double JUMP = 1.1;

    private static final int LEAST_EPOCHS = 3;

    private final Layer model;
    private final Loss loss;
    private final Dataset train;
    private final List<EpochRecord> history;
    private final Engine engine;

    ResultExamination(Layer model, Loss loss, Dataset train, List<EpochRecord> history, Engine engine) {
        this.model = model;
        this.loss = loss;
        this.train = train;
        this.history = history;
        this.engine = engine;
    }

    /** What the losses of the epochs say of the learning rate. */
    List<Finding> rate(boolean explained) {
        if (history.size() < LEAST_EPOCHS) {
            return List.of();
        }
        double first = history.getFirst().loss();
        double last = history.getLast().loss();
        String rate = DataExamination.number(history.getFirst().learningRate());
        if (last > first * RISE && first > 0) {
            return List.of(new Finding(
                    Illness.RATE_TOO_HIGH,
                    "",
                    last / first,
                    "the training loss rose from %s in the first epoch to %s in the last, with the learning rate %s"
                            .formatted(DataExamination.number(first), DataExamination.number(last), rate),
                    "Lower the learning rate ten times"));
        }
        int rises = 0;
        for (int i = 1; i < history.size(); i++) {
            rises += history.get(i).loss() > history.get(i - 1).loss() * JUMP ? 1 : 0;
        }
        double constant = constantLoss(train);
        if (5 * rises >= history.size() - 1 && last > constant * JUMP) {
            return List.of(new Finding(
                    Illness.RATE_TOO_HIGH,
                    "",
                    last / constant,
                    "the training loss jumps and ends at %s, above the %s of a constant answer, with the learning rate %s"
                            .formatted(DataExamination.number(last), DataExamination.number(constant), rate),
                    "Lower the learning rate ten times"));
        }
        double fallen = (first - last) / Math.abs(first);
        if (!explained && fallen < MOVE && last > 0.9 * constant) {
            return List.of(new Finding(
                    Illness.RATE_TOO_LOW,
                    "",
                    fallen,
                    "in %d epochs the training loss fell only from %s to %s, with the learning rate %s"
                            .formatted(
                                    history.size(), DataExamination.number(first), DataExamination.number(last), rate),
                    "Raise the learning rate ten times, or train longer"));
        }
        return List.of();
    }

    /** Whether the network does better than the best constant answer. */
    List<Finding> constant(Dataset data, boolean test) {
        Evaluation evaluation = Evaluation.of(model, loss, data, engine);
        String part = test ? "test" : "training";
        Optional<Finding> finding = switch (data.task()) {
            case Task.Regression _ -> {
                double constant = constantError(data);
                double error = evaluation.score();
                yield error >= constant
                        ? Optional.of(worse(
                                error / constant,
                                "the rmse on %s data is %s, always predicting the mean gives %s"
                                        .formatted(
                                                part, DataExamination.number(error), DataExamination.number(constant))))
                        : Optional.empty();
            }
            case Task.Binary _, Task.Classes _ -> {
                double[] shares = shares(data);
                double most = Arrays.stream(shares).max().orElse(0);
                double accuracy = evaluation.score();
                yield accuracy <= most && evaluation.loss() >= constantLoss(data)
                        ? Optional.of(worse(
                                accuracy - most,
                                "the accuracy on %s data is %s, always answering '%s' gives %s"
                                        .formatted(
                                                part,
                                                DataExamination.number(accuracy),
                                                data.task().labels().get(indexOf(shares, most)),
                                                DataExamination.number(most))))
                        : Optional.empty();
            }
        };
        return finding.stream().toList();
    }

    private static Finding worse(double number, String sentence) {
        return new Finding(
                Illness.NO_BETTER_THAN_CONSTANT,
                "",
                number,
                sentence,
                "Look at the data and the learning rate, and try whether a few samples can be learnt at all");
    }

    private static int indexOf(double[] values, double wanted) {
        int index = 0;
        while (values[index] != wanted) {
            index++;
        }
        return index;
    }

    /** The share of each class. */
    private static double[] shares(Dataset data) {
        double[] shares = new double[data.task().labels().size()];
        for (double label : DataExamination.firstTargets(data)) {
            shares[(int) label] += 1.0 / data.size();
        }
        return shares;
    }

    private double[] means() {
        NDArray targets = train.all().targets();
        int width = targets.size() / train.size();
        double[] means = new double[width];
        for (int i = 0; i < targets.size(); i++) {
            means[i % width] += targets.getDouble(i) / train.size();
        }
        return means;
    }

    private double constantError(Dataset data) {
        double[] means = means();
        NDArray targets = data.all().targets();
        double squares = 0;
        for (int i = 0; i < targets.size(); i++) {
            double error = targets.getDouble(i) - means[i % means.length];
            squares += error * error;
        }
        return Math.sqrt(squares / targets.size());
    }

    /** The loss of the answer learnt from the training data without looking at an input. */
    private double constantLoss(Dataset data) {
        double[] answer = switch (train.task()) {
            case Task.Regression _ -> means();
            case Task.Binary _ -> {
                double positive = Math.clamp(shares(train)[1], 1e-6, 1 - 1e-6);
                yield new double[] {Math.log(positive / (1 - positive))};
            }
            case Task.Classes _ ->
                Arrays.stream(shares(train))
                        .map(share -> Math.log(Math.max(share, 1e-6)))
                        .toArray();
        };
        float[] outputs = new float[data.size() * answer.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) answer[i % answer.length];
        }
        return loss.perSample(
                        Tensor.of(NDArray.of(Shape.of(data.size(), answer.length), outputs)),
                        Tensor.of(data.all().targets()))
                .mean(0)
                .item();
    }
}
