package hillock.train;

import hillock.array.Heap;
import hillock.engine.Amounts;
import hillock.engine.Measurement;
import hillock.engine.PlanReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
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
 * @param epochs how many times
 * @param mayEndEarlier whether training ends when the validation loss no longer falls
 * @param step the plan of a step
 * @param measurement the times of steps, if some were taken
 */
public record CostSheet(
        long parameters,
        long parameterBytes,
        long optimizerBytes,
        int batchSize,
        int stepsPerEpoch,
        int epochs,
        boolean mayEndEarlier,
        PlanReport step,
        Optional<Measurement> measurement) {

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

    /**
     * How long a step takes when it is warm, in seconds: by measurement, or else by the speeds of a machine at best.
     */
    public double predictedStepSeconds() {
        return measurement.map(Measurement::seconds).orElse(step.predictedSeconds());
    }

    /** How long an epoch takes when everything is warm, in seconds, validation not included. */
    public double predictedEpochSeconds() {
        return stepsPerEpoch * predictedStepSeconds();
    }

    /** How long all epochs should take, in seconds, the slow steps of the beginning included if they were measured. */
    public double predictedSeconds() {
        return measurement.map(found -> found.secondsOf(steps())).orElse(epochs * predictedEpochSeconds());
    }

    /** How many steps all epochs have. */
    public long steps() {
        return (long) epochs * stepsPerEpoch;
    }

    /** The same with times that were measured. */
    CostSheet measured(Measurement times) {
        return new CostSheet(
                parameters,
                parameterBytes,
                optimizerBytes,
                batchSize,
                stepsPerEpoch,
                epochs,
                mayEndEarlier,
                step,
                Optional.of(times));
    }

    /**
     * One line: time, steps, and memory.
     *
     * @param seconds how long all of it takes
     * @param stepSeconds how long a step takes
     */
    public String line(double seconds, double stepSeconds) {
        return "About %s: %s%s of %s, %s each; %s parameters, %sFLOP a step, %s of memory"
                .formatted(
                        Amounts.seconds(seconds),
                        mayEndEarlier ? "at most " : "",
                        Amounts.count(epochs, "epoch"),
                        Amounts.count(stepsPerEpoch, "step"),
                        Amounts.seconds(stepSeconds),
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
                "%s, %sFLOP, %s read and written"
                        .formatted(Amounts.count(batchSize, "sample"), Amounts.count(flops()), Heap.text(bytes())));
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
                "%s %s for %s%s of %s, validation and test not included"
                        .formatted(
                                measurement.isPresent() ? "about" : "at best",
                                Amounts.seconds(predictedSeconds()),
                                mayEndEarlier ? "at most " : "",
                                Amounts.count(epochs, "epoch"),
                                Amounts.count(stepsPerEpoch, "step")));
        measurement.ifPresent(found -> figures.put(" ", told(found)));
        return figures;
    }

    /** Where the prediction comes from. */
    private String told(Measurement found) {
        String step = Amounts.seconds(predictedStepSeconds());
        if (found.warmUpRuns() >= steps()) {
            return "as long as so many steps took just now, the last of them %s each".formatted(step);
        }
        return "a step takes %s, measured after %s in %s%s"
                .formatted(
                        step,
                        Amounts.count(found.warmUpRuns(), "step"),
                        Amounts.seconds(found.warmUpSeconds()),
                        found.settled() ? "" : ", when the times had not settled yet");
    }

    /** The figures, one on each line. */
    @Override
    public String toString() {
        return figures().entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%-12s%s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
