package hillock.autodiff;

import static hillock.autodiff.Numbers.INTERPRETER;
import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Node;
import hillock.graph.Nodes;
import hillock.graph.Variable;
import hillock.interpret.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both modes are transposes of each other, in both float types, on graphs nobody wrote. */
class RandomGraphsTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 12;

    private static List<NDArray> inputs(long seed) {
        Random random = new Random(seed);
        List<NDArray> inputs = new ArrayList<>();
        for (int[] extents : new int[][] {{2, 3}, {3}, {}, {2, 2, 3}}) {
            Shape shape = Shape.of(extents);
            // Multiples of 1/64 are the same numbers in float32.
            inputs.add(NDArray.of(
                    shape,
                    random.ints(shape.size(), -96, 97)
                            .mapToDouble(i -> i / 64.0)
                            .toArray()));
        }
        return inputs;
    }

    private static List<Node> typed(List<NDArray> arrays, DType dtype) {
        return arrays.stream()
                .map(array ->
                        Nodes.read(new Variable("x", INTERPRETER.evaluate(Nodes.cast(Nodes.constant(array), dtype)))))
                .toList();
    }

    private static List<Node> directions(List<Node> nodes, long seed, DType dtype) {
        Random random = new Random(seed);
        return nodes.stream()
                .map(node ->
                        Nodes.cast(Numbers.constant(random, node.tensorType().withDType(DType.FLOAT64)), dtype))
                .toList();
    }

    /** |a . b| of float64 values, and the sum of the magnitudes of its terms. */
    private static double[] dot(List<Node> a, List<Node> b) {
        List<NDArray> x = INTERPRETER.evaluate(a);
        List<NDArray> y = INTERPRETER.evaluate(b);
        double sum = 0;
        double magnitude = 0;
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < x.get(i).size(); j++) {
                double term = x.get(i).getDouble(j) * y.get(i).getDouble(j);
                sum += term;
                magnitude += Math.abs(term);
            }
        }
        return new double[] {sum, magnitude};
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void reverseIsTheTransposeOfForward(DType dtype) {
        double tolerance = dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Node> x = typed(inputs(seed), dtype);
            List<Node> y = RandomGraphs.build(seed, x, STEPS);
            List<Node> u = directions(y, seed + 1, dtype);
            List<Node> v = directions(x, seed + 2, dtype);
            List<Node> gradients = Reverse.vjp(y, u, x);
            assertTransposed(y, x, u, v, gradients, tolerance, "seed " + seed);
            List<Node> w = directions(x, seed + 3, dtype);
            List<Node> second = Reverse.vjp(gradients, w, x);
            assertTransposed(gradients, x, w, v, second, tolerance, "order 2, seed " + seed);
        }
    }

    private static void assertTransposed(
            List<Node> y, List<Node> x, List<Node> u, List<Node> v, List<Node> pulled, double tolerance, String name) {
        double[] reverse = dot(pulled, v);
        double[] forward = dot(u, Forward.jvp(y, x, v));
        double scale = Math.max(1e-6, Math.max(reverse[1], forward[1]));
        assertThat(Math.abs(reverse[0] - forward[0]) / scale).as(name).isLessThan(tolerance);
    }

    @Test
    void singlePrecisionGradientsAreRoundedDoubleOnes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Node> wide = gradients(seed, DType.FLOAT64);
            List<Node> narrow = gradients(seed, DType.FLOAT32);
            List<NDArray> expected = INTERPRETER.evaluate(wide);
            List<NDArray> actual = INTERPRETER.evaluate(narrow);
            for (int i = 0; i < expected.size(); i++) {
                double largest = 1;
                double distance = 0;
                for (int j = 0; j < expected.get(i).size(); j++) {
                    largest = Math.max(largest, Math.abs(expected.get(i).getDouble(j)));
                    distance = Math.max(
                            distance,
                            Math.abs(
                                    expected.get(i).getDouble(j) - actual.get(i).getDouble(j)));
                }
                assertThat(actual.get(i).dtype()).isEqualTo(DType.FLOAT32);
                assertThat(distance / largest).as("seed %d, input %d", seed, i).isLessThan(1e-4);
            }
        }
    }

    private static List<Node> gradients(long seed, DType dtype) {
        List<Node> x = typed(inputs(seed), dtype);
        List<Node> y = RandomGraphs.build(seed, x, STEPS);
        return Reverse.vjp(y, directions(y, seed + 1, dtype), x);
    }

    @Test
    void differencesAgree() {
        GradientCheck check = new GradientCheck(new Interpreter(), 5);
        for (long seed = 0; seed < 30; seed++) {
            long graph = seed;
            GradientReport report = check.check(
                    "seed " + seed,
                    x -> RandomGraphs.build(graph, x, STEPS),
                    inputs(seed).toArray(NDArray[]::new));
            assertThat(report.kinks()).as(report.operation()).isEmpty();
            assertThat(report.isWithin(GradientCheck.TOLERANCE))
                    .as("%s: %s", report.operation(), report.worst())
                    .isTrue();
        }
    }
}
