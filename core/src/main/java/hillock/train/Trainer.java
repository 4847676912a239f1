package hillock.train;

import hillock.data.Dataset;
import hillock.data.Split;
import hillock.engine.Engine;
import hillock.engine.Executable;
import hillock.engine.PlanReport;
import hillock.network.Layer;
import hillock.network.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * The training of a network, sample by sample, by mini-batches or on all data at once: an immutable value that holds
 * the settings.
 *
 * <pre>{@code
 * var result = Trainer.of(net, Loss.crossEntropy(), Adam.of(1e-3))
 *         .seed(1)
 *         .batchSize(128)
 *         .fit(data.train(), Epochs.of(10));
 * }</pre>
 *
 * <p>The network given is left untouched: training works on variables of its own, and the result's are sealed. A
 * network without values is given some from the seed. All samples count in every epoch; the last batch is smaller when
 * they do not divide. The result depends on the settings and the data alone, not on the number of threads, and is the
 * same to the bit when training was stopped and resumed.
 *
 * <p>Interrupting the thread stops training after the step at hand, or in the middle of a validation; the thread stays
 * interrupted. {@link TrainingResult#reason} says why training stopped.
 *
 * @param <L> the class of the network
 */
public final class Trainer<L extends Layer> {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    final L model;
    final Loss loss;
    final Optimizer optimizer;
    long seed;
    int batchSize = 32;
    Duration timeLimit = FOREVER;
    boolean shuffle = true;
    Optional<Dataset> validation = Optional.empty();
    double validationFraction;
    int patience;
    List<TrainingListener> listeners = List.of();
    Optional<Checkpoints> checkpoints = Optional.empty();
    int checkpointSteps;
    Optional<TrainingState> resumed = Optional.empty();
    Engine engine = Engine.standard();

    private Trainer(L model, Loss loss, Optimizer optimizer) {
        this.model = model;
        this.loss = loss;
        this.optimizer = optimizer;
    }

    /** Training with the standard settings: batches of 32, shuffled, no validation. */
    public static <L extends Layer> Trainer<L> of(L model, Loss loss, Optimizer optimizer) {
        return new Trainer<>(model, loss, optimizer);
    }

    private Trainer<L> with(Consumer<Trainer<L>> change) {
        Trainer<L> copy = new Trainer<>(model, loss, optimizer);
        copy.seed = seed;
        copy.batchSize = batchSize;
        copy.shuffle = shuffle;
        copy.validation = validation;
        copy.validationFraction = validationFraction;
        copy.patience = patience;
        copy.timeLimit = timeLimit;
        copy.listeners = listeners;
        copy.checkpoints = checkpoints;
        copy.checkpointSteps = checkpointSteps;
        copy.resumed = resumed;
        copy.engine = engine;
        change.accept(copy);
        return copy;
    }

    /** The seed of first weights, order of samples and dropout; 0 unless given. */
    public Trainer<L> seed(long seed) {
        return with(copy -> copy.seed = seed);
    }

    /**
     * The number of samples per step; 32 unless given. One that exceeds the data means all of them.
     *
     * @see #incremental
     * @see #fullBatch
     */
    public Trainer<L> batchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("A batch has at least one sample, not %d.".formatted(batchSize));
        }
        return with(copy -> copy.batchSize = batchSize);
    }

    /** One step per sample (batches of 1), also called incremental, online or stochastic training. */
    public Trainer<L> incremental() {
        return batchSize(1);
    }

    /** One step per epoch, of which every sample is part. */
    public Trainer<L> fullBatch() {
        return batchSize(Integer.MAX_VALUE);
    }

    /** Whether every epoch has an order of its own (the default), or that of the data. */
    public Trainer<L> shuffle(boolean shuffle) {
        return with(copy -> copy.shuffle = shuffle);
    }

    /** Data to evaluate the network on after every epoch. */
    public Trainer<L> validation(Dataset data) {
        return with(copy -> {
            copy.validation = Optional.of(data);
            copy.validationFraction = 0;
        });
    }

    /** Evaluates the network after every epoch on a part of the training data, which is then not trained on. */
    public Trainer<L> validation(double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "The part kept for validation lies between 0 and 1; " + fraction + " does not.");
        }
        return with(copy -> {
            copy.validation = Optional.empty();
            copy.validationFraction = fraction;
        });
    }

    /**
     * Stops when the validation loss has not fallen for a number of epochs, and gives back the best network. Comes
     * before the patience of {@link Epochs}.
     */
    public Trainer<L> earlyStopping(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("Patience is at least one epoch, not %d.".formatted(patience));
        }
        return with(copy -> copy.patience = patience);
    }

    /**
     * Stops after the step at hand when so much time has passed since {@link #fit} was called, validation and listeners
     * included; at least one step is taken. A resumed training gets the whole time again. The schedule of the learning
     * rate knows nothing of it and follows the number of epochs.
     */
    public Trainer<L> timeLimit(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("Training needs some time, not %s.".formatted(limit));
        }
        return with(copy -> copy.timeLimit = limit.compareTo(FOREVER) < 0 ? limit : FOREVER);
    }

    /** Tells someone about the progress. */
    public Trainer<L> listener(TrainingListener listener) {
        return with(copy -> {
            List<TrainingListener> all = new ArrayList<>(listeners);
            all.add(listener);
            copy.listeners = List.copyOf(all);
        });
    }

    /** Tells someone about every epoch. */
    public Trainer<L> onEpoch(Consumer<EpochReport> listener) {
        return listener(new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                listener.accept(report);
            }
        });
    }

    /** Tells someone about every step. */
    public Trainer<L> onBatch(Consumer<BatchReport> listener) {
        return listener(new TrainingListener() {
            @Override
            public void batchEnded(BatchReport report) {
                listener.accept(report);
            }
        });
    }

    /** Keeps the state at the start, after every epoch, and when training is interrupted. */
    public Trainer<L> checkpoints(Checkpoints checkpoints) {
        return checkpoints(checkpoints, 0);
    }

    /**
     * Keeps the state at the start, after every epoch, when training is interrupted, and every so many steps.
     *
     * @param steps 0 for none in between
     */
    public Trainer<L> checkpoints(Checkpoints checkpoints, int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("States are kept every %d steps; give 0 or more.".formatted(steps));
        }
        return with(copy -> {
            copy.checkpoints = Optional.of(checkpoints);
            copy.checkpointSteps = steps;
        });
    }

    /**
     * Goes on from a state, kept with the same settings; only the number of epochs, the patience and the engine may be
     * others. A learning rate that falls towards the end of training follows the new number of epochs.
     */
    public Trainer<L> resume(TrainingState state) {
        return with(copy -> copy.resumed = Optional.of(state));
    }

    /** Computes on an engine. */
    public Trainer<L> engine(Engine engine) {
        return with(copy -> copy.engine = engine);
    }

    /**
     * What a training takes, without training: parameters, arithmetic, memory, and time. For the time steps are taken,
     * of which nothing is kept: all of the training, or as many as it takes until they no longer become faster, for
     * some seconds.
     *
     * @throws IllegalArgumentException as {@link #fit} does
     */
    public CostSheet cost(Dataset data, Epochs epochs) {
        return cost(data, epochs, _ -> {});
    }

    /**
     * The same, for someone who waits.
     *
     * @param progress told about twice a second how far it has come at least, 0 to 1; it may end earlier
     */
    public CostSheet cost(Dataset data, Epochs epochs, DoubleConsumer progress) {
        return rehearsal(data, epochs).measuredCost(progress);
    }

    /**
     * How a step of a training runs, kernel by kernel, measured as {@link Executable#measured} does on the first batch;
     * nothing is learnt.
     *
     * @throws IllegalArgumentException as {@link #fit} does
     */
    public PlanReport plan(Dataset data) {
        return plan(data, _ -> {});
    }

    /**
     * The same, for someone who waits.
     *
     * @param progress told about twice a second how far it has come at least, 0 to 1
     */
    public PlanReport plan(Dataset data, DoubleConsumer progress) {
        return rehearsal(data, Epochs.of(1)).plan(progress);
    }

    private Training<L> rehearsal(Dataset data, Epochs epochs) {
        Dataset part =
                validationFraction > 0 ? data.split(validationFraction, seed).train() : data;
        return new Training<>(this, part, Optional.empty(), epochs);
    }

    /**
     * Trains.
     *
     * @throws IllegalArgumentException if network, loss and data do not fit together, or a state to be resumed differs,
     *     naming all differences
     * @throws NonFiniteLossException if the loss, a gradient or a weight becomes infinite or NaN
     * @throws java.io.UncheckedIOException if a state cannot be kept
     */
    public TrainingResult<L> fit(Dataset data, Epochs epochs) {
        if (validationFraction > 0) {
            Split split = data.split(validationFraction, seed);
            return new Training<>(this, split.train(), Optional.of(split.test()), epochs).run();
        }
        validation.ifPresent(other -> {
            if (!other.task().equals(data.task()) || !other.sampleType().equals(data.sampleType())) {
                throw new IllegalArgumentException(
                        "The validation data have samples %s and the task %s, the training data %s and %s."
                                .formatted(other.sampleType(), other.task(), data.sampleType(), data.task()));
            }
        });
        if ((patience > 0 || epochs.patience() > 0) && validation.isEmpty()) {
            throw new IllegalArgumentException(
                    "Early stopping needs validation data: add .validation(0.1) or .validation(data).");
        }
        if (optimizer.learningRate().plateau().isPresent() && validation.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s follows the validation loss: add .validation(0.1) or .validation(data)."
                            .formatted(optimizer.learningRate().describe()));
        }
        return new Training<>(this, data, validation, epochs).run();
    }
}
