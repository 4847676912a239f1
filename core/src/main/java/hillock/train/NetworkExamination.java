package hillock.train;

import hillock.Differentiate;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.engine.Engine;
import hillock.engine.Executable;
import hillock.graph.Nodes;
import hillock.graph.Op;
import hillock.graph.Program;
import hillock.graph.Walk;
import hillock.network.Activation;
import hillock.network.ActivationTraits;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.train.Finding.Illness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The part of the {@link Doctor}'s examination that looks at layers: their units and their gradients. */
final class NetworkExamination {
    private static final int CHUNK = 128;
    /** The share of the units of a layer from which on dead ones are an illness. */
    private static final double DEAD = 0.25;
    /** The share of the units of a layer, saturated for nearly all samples, that is an illness. */
    private static final double SATURATED = 0.5;

    private static final double NEARLY_ALL_SAMPLES = 0.99;
    /**
     * How near a bound, as a share of the range, a unit counts as saturated; the slope is then below 4 % of its best.
     */
    private static final double NEAR = 0.01;
    /** The least ratio of gradients between two layers that still teaches both at one learning rate. */
    private static final double RATIO = 1e-4;
    /** A step at a usual rate, 1e-3, along such a gradient replaces the weights. */
    private static final double EXPLODED = 1e3;

    private final Layer model;
    private final Loss loss;
    private final Dataset sample;
    private final Engine engine;

    /** The share of samples for which each unit of an activation is where it should not stay. */
    private record Units(Probed.Sight sight, List<double[]> shares) {}

    /**
     * The gradient of a weight.
     *
     * @param path the weight
     * @param gradient its root mean square
     * @param weight that of the weight
     */
    private record Flow(String path, double gradient, double weight) {}

    NetworkExamination(Layer model, Loss loss, Dataset sample, Engine engine) {
        this.model = model;
        this.loss = loss;
        this.sample = sample;
        this.engine = engine;
    }

    /**
     * What is wrong with the network.
     *
     * @param jump that the loss of the training jumped, in words; empty if it did not
     */
    List<Finding> findings(Optional<String> jump) {
        List<Finding> findings = new ArrayList<>(new HeadExamination(model, loss, sample).findings());
        SequencedMap<String, Parameter> weights = new LinkedHashMap<>();
        Models.parameters(model).forEach((path, parameter) -> {
            if (parameter.role() == Parameter.Role.WEIGHT) {
                weights.put(path, parameter);
            }
        });
        Measured measured = measure(weights);
        boolean dead = false;
        for (Units units : measured.units) {
            Optional<Finding> finding = finding(units, jump);
            finding.ifPresent(findings::add);
            dead |= finding.isPresent() && finding.get().number() == 1;
        }
        // Behind a layer that is dead as a whole there is no gradient, which need not be said twice.
        if (!dead) {
            gradient(measured.flows).ifPresent(findings::add);
        }
        return findings;
    }

    private record Measured(List<Units> units, List<Flow> flows) {}

