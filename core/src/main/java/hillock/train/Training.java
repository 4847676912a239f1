package hillock.train;

import hillock.Key;
import hillock.Tensor;
import hillock.array.Heap;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.engine.Executable;
import hillock.engine.Measurement;
import hillock.engine.PlanReport;
import hillock.engine.Run;
import hillock.engine.Speeds;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Program;
import hillock.graph.Symbol;
import hillock.graph.Variable;
import hillock.network.Layer;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Pass;
import hillock.network.Reduction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.DoubleConsumer;

/** One run of a {@link Trainer}. */
final class Training<L extends Layer> {
    private final Trainer<L> settings;
    private final Dataset data;
    private final Optional<Dataset> validation;
    private final int epochs;
    private final int patience;
    private final int batchSize;
    private final int batches;
    private final SequencedMap<String, String> fingerprint;
    private final L model;
    /** The network as the result will have it: on the averages of the weights, if they are averaged. */
    private final L shown;

    private final List<String> paths;
    private final List<Variable> variables;
    private final Updates updates;
    private final Evaluation.Evaluator evaluator;
    /** At most two: whole batches and the last one. */
    private final Map<Integer, Step> steps = new HashMap<>();

    private final List<EpochRecord> history = new ArrayList<>();
    private Optional<TrainingState.Best> best = Optional.empty();
    private int epoch;
    private int batch;
    private double lossSum;
    private double weightSum;
    private long samples;
    private long nanoseconds;

    /** A program for batches of one size, ready to run, with storage for the batch. */
    private record Step(Executable executable, Run run, Batch batch, boolean weighted) {
        Program program() {
            return executable.program();
        }

        /** What the program is given, in the order of its inputs. */
        Map<Symbol, NDArray> inputs() {
            Map<Symbol, NDArray> inputs = new LinkedHashMap<>();
            inputs.put(program().inputs().get(0), batch.features());
            inputs.put(program().inputs().get(1), batch.targets());
            batch.weights().ifPresent(weights -> inputs.put(program().inputs().get(2), weights));
            return inputs;
        }
    }

