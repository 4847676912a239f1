package hillock.train;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Engine;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Pass;
import hillock.train.Finding.Illness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The part of the {@link Doctor}'s examination that looks at what training led to. */
final class ResultExamination {
    /** A loss that rises by less may do so by chance. */
    private static final double RISE = 1.02;
    /** A loss that falls by less in all epochs has not moved. */
    private static final double MOVE = 0.01;

    /** What a loss that wanders does from one epoch to the next. */
    private static final double JUMP = 1.1;

    /** A first loss so many times that of a constant answer is that of weights thrown far away. */
    private static final double FAR = 10;
    /** A class so many times as frequent as it would be among equal ones makes the others rare. */
    private static final double RARE = 1.5;

    private static final String LOOK =
            "Look at the data and the learning rate, and try whether a few samples can be learnt at all";

    private static final int LEAST_EPOCHS = 3;
    /** What learning takes off the loss of a constant answer at least, or it has hardly begun. */
    private static final double LEAST_GAIN = 0.05;
    /** Of a class that does not occur in the samples looked at. */
    private static final double LEAST_SHARE = 1e-6;

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
        double constant = constant(train).loss();
        if (5 * rises >= history.size() - 1 && last > constant * JUMP) {
            return List.of(new Finding(
                    Illness.RATE_TOO_HIGH,
                    "",
                    last / constant,
                    ("the training loss jumps and ends at %s, above the %s of a constant answer, with the "
                                    + "learning rate %s")
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

    /** That the loss jumped, in words with the learning rate; empty if it did not. */
    Optional<String> jump() {
        if (history.isEmpty()) {
            return Optional.empty();
        }
        boolean jumped = history.getFirst().loss() > FAR * constant(train).loss();
        for (int i = 1; i < history.size(); i++) {
            jumped |= history.get(i).loss() > history.get(i - 1).loss() * JUMP;
        }
        return jumped
                ? Optional.of("the training loss jumped, with the learning rate "
                        + DataExamination.number(history.getFirst().learningRate()))
                : Optional.empty();
    }

    /**
     * Whether the network does better than the best constant answer.
     *
     * @param data to judge it by
     * @param most the most samples looked at
     * @param part what the data are: test, validation or training
     */
    List<Finding> constant(Dataset data, int most, String part) {
        Dataset looked = DataExamination.sample(data, most);
        Evaluation found = Evaluation.of(model, loss, looked, engine);
        Evaluation constant = constant(looked);
        String place =
                (looked.size() < data.size() ? "on %d of the %s " : "on the %2$s ").formatted(looked.size(), part)
                        + DataExamination.samples(data);
        if (data.task() instanceof Task.Regression) {
            // The samples looked at are standardised, and their errors told in the units of the target.
            double unit = data.targetDeviation();
            return found.score() < constant.score()
                    ? List.of()
                    : List.of(new Finding(
                            Illness.NO_BETTER_THAN_CONSTANT,
                            "",
                            (found.score() - constant.score()) * unit,
                            "the rmse %s is %s, always predicting the mean gives %s"
                                    .formatted(
                                            place,
                                            DataExamination.score(found.score() * unit),
                                            DataExamination.score(constant.score() * unit)),
                            LOOK));
        }
        int frequent = mostFrequent();
        boolean single = isSingle(found);
        boolean worse = found.score() < constant.score() && (found.loss() >= constant.loss() || single);
        boolean equal = found.score() == constant.score() && (found.loss() >= constant.loss() || !isOneClass(found));
        if (!worse && !equal) {
            return List.of();
        }
        boolean rare = !loss.describe().contains("weights")
                && shares()[frequent] * data.task().labels().size() > RARE;
        return List.of(new Finding(
                Illness.NO_BETTER_THAN_CONSTANT,
                "",
                found.score() - constant.score(),
                "the accuracy %s is %s, always answering '%s' gives %s%s"
                        .formatted(
                                place,
                                DataExamination.percent(found.score()),
                                data.task().labels().get(frequent),
                                DataExamination.percent(constant.score()),
                                single ? ", and the network gives one answer for everything" : ""),
                single && rare ? weigh(data.task()) : LOOK));
    }

    /** Whether the loss, though below that of a constant answer, is so by hardly anything. */
    List<Finding> hardly() {
        Evaluation constant = constant(train);
        double best = history.stream().mapToDouble(EpochRecord::loss).min().orElseThrow();
        // Without dropout and after the last epoch it may be lower than in any.
        double last = Math.min(best, Evaluation.of(model, loss, train, engine).loss());
        double gain = 1 - last / constant.loss();
        // Weights of classes make another answer the best constant one, and a loss may be of any sign.
        if (loss.describe().contains("weights") || !(constant.loss() > 0) || gain < 0 || gain >= LEAST_GAIN) {
            return List.of();
        }
        return List.of(new Finding(
                Illness.HARDLY_BETTER_THAN_CONSTANT,
                "",
                gain,
                "the training loss is %s at best, hardly below the %s of always giving the same answer"
                        .formatted(DataExamination.number(last), DataExamination.number(constant.loss())),
                "Train longer or raise the learning rate; if the loss stays, the network may be too small, or the"
                        + " inputs say little"));
    }

    /** How the rare classes get more weight. */
    private String weigh(Task task) {
        double[] shares = shares();
        double most = Arrays.stream(shares).max().orElse(1);
        List<String> weights = new ArrayList<>();
        for (double share : shares) {
            weights.add(DataExamination.weight(share == 0 ? 1 : most / share));
        }
        String all = String.join(", ", weights);
        boolean binary = task instanceof Task.Binary;
        return ("Give the rare classes more weight: --loss '%s(weights=each(%s))',"
                        + " in Java Loss.%s().withClassWeights(%s)")
                .formatted(
                        binary ? "binary_cross_entropy" : "cross_entropy",
                        all,
                        binary ? "binaryCrossEntropy" : "crossEntropy",
                        all);
    }

    /** Whether all answers are one class. */
    private static boolean isSingle(Evaluation found) {
        long[][] confusion = found.confusion();
        return IntStream.range(0, confusion.length)
                        .filter(label -> Arrays.stream(confusion).anyMatch(row -> row[label] > 0))
                        .count()
                == 1;
    }

    /** Whether the samples are all of one class, so that no answer can be better than the constant one. */
    private static boolean isOneClass(Evaluation found) {
        return Arrays.stream(found.confusion())
                        .filter(row -> Arrays.stream(row).sum() > 0)
                        .count()
                == 1;
    }

    /**
     * The answer learnt from the training data without looking at an input.
     *
     * @param answer the outputs for one position
     * @param positions the extents of a target before its last axis, such as the length of a sequence
     */
    private record Constant(NDArray answer, List<Integer> positions) implements Layer {
        @Override
        public Tensor apply(Tensor x, Pass pass) {
            int[] shape = new int[positions.size() + 2];
            Arrays.fill(shape, 1);
            shape[shape.length - 1] = answer.size();
            int[] full = shape.clone();
            full[0] = x.shape().dimension(0);
            for (int i = 0; i < positions.size(); i++) {
                full[i + 1] = positions.get(i);
            }
            return Tensor.of(answer).reshape(shape).broadcast(full);
        }
    }

    private Evaluation constant(Dataset data) {
        List<Integer> extents = new ArrayList<>();
        for (int extent : data.targetType().shape().toArray()) {
            extents.add(extent);
        }
        double[] values = switch (train.task()) {
            case Task.Regression _ -> {
                extents.removeLast();
                yield means();
            }
            case Task.Binary _ -> {
                double positive = Math.clamp(shares()[1], LEAST_SHARE, 1 - LEAST_SHARE);
                yield new double[] {Math.log(positive / (1 - positive))};
            }
            case Task.Classes _ ->
                Arrays.stream(shares())
                        .map(share -> Math.log(Math.max(share, LEAST_SHARE)))
                        .toArray();
        };
        float[] answer = new float[values.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = (float) values[i];
        }
        return Evaluation.of(new Constant(NDArray.of(answer), extents), loss, data, engine);
    }

    private int mostFrequent() {
        double[] shares = shares();
        int most = 0;
        for (int label = 1; label < shares.length; label++) {
            most = shares[label] > shares[most] ? label : most;
        }
        return most;
    }

    /** The share of each class among the training targets; padding, which is below 0, is none. */
    private double[] shares() {
        int[] targets = train.targets().ints();
        double[] shares = new double[train.task().labels().size()];
        long known = Arrays.stream(targets).filter(target -> target >= 0).count();
        for (int target : targets) {
            if (target >= 0) {
                shares[target] += 1.0 / known;
            }
        }
        return shares;
    }

    private double[] means() {
        NDArray targets = train.targets();
        double[] means = new double[train.task().outputs()];
        for (int i = 0; i < targets.size(); i++) {
            means[i % means.length] += targets.getDouble(i) * means.length / targets.size();
        }
        return means;
    }
}
