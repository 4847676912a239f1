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

/** The part of the {@link Doctor}'s examination that looks at what training led to. */
final class ResultExamination {
    /** A loss that rises by less may do so by chance. */
    private static final double RISE = 1.02;
    /** A loss that falls by less in all epochs has not moved. */
    private static final double MOVE = 0.01;

    /** What a loss that wanders does from one epoch to the next. */
    private static final double JUMP = 1.1;

    private static final int LEAST_EPOCHS = 3;
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

    /** Whether the network does better than the best constant answer. */
    List<Finding> constant(Dataset data, boolean test) {
        Evaluation found = Evaluation.of(model, loss, data, engine);
        Evaluation constant = constant(data);
        String part = test ? "test" : "training";
        Optional<String> sentence = switch (data.task()) {
            case Task.Regression _ ->
                Optional.of("the rmse on %s data is %s, always predicting the mean gives %s"
                                .formatted(
                                        part,
                                        DataExamination.number(found.score()),
                                        DataExamination.number(constant.score())))
                        .filter(_ -> found.score() >= constant.score());
            case Task.Binary _, Task.Classes _ ->
                Optional.of("the accuracy on %s data is %s, always answering '%s' gives %s"
                                .formatted(
                                        part,
                                        DataExamination.number(found.score()),
                                        data.task().labels().get(mostFrequent()),
                                        DataExamination.number(constant.score())))
                        .filter(_ -> found.score() <= constant.score() && found.loss() >= constant.loss());
        };
        return sentence
                .map(words -> new Finding(
                        Illness.NO_BETTER_THAN_CONSTANT,
                        "",
                        found.score() - constant.score(),
                        words,
                        "Look at the data and the learning rate, and try whether a few samples can be learnt at all"))
                .stream()
                .toList();
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