    private Measured measure(SequencedMap<String, Parameter> weights) {
        List<Units> units = new ArrayList<>();
        List<double[]> sums = new ArrayList<>();
        Map<Integer, Executable> programs = new LinkedHashMap<>();
        List<Probed.Sight> sights = new ArrayList<>();
        for (int from = 0; from < sample.size(); from += CHUNK) {
            int size = Math.min(CHUNK, sample.size() - from);
            int start = from;
            Batch batch =
                    sample.batch(IntStream.range(0, size).map(i -> start + i).toArray());
            Executable program = programs.computeIfAbsent(size, _ -> {
                sights.clear();
                return engine.prepare(program(batch, weights, sights));
            });
            List<NDArray> results = program.call(batch.features(), batch.targets());
            for (int i = 0; i < results.size(); i++) {
                NDArray result = results.get(i);
                if (sums.size() == i) {
                    sums.add(new double[result.size()]);
                }
                double[] sum = sums.get(i);
                double part = (double) size / sample.size();
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += part * result.getDouble(j);
                }
            }
        }
        int at = 0;
        for (Probed.Sight sight : sights) {
            List<double[]> shares = new ArrayList<>();
            for (int i = 0; i < unitAxes(sight.output()).size(); i++) {
                shares.add(sums.get(at++));
            }
            units.add(new Units(sight, shares));
        }
        List<Flow> flows = new ArrayList<>();
        for (Map.Entry<String, Parameter> entry : weights.entrySet()) {
            flows.add(new Flow(
                    entry.getKey(),
                    rms(sums.get(at++)),
                    rms(doubles(entry.getValue().variable().value()))));
        }
        return new Measured(units, flows);
    }

    private Program program(Batch batch, SequencedMap<String, Parameter> weights, List<Probed.Sight> sights) {
        Tensor features = Tensor.of(Nodes.input("features", batch.features().type()));
        Tensor targets = Tensor.of(Nodes.input("targets", batch.targets().type()));
        Program.Builder builder = Program.builder().input(features.node()).input(targets.node());
        List<Probed.Sight> seen = new ArrayList<>();
        Tensor outputs =
                Heads.check(sample.task(), model, Probed.all(model, seen).apply(features));
        int number = 0;
        for (Probed.Sight sight : seen) {
            // The last layer is judged by the examination of the head; a result within a loop is none of a batch.
            boolean last = sight.output() == outputs;
            if (last || isWithinLoop(sight.output())) {
                continue;
            }
            Optional<Tensor> bad = bad(sight);
            if (bad.isPresent()) {
                sights.add(sight);
                for (int axis : unitAxes(sight.output())) {
                    int kept = axis;
                    int[] others = IntStream.range(0, sight.output().shape().rank())
                            .filter(other -> other != kept)
                            .toArray();
                    builder.output("units" + number++, bad.get().mean(others).node());
                }
            }
        }
        Tensor mean = loss.perSample(outputs, targets).mean(0);
        List<Tensor> gradients = Differentiate.gradient(
                mean, weights.values().stream().map(Parameter::tensor).toArray(Tensor[]::new));
        for (Tensor gradient : gradients) {
            builder.output("gradient" + number++, gradient.node());
        }
        return builder.build();
    }

    /** 1 where a unit is where it should not stay, 0 elsewhere; empty for an activation that has no such place. */
    private static Optional<Tensor> bad(Probed.Sight sight) {
        Tensor output = sight.output();
        if (sight.activation() == Activation.Simple.RELU) {
            return Optional.of(output.equal(output.mul(0)).cast(output.dtype()));
        }
        return bounds(sight.activation()).map(traits -> {
            double middle = (traits.low() + traits.high()) / 2;
            double free = (0.5 - NEAR) * (traits.high() - traits.low());
            // How far the unit is from where it begins to count as saturated.
            Tensor left = output.sub(middle).abs().neg().add(free);
            return left.less(left.mul(0)).cast(output.dtype());
        });
    }

    /** The bounds of a function of single numbers that has two. */
    private static Optional<ActivationTraits> bounds(Activation activation) {
        boolean wholeRows = activation == Activation.Simple.SOFTMAX || activation == Activation.Simple.ONE_HOT;
        return activation
                .traits()
                .filter(traits -> !wholeRows && Double.isFinite(traits.low()) && Double.isFinite(traits.high()));
    }

    private static boolean isWithinLoop(Tensor tensor) {
        return Walk.topological(tensor.node()).stream().anyMatch(node -> node.op() instanceof Op.Parameter);
    }

    /**
     * The axes that may number the units: of images the channels, axis 1, of vectors the last; of three axes it may be
     * either, and then both are looked at.
     */
    private static List<Integer> unitAxes(Tensor output) {
        int rank = output.shape().rank();
        return switch (rank) {
            case 0, 1 -> List.of();
            case 2 -> List.of(1);
            case 3 -> List.of(1, 2);
            default -> List.of(1);
        };
    }

    private static Optional<Finding> finding(Units units, Optional<String> jump) {
        boolean relu = units.sight.activation() == Activation.Simple.RELU;
        double limit = relu ? DEAD : SATURATED;
        int bad = 0;
        int all = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double[] shares : units.shares) {
            int count = 0;
            for (double share : shares) {
                count += share >= (relu ? 1 - 1e-9 : NEARLY_ALL_SAMPLES) ? 1 : 0;
            }
            if ((double) count / shares.length < least) {
                least = (double) count / shares.length;
                bad = count;
                all = shares.length;
            }
        }
        if (all == 0 || least < limit || bad < 2 && all > 1) {
            return Optional.empty();
        }
        String place = units.sight.path() + " (" + units.sight.activation().describe() + ")";
        return Optional.of(
                relu
                        ? new Finding(
                                Illness.DEAD_UNITS,
                                units.sight.path(),
                                least,
                                "%d of %d units of %s are 0 for every sample and learn nothing"
                                        .formatted(bad, all, place),
                                "Lower the learning rate, scale the inputs, or use leaky_relu")
                        : new Finding(
                                Illness.SATURATED_UNITS,
                                units.sight.path(),
                                least,
                                "%d of %d units of %s stay at their bounds for nearly every sample"
                                                .formatted(bad, all, place)
                                        + jump.map(words -> ", and " + words).orElse(""),
                                jump.isPresent()
                                        ? "Lower the learning rate; if that does not help, scale the inputs,"
                                                + " start with smaller weights, or use relu"
                                        : "Scale the inputs, start with smaller weights, or use relu"));
    }

    private static Optional<Finding> gradient(List<Flow> flows) {
        for (Flow flow : flows) {
            double ratio = flow.gradient / flow.weight;
            if (!Double.isFinite(flow.gradient) || flow.weight > 0 && ratio > EXPLODED) {
                return Optional.of(new Finding(
                        Illness.EXPLODING_GRADIENT,
                        flow.path,
                        ratio,
                        "the gradient of %s is %s times as large as the weights"
                                .formatted(flow.path, DataExamination.number(ratio)),
                        "Start with smaller weights, scale inputs and targets, or clip the gradient"));
            }
        }
        if (flows.size() < 2) {
            return Optional.empty();
        }
        int least = 0;
        int most = 0;
        for (int i = 1; i < flows.size(); i++) {
            least = flows.get(i).gradient < flows.get(least).gradient ? i : least;
            most = flows.get(i).gradient > flows.get(most).gradient ? i : most;
        }
        double ratio = flows.get(least).gradient / flows.get(most).gradient;
        if (!(ratio < RATIO)) {
            return Optional.empty();
        }
        boolean vanishing = least < most;
        return Optional.of(new Finding(
                vanishing ? Illness.VANISHING_GRADIENT : Illness.EXPLODING_GRADIENT,
                flows.get(vanishing ? least : most).path,
                vanishing ? ratio : 1 / ratio,
                "the gradient of %s is %s times that of %s"
                        .formatted(
                                flows.get(vanishing ? least : most).path,
                                DataExamination.number(vanishing ? ratio : 1 / ratio),
                                flows.get(vanishing ? most : least).path),
                vanishing
                        ? "Use relu or residual connections, fewer layers, or first weights that suit the activation"
                        : "Start with smaller weights, or clip the gradient"));
    }

    private static double[] doubles(NDArray values) {
        double[] doubles = new double[values.size()];
        Arrays.setAll(doubles, values::getDouble);
        return doubles;
    }

    private static double rms(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum / Math.max(1, values.length));
    }
}
