package hillock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hillock train} that the result depends on; what is not given is null. */
final class TrainOptions {
    @Option(
            names = "--network",
            paramLabel = "TEXT",
            converter = Kinds.Network.class,
            description = "The whole network, layer by layer, such as 'sequential(dense(4, 16), tanh, dense(16, 3))',"
                    + " instead of --hidden, --activation and --dropout.")
    @Nullable
    String network;

    @Option(
            names = "--hidden",
            paramLabel = "N,N...",
            converter = Kinds.Widths.class,
            description = "Widths of the hidden layers, or none.")
    Kinds.@Nullable Layers hidden;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = NamedKinds.ActivationName.class,
            completionCandidates = NamedKinds.ActivationName.class,
            description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String activation;

    @Option(
            names = "--init",
            paramLabel = "NAME",
            converter = NamedKinds.InitName.class,
            completionCandidates = NamedKinds.InitName.class,
            description =
                    "First weights: ${COMPLETION-CANDIDATES}; those with numbers as in 'normal(0, 0.02)'. auto suits"
                            + " the activation; it is the default but for tables, where that is xavier_uniform.")
    @Nullable
    String init;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            converter = Kinds.Share.class,
            description = "Chance that an output of a hidden layer is dropped in a step, from 0 to below 1.")
    @Nullable
    Double dropout;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            converter = NamedKinds.LossText.class,
            completionCandidates = NamedKinds.LossText.class,
            description = "What is minimised: ${COMPLETION-CANDIDATES}, with options such as"
                    + " cross_entropy(smoothing=0.1) or huber(1) (default: the usual one for what is learnt).")
    @Nullable
    String loss;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            converter = NamedKinds.OptimizerName.class,
            completionCandidates = NamedKinds.OptimizerName.class,
            description = "How weights are changed: ${COMPLETION-CANDIDATES}, alone or with options, such as"
                    + " 'adam(beta2=0.99, clip_norm=1, l2=1e-4)'.")
    @Nullable
    String optimizer;

    @Option(
            names = {"--learning-rate", "--lr"},
            paramLabel = "RATE",
            converter = Kinds.Rate.class,
            description = "How far a step goes, such as 1e-3; with a cosine, the first step.")
    @Nullable
    Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            converter = NamedKinds.ScheduleName.class,
            completionCandidates = NamedKinds.ScheduleName.class,
            description =
                    "How the learning rate changes: ${COMPLETION-CANDIDATES}. constant, cosine, one_cycle and plateau"
                            + " may stand alone, the others need numbers: 'stepped(factor=0.5, every=1000)',"
                            + " 'exponential(factor=0.999)', 'warm_up(100, cosine)', all in steps;"
                            + " or 'plateau(factor=0.5, patience=3)'.")
    @Nullable
    String schedule;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            converter = Kinds.Share.class,
            description = "How much of the last step is kept, with --optimizer momentum, nesterov or sgd.")
    @Nullable
    Double momentum;

    @Option(
            names = {"--batch-size", "--batch"},
            paramLabel = "1|N|full",
            converter = Kinds.BatchSize.class,
            description = "Samples per step: 1 is incremental training, full all of them at once.")
    @Nullable
    Integer batchSize;

    @Option(
            names = "--epochs",
            paramLabel = "N|auto",
            converter = Kinds.EpochCount.class,
            description = "How often all training samples are gone through. auto: until the validation loss has not"
                    + " fallen for 15 epochs, at most 500; keeps the best network.")
    @Nullable
    Integer epochs;

    @Option(
            names = "--validation-split",
            paramLabel = "F",
            converter = Kinds.Share.class,
            description = "Share of the training samples kept to watch progress, from 0 to below 1 (default: 0.2 for"
                    + " tables, folders of pictures and sweeps, otherwise 0).")
    @Nullable
    Double validationSplit;

    @Option(
            names = "--patience",
            paramLabel = "N",
            converter = Kinds.Epochs.class,
            description = "Stop when the validation loss has not fallen for N epochs, and keep the best network.")
    @Nullable
    Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Kinds.Seed.class,
            description = "Seed of first weights, order, dropout and generated data (default: 1).")
    @Nullable
    Long seed;

    /**
     * Checks that a batch that was asked for is no larger than the data.
     *
     * @throws InputException if it is
     */
    void checkBatchSize(int samples) {
        if (batchSize != null && batchSize != Settings.FULL_BATCH && batchSize > samples) {
            throw new InputException("--batch-size %d is more than the %d training samples; for all of them say full"
                    .formatted(batchSize, samples));
        }
    }
}