    Training(Trainer<L> settings, Dataset data, Optional<Dataset> validation, Epochs epochs) {
        this.settings = settings;
        this.data = data;
        this.validation = validation;
        this.epochs = epochs.count();
        this.patience = settings.patience > 0 ? settings.patience : epochs.patience();
        this.batchSize = Math.min(settings.batchSize, data.size());
        this.batches = Math.ceilDiv(data.size(), batchSize);
        this.fingerprint = fingerprint();
        if ((long) batches * this.epochs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Training would take %d steps, more than %d."
                    .formatted((long) batches * this.epochs, Integer.MAX_VALUE));
        }
        settings.resumed.ifPresent(state -> checkSame(settings.model, state));
        requireRoom();
        this.model = settings.resumed.isPresent()
                ? Models.withValues(settings.model, settings.resumed.get().weights())
                : Models.copy(Models.init(settings.model, Key.of(settings.seed).fold("init")));
        SequencedMap<String, Parameter> parameters = Models.parameters(model);
        this.paths = List.copyOf(parameters.sequencedKeySet());
        this.variables = parameters.values().stream().map(Parameter::variable).toList();
        this.updates = new Updates(settings.optimizer, parameters);
        this.shown = Models.on(model, updates.averages());
        this.evaluator = new Evaluation.Evaluator(shown, settings.loss, data.task(), settings.engine);
        settings.resumed.ifPresent(this::restore);
    }

    /** Refuses what there is no room for before weights are made, which takes long where there are many. */
    private void requireRoom() {
        int remembered = settings.optimizer.states().size();
        long bytes = 0;
        for (Parameter parameter : Models.parameters(settings.model).values()) {
            // Weights and states are there twice: as a step reads them, and as it writes them.
            int copies = parameter.role() == Parameter.Role.STATE ? 2 : 2 * (1 + remembered);
            bytes += copies
                    * (long) parameter.type().size()
                    * parameter.type().dtype().bytes();
        }
        Heap.require(
                bytes,
                () -> String.format(
                        Locale.ROOT,
                        "Training %,d parameters (their values and %d numbers that the optimiser remembers for each,"
                                + " before and after a step)",
                        Models.count(settings.model),
                        remembered));
    }

    private SequencedMap<String, String> fingerprint() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        values.put("network", settings.model.describe());
        values.put("loss", settings.loss.describe());
        values.put("optimizer", settings.optimizer.describe());
        values.put("seed", Long.toString(settings.seed));
        values.put("batch_size", Integer.toString(batchSize));
        values.put("shuffle", Boolean.toString(settings.shuffle));
        values.put("data", data.size() + " samples, fingerprint " + Long.toHexString(data.fingerprint()));
        validation.ifPresent(other -> values.put(
                "validation", other.size() + " samples, fingerprint " + Long.toHexString(other.fingerprint())));
        return values;
    }

    private void checkSame(Layer network, TrainingState state) {
        List<String> differences = new ArrayList<>(state.differences(fingerprint));
        differences.addAll(Models.differences(network, state.weights()));
        // Found out now and not after hours of training, when the best network is to be given back.
        state.best().ifPresent(found -> differences.addAll(Models.differences(network, found.weights())));
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "Training cannot be resumed with other settings: %s. Give the same settings, or start anew."
                            .formatted(String.join("; ", differences)));
        }
    }

    private void restore(TrainingState state) {
        SequencedMap<String, Variable> remembered = updates.variables();
        if (!remembered.keySet().equals(state.optimizer().keySet())) {
            throw new IllegalArgumentException("The optimiser remembers %s, the state to be resumed holds %s."
                    .formatted(remembered.keySet(), state.optimizer().keySet()));
        }
        state.optimizer().forEach((name, value) -> {
            Variable variable = remembered.get(name);
            if (variable != null) {
                variable.set(value);
            }
        });
        best = state.best();
        history.addAll(state.history());
        epoch = state.epoch();
        batch = state.batch();
        lossSum = state.lossSum();
        weightSum = state.weightSum();
        if (batch > batches
                || history.size() != epoch
                || updates.step().value().item() != (double) epoch * batches + batch) {
            throw new IllegalArgumentException(
                    "The state to be resumed contradicts itself: epoch %d, batch %d, step %d."
                            .formatted(epoch, batch, state.step()));
        }
    }

    TrainingResult<L> run() {
        long start = System.nanoTime();
        check();
        settings.listeners.forEach(listener -> listener.began(this::cost));
        if (settings.resumed.isEmpty()) {
            // From the first moment on there is something to resume.
            save(false);
        }
        Optional<StopReason> stop = next();
        while (stop.isEmpty()) {
            stop = runEpoch(start).or(this::next);
        }
        StopReason reason = stop.get();
        TrainingState state = state();
        switch (reason) {
            case FINISHED, EARLY_STOPPING -> {}
            case TIME_LIMIT -> save(state, false);
            case INTERRUPTED -> {
                save(state, false);
                // The flag was taken away so that files could be written; the caller shall see it.
                Thread.currentThread().interrupt();
            }
        }
        boolean restored = patience > 0 && best.isPresent();
        L trained = Models.withValues(model, restored ? best.orElseThrow().weights() : Models.values(shown));
        return new TrainingResult<>(
                Models.seal(trained),
                data.task(),
                List.copyOf(history),
                best.isPresent() ? OptionalInt.of(best.get().epoch()) : OptionalInt.empty(),
                reason,
                state.step(),
                samples,
                nanoseconds * 1e-9,
                state);
    }

    /** What the whole training takes, by some speeds. */
    CostSheet cost(Speeds speeds) {
        return new CostSheet(
                Models.count(model),
                bytes(variables),
                bytes(updates.variables().values()),
                batchSize,
                batches,
                epochs,
                patience > 0,
                step(batchSize).executable.plan(speeds),
                Optional.empty());
    }

    /** What the whole training takes, with steps taken for their time on the first samples. */
    CostSheet measuredCost(DoubleConsumer progress) {
        Step step = step(batchSize);
        data.copy(count(data.size()), 0, step.batch);
        Measurement measurement = step.executable.timed(
                Math.max(1, (long) batches * epochs),
                progress,
                step.inputs().values().toArray(NDArray[]::new));
        return cost(Speeds.guessed(settings.engine)).measured(measurement);
    }

    private static long bytes(Collection<Variable> variables) {
        return variables.stream()
                .map(Variable::type)
                .mapToLong(type -> (long) type.size() * type.dtype().bytes())
                .sum();
    }

    /** The plan of a step, measured on the first samples. */
    PlanReport plan(DoubleConsumer progress) {
        Step step = step(batchSize);
        data.copy(count(data.size()), 0, step.batch);
        return step.executable.measured(progress, step.inputs().values().toArray(NDArray[]::new));
    }

    /** Why training ends between two epochs, if it does. */
    private Optional<StopReason> next() {
        // Without any best, as where every validation loss is NaN, the wait began with the training.
        if (patience > 0 && epoch - best.map(TrainingState.Best::epoch).orElse(0) >= patience) {
            return Optional.of(StopReason.EARLY_STOPPING);
        }
        return epoch < epochs ? Optional.empty() : Optional.of(StopReason.FINISHED);
    }

    private void check() {
        try {
            if (settings.checkpoints.isPresent()) {
                settings.checkpoints.get().check();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A network that does not fit the data is an error even if nothing is left to be done.
        step(batchSize);
        int last = size(batches - 1);
        try {
            step(last);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ("The last batch of an epoch has %d of the %d samples, and training cannot take it: %s Choose a "
                                    + "batch size that leaves no so small rest, or other data.")
                            .formatted(last, data.size(), e.getMessage()),
                    e);
        }
    }

    /** The number of samples of a batch of an epoch, from 0. */
    private int size(int number) {
        return Math.min(batchSize, data.size() - number * batchSize);
    }

    /**
     * Goes through what is left of an epoch.
     *
     * @param start when training began, in nanoseconds
     * @return why it was not completed; empty if it was
     */
    private Optional<StopReason> runEpoch(long start) {
        int[] order = settings.shuffle ? data.order(settings.seed, epoch) : count(data.size());
        long before = nanoseconds;
        long samplesBefore = samples;
        while (batch < batches) {
            if (Thread.interrupted()) {
                return Optional.of(StopReason.INTERRUPTED);
            }
            if (samples > 0 && System.nanoTime() - start >= settings.timeLimit.toNanos()) {
                return Optional.of(StopReason.TIME_LIMIT);
            }
            runStep(order);
            if (settings.checkpointSteps > 0 && batch < batches && globalStep() % settings.checkpointSteps == 0) {
                save(state(), false);
            }
        }
        Optional<Evaluation> evaluation = Optional.empty();
        if (validation.isPresent()) {
            evaluation = evaluator.evaluate(validation.get(), Thread::interrupted);
            if (evaluation.isEmpty()) {
                // All steps of the epoch are taken; going on begins with the validation.
                return Optional.of(StopReason.INTERRUPTED);
            }
        }
        double rate = updates.rate(Tensor.scalar((double) (globalStep() - 1)), (long) batches * epochs)
                .item();
        evaluation.ifPresent(result -> updates.observe(result.loss()));
        double loss = mean(lossSum, weightSum);
        epoch++;
        batch = 0;
        lossSum = 0;
        weightSum = 0;
        EpochRecord row = new EpochRecord(
                epoch,
                loss,
                evaluation.isPresent() ? OptionalDouble.of(evaluation.get().loss()) : OptionalDouble.empty(),
                evaluation.isPresent() ? OptionalDouble.of(evaluation.get().score()) : OptionalDouble.empty(),
                rate);
        history.add(row);
        boolean improved = evaluation.isPresent()
                && !Double.isNaN(evaluation.get().loss())
                && (best.isEmpty() || evaluation.get().loss() < best.get().loss());
        if (improved) {
            best = Optional.of(
                    new TrainingState.Best(epoch, evaluation.orElseThrow().loss(), Models.values(shown)));
        }
        EpochReport report = new EpochReport(
                row,
                epochs,
                evaluation,
                improved,
                samples - samplesBefore,
                (nanoseconds - before) * 1e-9,
                shown,
                this::state);
        settings.listeners.forEach(listener -> listener.epochEnded(report));
        save(improved);
        return Optional.empty();
    }

    private void runStep(int[] order) {
        int size = size(batch);
        Step step = step(size);
        long start = System.nanoTime();
        data.copy(order, batch * batchSize, step.batch);
        step.inputs().forEach(step.run::set);
        boolean taken = step.run.step();
        nanoseconds += System.nanoTime() - start;
        double loss = step.run.scalar("loss");
        if (!taken) {
            throw notFinite(step, loss);
        }
        double weight = step.weighted ? step.run.scalar("weight") : size;
        double sum = settings.loss.reduction() == Reduction.MEAN ? loss * weight : loss;
        lossSum += sum;
        weightSum += weight;
        samples += size;
        batch++;
        if (!settings.listeners.isEmpty()) {
            BatchReport report =
                    new BatchReport(epoch + 1, epochs, batch, batches, globalStep(), size, mean(sum, weight), shown);
            settings.listeners.forEach(listener -> listener.batchEnded(report));
        }
    }

    /** The mean loss of a sample; 0 where nothing counts. */
    private static double mean(double sum, double weight) {
        return weight == 0 ? 0 : sum / weight;
    }

    private long globalStep() {
        return (long) epoch * batches + batch;
    }

    private NonFiniteLossException notFinite(Step step, double loss) {
        Optional<String> operation = FirstBadOperation.find(step.program(), step.inputs());
        return new NonFiniteLossException(epoch + 1, batch + 1, globalStep() + 1, loss, operation, state());
    }

    private Step step(int size) {
        return steps.computeIfAbsent(size, this::newStep);
    }

    private Step newStep(int size) {
        Batch storage = Batch.allocate(data, size);
        Node features = input("features", storage.features().type());
        Node targets = input("targets", storage.targets().type());
        Pass pass = Pass.training(Key.of(settings.seed).fold("pass"), Tensor.read(updates.step()));
        Optional<Node> weights = storage.weights().map(array -> input("weights", array.type()));
        Tensor outputs = Heads.check(
                data.task(),
                model,
                model.apply(Tensor.of(features), pass),
                storage.targets().type());
        Tensor loss = weights.isPresent()
                ? settings.loss.of(outputs, Tensor.of(targets), Tensor.of(weights.get()))
                : settings.loss.of(outputs, Tensor.of(targets));
        // What the batch counts in the mean of the epoch.
        Optional<Tensor> given = weights.map(Tensor::of);
        Optional<Tensor> counts = settings.loss
                .weights(outputs, Tensor.of(targets))
                .map(each -> given.isPresent() ? each.mul(given.get().cast(each.dtype())) : each)
                .or(() -> given);
        Updates.Step formulas = updates.of(loss, (long) batches * epochs);
        Program.Builder builder = Program.builder()
                .input(features)
                .input(targets)
                .output("loss", formulas.loss())
                .updates(formulas.contents())
                .guard(formulas.guard())
                .owner(this);
        weights.ifPresent(builder::input);
        counts.ifPresent(each -> builder.output("weight", each.sum(0).node()));
        pass.updates().forEach((variable, value) -> builder.update(variable, value.node()));
        Executable executable = settings.engine.prepare(builder.build());
        return new Step(executable, executable.newRun(), storage, counts.isPresent());
    }

    private static Node input(String name, TensorType type) {
        return Nodes.input(name, type);
    }

    private static int[] count(int size) {
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    private TrainingState state() {
        SequencedMap<String, Variable> remembered = updates.variables();
        return new TrainingState(
                Models.snapshot(paths, variables),
                Models.snapshot(List.copyOf(remembered.sequencedKeySet()), List.copyOf(remembered.sequencedValues())),
                best,
                epoch,
                batch,
                lossSum,
                weightSum,
                history,
                fingerprint);
    }

    private void save(boolean improved) {
        if (settings.checkpoints.isPresent()) {
            save(state(), improved);
        }
    }

    private void save(TrainingState state, boolean improved) {
        if (settings.checkpoints.isPresent()) {
            // An interrupt would break off the writing of a file; it is heeded afterwards.
            boolean interrupted = Thread.interrupted();
            try {
                settings.checkpoints.get().save(state, improved);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
