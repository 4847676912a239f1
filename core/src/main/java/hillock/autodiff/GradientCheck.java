package hillock.autodiff;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.autodiff.GradientReport.Finding;
import hillock.autodiff.GradientReport.Mode;
import hillock.graph.Evaluator;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A comparison of derivatives with differences of values, in float64: along random directions, in both modes, for the
 * function and for its derivatives.
 *
 * <p>The results are weighted by random numbers, so that one number depends on all; its slope along a random direction
 * in the space of one operand is what {@link Reverse}, {@link Forward} and differences must agree on. Right derivatives
 * agree to about ten digits; a wrong one is wrong in the first.
 */
public final class GradientCheck {
    /** The relative error that right derivatives stay below. */
    public static final double TOLERANCE = 1e-6;

    /** What is left of a sum when its terms cancel by chance is compared with this part of their magnitude. */
    private static final double CANCELLATION = 1e-3;

    private final Evaluator evaluator;
    private final long seed;

    /**
     * A check.
     *
     * @param evaluator what computes the values
     * @param seed the seed of the directions
     */
    public GradientCheck(Evaluator evaluator, long seed) {
        this.evaluator = evaluator;
        this.seed = seed;
    }

    /**
     * The derivatives of a function, orders 1 and 2, compared with differences.
     *
     * @param name what to call it in the report
     * @param function builds float64 results from the operands
     * @param inputs the operands at the point of interest; float64 ones are differentiated by
     */
    public GradientReport check(String name, UnaryOperator<List<Node>> function, NDArray... inputs) {
        return check(new GradientCase(name, "given", function, List.of(inputs), new GradientCase.Differences(1)));
    }

    /** One case. */
    public GradientReport check(GradientCase subject) {
        return switch (subject.expectation()) {
            case GradientCase.Differences differences -> {
                Point point = new Point(subject.inputs());
                List<Finding> findings = new ArrayList<>();
                compare(point, subject.function().apply(point.operands), 1, differences.scale(), findings);
                yield report(subject, findings, Optional.empty());
            }
            case GradientCase.Known known ->
                report(subject, compare(new Point(subject.inputs()), subject, known), Optional.of(known.reason()));
            case GradientCase.Skipped skipped -> report(subject, List.of(), Optional.of(skipped.reason()));
        };
    }

    /** All cases of the catalogue: every operation and every composed function. */
    public List<GradientReport> checkAll() {
        return GradientCatalogue.cases().stream().map(this::check).toList();
    }

    private static GradientReport report(GradientCase subject, List<Finding> findings, Optional<String> remark) {
        return new GradientReport(subject.operation(), subject.point(), findings, remark);
    }

    /** The operands as expressions; float64 ones are variables that can be moved. */
    private static final class Point {
        final List<Node> operands = new ArrayList<>();
        final List<Node> places = new ArrayList<>();
        final List<Variable> variables = new ArrayList<>();
        final List<NDArray> origins = new ArrayList<>();

        Point(List<NDArray> inputs) {
            for (NDArray input : inputs) {
                if (input.dtype() == DType.FLOAT64) {
                    Variable variable = new Variable("x" + variables.size(), input);
                    Node place = Nodes.read(variable);
                    variables.add(variable);
                    origins.add(input);
                    places.add(place);
                    operands.add(place);
                } else {
                    operands.add(Nodes.constant(input));
                }
            }
        }

        void move(int input, NDArray direction, double step) {
            double[] to = origins.get(input).doubles().clone();
            for (int i = 0; i < to.length; i++) {
                to[i] += step * direction.doubles()[i];
            }
            variables.get(input).set(NDArray.of(origins.get(input).shape(), to));
        }

        void back(int input) {
            variables.get(input).set(origins.get(input));
        }
    }

