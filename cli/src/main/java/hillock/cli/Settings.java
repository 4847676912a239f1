package hillock.cli;

import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Preset;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.Initializer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Sequential;
import hillock.network.Term;
import hillock.train.Epochs;
import hillock.train.Heads;
import hillock.train.Optimizer;
import hillock.train.Schedule;
import hillock.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything the result of {@code hillock train} depends on, by the names of the options.
 *
 * @param data the name of the data
 * @param network the whole network as text, if it is no multilayer perceptron; then hidden, activation and dropout are
 *     unused
 * @param hidden the widths of the hidden layers
 * @param activation of the hidden layers
 * @param init how first weights are made
 * @param dropout the probability after each hidden layer
 * @param loss what is minimised, as text, or {@link #USUAL_LOSS}
 * @param optimizer its name, or its text with options
 * @param learningRate the (greatest) learning rate, unless the optimiser's text has one
 * @param schedule how the rate changes, by name or as text, unless the optimiser's text has a rate
 * @param momentum what the optimiser keeps of its last step; NaN if it keeps nothing
 * @param batchSize the number of samples per step, or {@link #FULL_BATCH}
 * @param epochs how often the data are gone through, or {@link #AUTOMATIC}
 * @param validationSplit the share of the training data kept for validation
 * @param patience the number of epochs without progress after which training ends; 0 for never
 * @param seed of first weights, order of samples, dropout, divisions, and generated data
 * @param table what was chosen of a table, by the names of the options; empty for data that have a name
 */
record Settings(
        String data,
        Optional<String> network,
        List<Integer> hidden,
        String activation,
        String init,
        double dropout,
        String loss,
        String optimizer,
        double learningRate,
        String schedule,
        double momentum,
        int batchSize,
        int epochs,
        double validationSplit,
        int patience,
        long seed,
        SequencedMap<String, String> table) {

    /** The batch size that means all samples. */
    static final int FULL_BATCH = Integer.MAX_VALUE;

    /** The number of epochs that means as many as it takes. */
    static final int AUTOMATIC = 0;

    /** Stands for the loss that is usual for what is learnt. */
    private static final String USUAL_LOSS = "auto";

    /** The seed when none is given. */
    static final long DEFAULT_SEED = 1;

    private static final double AUTOMATIC_SPLIT = 0.1;
    private static final String AUTO = "auto";
    private static final String DATA = "DATA";
    private static final String NETWORK = "--network";
    /** What stands in place of options that a network given as text does without. */
    private static final Map<String, String> PERCEPTRON =
            Map.of("--hidden", "none", "--activation", "relu", "--dropout", "0");

    private static final double DEFAULT_MOMENTUM = 0.9;
    private static final Map<String, Double> USUAL_RATES = Map.of(
            "sgd",
            0.1,
            "momentum",
            0.05,
            "nesterov",
            0.05,
            "adagrad",
            0.01,
            "rmsprop",
            1e-3,
            "adam",
            1e-3,
            "adamw",
            1e-3);
    /** Optimisers that --momentum is for. */
    private static final List<String> WITH_MOMENTUM = List.of("momentum", "nesterov", "sgd");

    private static final Schedule NO_RATE = Schedule.constant(1);

    /** The preset of data. */
    static Settings preset(BuiltIn data) {
        Preset preset = data.preset();
        return new Settings(
                data.name(),
                Optional.empty(),
                preset.hidden(),
                preset.activation(),
                AUTO,
                preset.dropout(),
                USUAL_LOSS,
                preset.optimizer(),
                preset.learningRate(),
                preset.schedule(),
                preset.optimizer().equals("momentum") ? DEFAULT_MOMENTUM : Double.NaN,
                preset.batchSize(),
                preset.epochs(),
                0,
                0,
                DEFAULT_SEED,
                new LinkedHashMap<>());
    }

    /**
     * Settings that suit most tables: training ends by itself. They were chosen on 19 public and made-up tables of 32
     * rows to some thousands: small first weights and a little decay help where rows are few.
     *
     * @param rows the number of rows
     * @param choices what was chosen of the table, by the names of the options
     */
    static Settings table(String name, int rows, SequencedMap<String, String> choices) {
        return new Settings(
                name,
                Optional.empty(),
                List.of(64),
                "relu",
                "xavier_uniform",
                0,
                USUAL_LOSS,
                "adam(l2=0.01)",
                3e-3,
                "constant",
                Double.NaN,
                Math.clamp(rows / 4, 1, 32),
                AUTOMATIC,
                0.2,
                0,
                DEFAULT_SEED,
                choices);
    }

    /**
     * Settings for pictures of one's own: first weights suit the layers, and training ends by itself.
     *
     * @param pictures the number of pictures
     * @param choices what was chosen of them, by the names of the options
     */
    static Settings pictures(String name, int pictures, SequencedMap<String, String> choices) {
        return new Settings(
                name,
                Optional.empty(),
                List.of(64),
                "relu",
                AUTO,
                0,
                USUAL_LOSS,
                "adam",
                1e-3,
                "constant",
                Double.NaN,
                Math.clamp(pictures / 4, 1, 32),
                AUTOMATIC,
                0.2,
                0,
                DEFAULT_SEED,
                choices);
    }

    /**
     * These settings, with those options instead that were given.
     *
     * @throws InputException if options do not go together
     */
    Settings with(TrainOptions options) {
        String chosen = or(options.optimizer, optimizer);
        boolean other = !chosen.equals(optimizer);
        String name = Term.parse(chosen).name();
        if (hasRate(chosen) && (options.learningRate != null || options.schedule != null)) {
            throw new InputException(
                    "%s has a learning rate of its own: leave out --learning-rate and --schedule, or the rate there."
                            .formatted(chosen));
        }
        int times = or(options.epochs, epochs);
        if (options.momentum != null && !WITH_MOMENTUM.contains(chosen)) {
            throw new InputException("--momentum is for --optimizer %s; %s."
                    .formatted(
                            String.join(", ", WITH_MOMENTUM),
                            name.equals(chosen)
                                    ? chosen + " has its own"
                                    : "give it in the parentheses: momentum=0.9"));
        }
        double rate = or(options.learningRate, other ? USUAL_RATES.getOrDefault(name, learningRate) : learningRate);
        double kept = options.momentum != null
                ? options.momentum
                : !other
                        ? momentum
                        : chosen.equals("momentum") || chosen.equals("nesterov") ? DEFAULT_MOMENTUM : Double.NaN;
        double split = or(options.validationSplit, validationSplit);
        if (times == AUTOMATIC && split == 0) {
            if (options.validationSplit != null) {
                throw new InputException("--epochs auto needs --validation-split, for example 0.1:"
                        + " progress is measured on samples that are not trained on.");
            }
            split = AUTOMATIC_SPLIT;
        }
        int patient = or(options.patience, patience);
        if (patient > 0 && split == 0) {
            throw new InputException("--patience needs --validation-split, for example 0.1:"
                    + " progress is measured on samples that are not trained on.");
        }
        String pace = or(options.schedule, schedule);
        if (split == 0
                && optimizer(chosen, rate, pace, kept).learningRate().plateau().isPresent()) {
            throw new InputException("A rate that is reduced on plateaus needs --validation-split, for example 0.1:"
                    + " it follows the validation loss.");
        }
        boolean layered = options.hidden != null || options.activation != null || options.dropout != null;
        if (options.network != null && layered) {
            throw new InputException(
                    "--network is the whole network; leave out --hidden, --activation and --dropout, or write them into"
                            + " it: sequential(dense(784, 64), relu, dropout(0.2), dense(64, 10)).");
        }
        return new Settings(
                data,
                options.network != null ? Optional.of(options.network) : layered ? Optional.empty() : network,
                options.hidden == null ? hidden : options.hidden.widths(),
                or(options.activation, activation),
                or(options.init, suits(options) ? init : AUTO),
                or(options.dropout, dropout),
                or(options.loss, loss),
                chosen,
                rate,
                pace,
                kept,
                or(options.batchSize, batchSize),
                times,
                split,
                patient,
                or(options.seed, seed),
                table);
    }

    /** Whether first weights that were chosen for this network suit that of the options; another has its own. */
    private boolean suits(TrainOptions options) {
        return or(options.activation, activation).equals(activation)
                && (options.network == null || network.equals(Optional.of(options.network)));
    }

    /** These settings for the data, and what was chosen of them, that other settings are for. */
    Settings withData(Settings other) {
        return new Settings(
                other.data,
                network,
                hidden,
                activation,
                init,
                dropout,
                loss,
                optimizer,
                learningRate,
                schedule,
                momentum,
                batchSize,
                epochs,
                validationSplit,
                patience,
                seed,
                other.table);
    }

    private static <T> T or(@org.jspecify.annotations.Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /**
     * The network, without values.
     *
     * @throws InputException if it is too large or does not fit the data
     */
    Sequential makeNetwork(Dataset data) {
        Sequential recipe = network.isPresent()
                ? Networks.described(network.get(), data, batchSize)
                : Networks.perceptron(data, hidden, Activation.named(activation), dropout);
        if (init.equals(AUTO)) {
            return recipe;
        }
        Initializer initializer = Initializer.parse(init);
        return Models.map(
                recipe,
                (_, parameter) -> parameter.role() == Parameter.Role.WEIGHT ? parameter.with(initializer) : parameter);
    }

    /**
     * The loss.
     *
     * @throws InputException if it does not suit the task
     */
    Loss makeLoss(Task task) {
        if (loss.equals(USUAL_LOSS)) {
            return Heads.loss(task);
        }
        Loss made = Loss.parse(loss);
        Heads.mismatch(task, made).ifPresent(reason -> {
            throw new InputException("--loss: " + reason);
        });
        return made;
    }

    /** The optimiser. */
    Optimizer makeOptimizer() {
        return optimizer(optimizer, learningRate, schedule, momentum);
    }

    private static Optimizer optimizer(String text, double rate, String schedule, double momentum) {
        Schedule pace = Schedule.parse(schedule, rate);
        return Optimizer.parse(Double.isNaN(momentum) ? text : text + "(momentum=" + momentum + ")", pace);
    }

    private static boolean hasRate(String optimizer) {
        return Optimizer.parse(optimizer, NO_RATE).learningRate() != NO_RATE;
    }

    /**
     * A trainer without listeners and validation data.
     *
     * @param network one that {@link #network} made
     */
    Trainer<Sequential> trainer(Sequential network, Task task) {
        Trainer<Sequential> trainer =
                Trainer.of(network, makeLoss(task), makeOptimizer()).seed(seed).batchSize(batchSize);
        return patience > 0 ? trainer.earlyStopping(patience) : trainer;
    }

    /** Whether the epoch with the lowest validation loss is what is kept, and not the last one. */
    boolean keepsBest() {
        return epochs == AUTOMATIC || patience > 0;
    }

    /** How long to train. */
    Epochs makeEpochs() {
        return epochs == AUTOMATIC ? Epochs.automatic() : Epochs.of(epochs);
    }

    /** The options that give these settings, by name. */
    SequencedMap<String, String> options() {
        SequencedMap<String, String> options = new LinkedHashMap<>();
        if (network.isPresent()) {
            options.put(NETWORK, network.get());
        } else {
            options.put("--hidden", widths());
            options.put("--activation", activation);
        }
        options.put("--init", init);
        if (network.isEmpty()) {
            options.put("--dropout", plain(dropout));
        }
        if (!loss.equals(USUAL_LOSS)) {
            options.put("--loss", loss);
        }
        options.put("--optimizer", optimizer);
        if (!hasRate(optimizer)) {
            options.put("--learning-rate", plain(learningRate));
            options.put("--schedule", schedule);
        }
        if (!Double.isNaN(momentum)) {
            options.put("--momentum", plain(momentum));
        }
        options.put("--batch-size", batchSize == FULL_BATCH ? "full" : Integer.toString(batchSize));
        options.put("--epochs", epochs == AUTOMATIC ? "auto" : Integer.toString(epochs));
        options.put("--validation-split", plain(validationSplit));
        if (patience > 0) {
            options.put("--patience", Integer.toString(patience));
        }
        options.put("--seed", Long.toString(seed));
        options.putAll(table);
        return options;
    }

    /** These settings as texts, from which {@link #of(Map)} makes them again. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>(options());
        texts.put(DATA, data);
        return texts;
    }

    /**
     * The settings of texts.
     *
     * @throws IllegalArgumentException if one is missing or wrong
     */
    static Settings of(Map<String, String> texts) {
        Function<String, String> required = name -> {
            String text = texts.get(name);
            if (text == null) {
                throw new IllegalArgumentException("the setting " + name + " is missing");
            }
            return text;
        };
        String loss = texts.get("--loss");
        String momentum = texts.get("--momentum");
        String patience = texts.get("--patience");
        try {
            String optimizer = new NamedKinds.OptimizerName().convert(required.apply("--optimizer"));
            boolean rated = hasRate(optimizer);
            String network = texts.get(NETWORK);
            Function<String, String> layered = network == null ? required : name -> PERCEPTRON.getOrDefault(name, "");
            return new Settings(
                    required.apply(DATA),
                    Optional.ofNullable(network).map(new Kinds.Network()::convert),
                    new Kinds.Widths().convert(layered.apply("--hidden")).widths(),
                    new NamedKinds.ActivationName().convert(layered.apply("--activation")),
                    new NamedKinds.InitName().convert(required.apply("--init")),
                    new Kinds.Share().convert(layered.apply("--dropout")),
                    loss == null ? USUAL_LOSS : new NamedKinds.LossText().convert(loss),
                    optimizer,
                    rated ? 1 : new Kinds.Rate().convert(required.apply("--learning-rate")),
                    rated ? "constant" : new NamedKinds.ScheduleName().convert(required.apply("--schedule")),
                    momentum == null ? Double.NaN : new Kinds.Share().convert(momentum),
                    new Kinds.BatchSize().convert(required.apply("--batch-size")),
                    new Kinds.EpochCount().convert(required.apply("--epochs")),
                    new Kinds.Share().convert(required.apply("--validation-split")),
                    patience == null ? 0 : new Kinds.Epochs().convert(patience),
                    new Kinds.Seed().convert(required.apply("--seed")),
                    TargetOptions.in(texts));
        } catch (Kinds.Unexpected e) {
            throw new IllegalArgumentException("a setting is not " + e.getMessage(), e);
        }
    }

    /**
     * What these settings, of training that is to be resumed, do not share with others, one line each. Training may go
     * on longer than planned, or stop earlier.
     */
    List<String> differences(Settings others) {
        Map<String, String> mine = texts();
        Map<String, String> theirs = others.texts();
        TreeSet<String> names = new TreeSet<>(mine.keySet());
        names.addAll(theirs.keySet());
        names.removeAll(List.of("--epochs", "--patience"));
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String was = mine.getOrDefault(name, "none");
            String is = theirs.getOrDefault(name, "none");
            if (!was.equals(is)) {
                differences.add("%s was %s and is now %s".formatted(name, was, is));
            }
        }
        return differences;
    }

    private String widths() {
        return hidden.isEmpty() ? "none" : hidden.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
