package hillock.train;

import hillock.array.Heap;
import hillock.engine.Amounts;
import hillock.engine.PlanReport;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What a training takes, known before it begins.
 *
 * @param parameters how many numbers are learnt
 * @param parameterBytes what they take
 * @param optimizerBytes what the optimiser remembers, averages of weights included
 * @param batchSize samples of a step
 * @param stepsPerEpoch how many steps go through all samples
 * @param epochs how many times, at most
 * @param step the plan of a step
 */
public record CostSheet(
        long parameters,
        long parameterBytes,
        long optimizerBytes,
        int batchSize,
        int stepsPerEpoch,
        int epochs,
        PlanReport step) {

    /** Additions and multiplications of a step; exp counts as the instructions it takes. */
    public long flops() {
        return step.flops();
    }

    /** Bytes that a step reads and writes. */
    public long bytes() {
        return step.bytes();
    }

    /** The most bytes in use at a time, besides the data: everything a step works on. */
    public long peakBytes() {
        return step.storage().bytes();
    }

    /** How long a step should take, in seconds. */
    public double predictedStepSeconds() {
        return step.predictedSeconds();
    }

    /** How long an epoch should take, in seconds, validation not included. */
    public double predictedEpochSeconds() {
        return stepsPerEpoch * predictedStepSeconds();
    }

    /** How long all epochs should take, in seconds. */
    public double predictedSeconds() {
        return epochs * predictedEpochSeconds();
    }

    /** One line: time, steps, and memory. */
    public String line() {
        return "About %s: %d epochs of %d steps, %s each; %s parameters, %sFLOP a step, %s of memory"
                .formatted(
                        Amounts.seconds(predictedSeconds()),
                        epochs,
                        stepsPerEpoch,
                        Amounts.seconds(predictedStepSeconds()),
                        Amounts.count(parameters),
                        Amounts.count(flops()),
                        Heap.text(peakBytes()));
    }

    /** The figures with their names, in words. */
    public SequencedMap<String, String> figures() {
        SequencedMap<String, String> figures = new LinkedHashMap<>();
        PlanReport.Storage storage = step.storage();
        figures.put("Parameters", "%,d, %s".formatted(parameters, Heap.text(parameterBytes)));
        figures.put(
                "A step",
                "%d samples, %sFLOP, %s read and written"
                        .formatted(batchSize, Amounts.count(flops()), Heap.text(bytes())));
        figures.put("Memory", "%s at most, besides the data".formatted(Heap.text(peakBytes())));
        figures.put(
                "",
                "%s values, %s weights, %s optimiser, %s next weights and optimiser, %s batch and constants"
                        .formatted(
                                Heap.text(storage.frameBytes()),
                                Heap.text(parameterBytes),
                                Heap.text(optimizerBytes),
                                Heap.text(storage.updateBytes()),
                                Heap.text(Math.max(
                                        0,
                                        storage.boundBytes()
                                                + storage.constantBytes()
                                                - parameterBytes
                                                - optimizerBytes))));
        figures.put(
                "Predicted",
                "%s a step, %s an epoch of %d steps, %s in all for %d epochs"
                        .formatted(
                                Amounts.seconds(predictedStepSeconds()),
                                Amounts.seconds(predictedEpochSeconds()),
                                stepsPerEpoch,
                                Amounts.seconds(predictedSeconds()),
                                epochs));
        return figures;
    }

    /** The figures, one on each line. */
    @Override
    public String toString() {
        return figures().entrySet().stream()
                .map(entry -> String.format(java.util.Locale.ROOT, "%-12s%s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
