package hillock.engine;

import hillock.engine.plan.Facts;
import hillock.engine.plan.Footprint;
import hillock.engine.plan.Plan;
import hillock.engine.plan.Stopwatch;
import hillock.graph.Node;
import hillock.graph.Walk;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * How a program runs: what each pass made of it, and the kernels it has become, with their arithmetic, the bytes they
 * move, and the time they should take and do take.
 *
 * @param origin the line that made the program
 * @param rewriting what became of the graph
 * @param storage what became of the tensors
 * @param kernels the steps in order; those of bands and of bodies of loops follow theirs
 * @param speeds what the predictions are made from; a guess for a program that runs as one method, of which there is no
 *     prediction worth the name
 * @param measurement the times of its runs, if they were measured
 * @param oneMethod whether the program has become one method by now, without the steps; then no step has a time
 */
public record PlanReport(
        String origin,
        Rewriting rewriting,
        Storage storage,
        List<Kernel> kernels,
        Speeds speeds,
        Optional<Measurement> measurement,
        boolean oneMethod) {
    private static final double[] NO_TIMES = {};

    /** Copies the list. */
    public PlanReport {
        kernels = List.copyOf(kernels);
    }

    /**
     * The simplification of a graph.
     *
     * @param before its nodes as built
     * @param after its nodes when it was planned
     * @param rules the rules applied and how often
     */
    public record Rewriting(int before, int after, SequencedMap<String, Integer> rules) {
        /** Copies the map. */
        public Rewriting {
            rules = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rules));
        }

        static Rewriting of(List<Node> before, List<Node> after, SequencedMap<String, Integer> rules) {
            return new Rewriting(
                    Walk.topological(before).size(), Walk.topological(after).size(), rules);
        }
    }

    /**
     * The storage of one run.
     *
     * @param values how many tensors are computed
     * @param valueBytes what they would take if each had an array
     * @param arrays how many arrays there are for them
     * @param frameBytes what these take
     * @param boundBytes of inputs and contents of variables
     * @param updateBytes of the next contents of variables
     * @param constantBytes of constants
     */
    public record Storage(
            int values,
            long valueBytes,
            int arrays,
            long frameBytes,
            long boundBytes,
            long updateBytes,
            long constantBytes) {
        /** Everything together. */
        public long bytes() {
            return frameBytes + boundBytes + updateBytes + constantBytes;
        }
    }

    /**
     * One step.
     *
     * @param depth 0 for steps of the program, more for steps of a band or of the body of a loop
     * @param kind what kind of work it is
     * @param operations the operations it computes, those that come more than once with their number
     * @param count how many operations these are
     * @param result the type of its last result
     * @param flops the arithmetic of one run: a multiplication and an addition are two, exp counts as the instructions
     *     it takes
     * @param bytes read and written, of each array once
     * @param predictedSeconds the time it should take
     * @param measuredSeconds the median time it took, if that was measured
     */
    public record Kernel(
            int depth,
            String kind,
            String operations,
            int count,
            String result,
            long flops,
            long bytes,
            double predictedSeconds,
            OptionalDouble measuredSeconds) {}

    static PlanReport of(String origin, Rewriting rewriting, Plan plan, Speeds speeds, Optional<Stopwatch> watch) {
        List<Kernel> kernels = new ArrayList<>();
        double[] times = watch.map(Stopwatch::steps).orElse(NO_TIMES);
        boolean oneMethod =
                watch.isPresent() ? times.length == 0 && !plan.facts().isEmpty() : plan.isScalar();
        int step = 0;
        for (Facts facts : plan.facts()) {
            OptionalDouble measured =
                    times.length > 0 && facts.depth() == 0 ? OptionalDouble.of(times[step]) : OptionalDouble.empty();
            kernels.add(new Kernel(
                    facts.depth(),
                    facts.kind(),
                    facts.operations(),
                    facts.count(),
                    facts.result(),
                    facts.flops(),
                    facts.bytes(),
                    speeds.seconds(facts),
                    measured));
            step += facts.depth() == 0 ? 1 : 0;
        }
        Footprint footprint = plan.footprint();
        return new PlanReport(
                origin,
                rewriting,
                new Storage(
                        footprint.values(),
                        footprint.valueBytes(),
                        footprint.arrays(),
                        footprint.bytes(),
                        footprint.boundBytes(),
                        footprint.updateBytes(),
                        footprint.constantBytes()),
                kernels,
                speeds,
                watch.map(found -> Measurement.of(found, speeds.threads())),
                oneMethod);
    }

    /** The median time of one run, in seconds, if it was measured. */
    public OptionalDouble measuredSeconds() {
        return measurement.stream().mapToDouble(Measurement::seconds).findFirst();
    }

    /** The arithmetic of one run. */
    public long flops() {
        return steps().stream().mapToLong(Kernel::flops).sum();
    }

    /** The bytes that one run reads and writes. */
    public long bytes() {
        return steps().stream().mapToLong(Kernel::bytes).sum();
    }

    /** The time one run should take, in seconds. */
    public double predictedSeconds() {
        return steps().stream().mapToDouble(Kernel::predictedSeconds).sum();
    }

    /** The kernels that are no part of others. */
    public List<Kernel> steps() {
        return kernels.stream().filter(kernel -> kernel.depth() == 0).toList();
    }

    /** The groups of elementwise operations that share a loop, in bands or not. */
    public List<Kernel> groups() {
        return kernels.stream().filter(kernel -> kernel.kind().equals("fused")).toList();
    }

    /** The steps that are computed together, some rows at a time. */
    public List<Kernel> bands() {
        return kernels.stream().filter(kernel -> kernel.kind().equals("band")).toList();
    }

    /** Each pass by its name, and what it did in words. */
    public SequencedMap<String, String> passes() {
        return PlanPage.passes(this);
    }

    /** A page of tables, in lines of at most so many characters. */
    public String text(int columns) {
        return PlanPage.text(this, columns);
    }

    /** Prints the page, in lines of at most 120 characters. */
    public void print(PrintStream out) {
        out.print(text(120));
        out.flush();
    }

    /** The step that takes longest, by measurement or else by prediction. */
    public Optional<Kernel> slowest() {
        return steps().stream()
                .max((x, y) -> Double.compare(
                        x.measuredSeconds().orElse(x.predictedSeconds()),
                        y.measuredSeconds().orElse(y.predictedSeconds())));
    }

    /** The page. */
    @Override
    public String toString() {
        return text(120);
    }

    /** The rules applied, the most often first, as {@code 12 InlinedCall}. */
    List<String> rulesByCount() {
        return rewriting.rules().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
    }
}
