package hillock.train;

import hillock.Key;
import hillock.data.Dataset;
import hillock.engine.Engine;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An examination of data, network, loss and training for what usually goes wrong: an immutable value that holds what is
 * to be examined.
 *
 * <pre>{@code
 * for (Finding finding : Doctor.of(result, loss, data.train()).test(data.test()).examine()) {
 *     IO.println(finding);
 * }
 * }</pre>
 *
 * <p>The network is looked at on up to {@value #SAMPLES} samples, evenly spread over the data; searches for bad numbers
 * and repeated samples go through all data of up to {@value #MOST_VALUES} numbers. The same data give the same
 * findings.
 */
public final class Doctor {
    /** The most samples the network is applied to. */
    static final int SAMPLES = 1024;

    /** The most numbers that are read to look at every sample. */
    static final int MOST_VALUES = 1 << 26;

    private final Layer model;
    private final Loss loss;
    private final Dataset train;
    private Optional<Dataset> test = Optional.empty();
    private String part = "training";
    private List<EpochRecord> history = List.of();
    private boolean shuffled = true;
    private boolean quick;
    private Engine engine = Engine.standard();

    private Doctor(Layer model, Loss loss, Dataset train) {
        this.model = model;
        this.loss = loss;
        this.train = train;
    }

    /**
     * An examination of a network and the data it is to be trained on, or was. A network without values is looked at
     * with its first ones.
     */
    public static Doctor of(Layer model, Loss loss, Dataset train) {
        return new Doctor(
                Models.isInitialized(model)
                        ? model
                        : Models.init(model, Key.of(0).fold("init")),
                loss,
                train);
    }

    /** An examination of what came of training. */
    public static Doctor of(TrainingResult<?> result, Loss loss, Dataset train) {
        return of(result.model(), loss, train).history(result.history());
    }

    private Doctor with(Consumer<Doctor> change) {
        Doctor copy = new Doctor(model, loss, train);
        copy.test = test;
        copy.part = part;
        copy.history = history;
        copy.shuffled = shuffled;
        copy.quick = quick;
        copy.engine = engine;
        change.accept(copy);
        return copy;
    }

    /** Data that were not trained on, to judge the result by; without them it is judged by the training data. */
    public Doctor test(Dataset data) {
        return judgedBy(data, "test");
    }

    /** The same with data that also watched the training, where there are no test data. */
    public Doctor validation(Dataset data) {
        return judgedBy(data, "validation");
    }

    private Doctor judgedBy(Dataset data, String name) {
        return with(copy -> {
            copy.test = Optional.of(data);
            copy.part = name;
        });
    }

    /** The epochs of the training. */
    public Doctor history(List<EpochRecord> epochs) {
        return with(copy -> copy.history = List.copyOf(epochs));
    }

    /** Whether every epoch had a random order of its own (the default), or that of the data. */
    public Doctor shuffled(boolean shuffle) {
        return with(copy -> copy.shuffled = shuffle);
    }

    /** Leaves out what takes longer than a moment with large data: looking at every sample. */
    public Doctor quick() {
        return with(copy -> copy.quick = true);
    }

    /** Computes on an engine. */
    public Doctor engine(Engine other) {
        return with(copy -> copy.engine = other);
    }

    /**
     * What is wrong, the data first; empty if nothing was found.
     *
     * @throws IllegalArgumentException if network, loss and data do not fit together
     */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        DataExamination data = new DataExamination(train, test, part, quick);
        findings.addAll(data.findings(shuffled));
        // Of bad numbers a network makes bad numbers, which says nothing about it.
        if (findings.stream().anyMatch(finding -> finding.illness() == Finding.Illness.NON_FINITE_DATA)) {
            return List.copyOf(findings);
        }
        Dataset sample = DataExamination.sample(train, SAMPLES);
        ResultExamination result = new ResultExamination(model, loss, sample, history, engine);
        findings.addAll(new NetworkExamination(model, loss, sample, engine).findings(result.jump()));
        boolean explained = findings.stream().anyMatch(finding -> switch (finding.illness()) {
            case DEAD_UNITS, SATURATED_UNITS, VANISHING_GRADIENT, EXPLODING_GRADIENT, WRONG_HEAD -> true;
            case NON_FINITE_DATA,
                    UNSCALED_INPUTS,
                    UNSCALED_TARGETS,
                    UNSHUFFLED_DATA,
                    LEAKING_INPUT,
                    REPEATED_SAMPLES,
                    RATE_TOO_HIGH,
                    RATE_TOO_LOW,
                    HARDLY_BETTER_THAN_CONSTANT,
                    NO_BETTER_THAN_CONSTANT -> false;
        });
        List<Finding> rate = result.rate(explained);
        findings.addAll(rate);
        if (!history.isEmpty()) {
            List<Finding> constant =
                    result.constant(test.orElse(train), test.isPresent() ? 2 * SAMPLES : SAMPLES, part);
            findings.addAll(constant);
            // Once is enough.
            if (rate.isEmpty() && constant.isEmpty()) {
                findings.addAll(result.hardly());
            }
        }
        return List.copyOf(findings);
    }
}