    private void compare(Point point, List<Node> results, int order, double scale, List<Finding> findings) {
        Random random = new Random(seed * 31 + order);
        List<Node> outputs = results.stream()
                .filter(result -> result.tensorType().dtype() == DType.FLOAT64)
                .toList();
        List<NDArray> weights = directions(outputs, random, 1);
        List<NDArray> directions = directions(point.places, random, scale);
        List<Node> cotangents = weights.stream().map(Nodes::constant).toList();
        List<Node> tangents = directions.stream().map(Nodes::constant).toList();
        List<Node> gradients = Reverse.vjp(outputs, cotangents, point.places);
        List<NDArray> reverse = evaluator.evaluate(gradients);
        for (int i = 0; i < point.places.size(); i++) {
            int input = i;
            DoubleUnaryOperator along = step -> {
                point.move(input, directions.get(input), step);
                return dot(evaluator.evaluate(outputs), weights);
            };
            double expected = Slopes.slope(along);
            point.back(i);
            List<NDArray> forward = evaluator.evaluate(
                    Forward.jvp(outputs, point.places.subList(i, i + 1), tangents.subList(i, i + 1)));
            List<Finding> pair = List.of(
                    finding(i, order, Mode.REVERSE, List.of(reverse.get(i)), List.of(directions.get(i)), expected),
                    finding(i, order, Mode.FORWARD, forward, weights, expected));
            Optional<String> kink = Slopes.kink(along);
            point.back(i);
            pair.forEach(finding -> findings.add(withKink(finding, kink)));
        }
        if (order == 1 && !point.places.isEmpty()) {
            compare(point, gradients, 2, scale, findings);
            compare(point, Forward.jvp(outputs, point.places, tangents), 2, scale, findings);
        }
    }

    private static Finding withKink(Finding finding, Optional<String> kink) {
        return new Finding(
                finding.input(),
                finding.order(),
                finding.mode(),
                finding.derivative(),
                finding.expected(),
                finding.relativeError(),
                kink);
    }

    private List<Finding> compare(Point point, GradientCase subject, GradientCase.Known known) {
        List<Finding> findings = new ArrayList<>();
        List<Node> outputs = subject.function().apply(point.operands);
        List<Node> gradients = compare(point, outputs, 1, known.gradient(), findings);
        if (!known.second().isEmpty()) {
            compare(point, gradients, 2, known.second(), findings);
        }
        return findings;
    }

    /** Compares the derivatives of the sum of all outputs with known ones, element by element, and returns them. */
    private List<Node> compare(
            Point point, List<Node> outputs, int order, List<NDArray> expected, List<Finding> findings) {
        List<Node> ones =
                outputs.stream().map(output -> Nodes.fillLike(output, 1)).toList();
        List<Node> gradients = Reverse.vjp(outputs, ones, point.places);
        List<NDArray> reverse = evaluator.evaluate(gradients);
        for (int i = 0; i < point.places.size(); i++) {
            double[] values = expected.get(i).doubles();
            for (int j = 0; j < values.length; j++) {
                findings.add(known(i, order, Mode.REVERSE, reverse.get(i).doubles()[j], values[j]));
                double[] unit = new double[values.length];
                unit[j] = 1;
                Node direction = Nodes.constant(NDArray.of(expected.get(i).shape(), unit));
                List<Node> tangents = Forward.jvp(outputs, point.places.subList(i, i + 1), List.of(direction));
                double sum = evaluator.evaluate(tangents).stream()
                        .mapToDouble(tangent -> Arrays.stream(tangent.doubles()).sum())
                        .sum();
                findings.add(known(i, order, Mode.FORWARD, sum, values[j]));
            }
        }
        return gradients;
    }

    private static Finding known(int input, int order, Mode mode, double derivative, double expected) {
        double error = derivative == expected ? 0 : Math.abs(derivative - expected) / Math.abs(expected);
        return new Finding(input, order, mode, derivative, expected, error, Optional.empty());
    }

    private static Finding finding(
            int input, int order, Mode mode, List<NDArray> factors, List<NDArray> others, double expected) {
        double derivative = dot(factors, others);
        double terms = 0;
        for (int i = 0; i < factors.size(); i++) {
            for (int j = 0; j < factors.get(i).size(); j++) {
                terms += Math.abs(factors.get(i).doubles()[j] * others.get(i).doubles()[j]);
            }
        }
        double distance = Math.abs(derivative - expected);
        double size = Math.max(Math.max(Math.abs(derivative), Math.abs(expected)), CANCELLATION * terms);
        return new Finding(
                input, order, mode, derivative, expected, distance == 0 ? 0 : distance / size, Optional.empty());
    }

    private static double dot(List<NDArray> a, List<NDArray> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < a.get(i).size(); j++) {
                sum += a.get(i).doubles()[j] * b.get(i).doubles()[j];
            }
        }
        return sum;
    }

    /** Numbers from 1/2 to 1 and their negatives, multiples of 1/64, so that steps along them are exact. */
    private static List<NDArray> directions(List<Node> nodes, Random random, double scale) {
        List<NDArray> directions = new ArrayList<>();
        for (Node node : nodes) {
            double[] values = new double[node.tensorType().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = scale * (random.nextBoolean() ? 1 : -1) * (32 + random.nextInt(33)) / 64;
            }
            directions.add(NDArray.of(node.tensorType().shape(), values));
        }
        return Collections.unmodifiableList(directions);
    }
}
