package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.data.Xor;
import hillock.graph.Op;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L-BFGS and Levenberg-Marquardt on the test functions of More, Garbow and Hillstrom (1981), and on networks. */
class CurvatureTest {
    /**
     * A sum of squares with a known least value of 0.
     *
     * @param start the published start
     * @param solution where the sum is 0
     * @param residuals of the vector x
     * @param near how near to the solution the search ends; where the Jacobian is singular there, not very
     */
    private record Problem(
            String name, double[] start, double[] solution, UnaryOperator<Tensor> residuals, double near) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Tensor x(Tensor all, int number) {
        return all.slice(0, number - 1, number);
    }

    private static Tensor constant(double number) {
        return Tensor.of(number);
    }

    static Stream<Problem> problems() {
        return Stream.of(
                new Problem(
                        "Rosenbrock",
                        new double[] {-1.2, 1},
                        new double[] {1, 1},
                        v -> Tensor.concat(
                                0,
                                x(v, 2).sub(x(v, 1).square()).mul(10),
                                constant(1).sub(x(v, 1))),
                        1e-9),
                new Problem(
                        "Powell singular",
                        new double[] {3, -1, 0, 1},
                        new double[] {0, 0, 0, 0},
                        v -> Tensor.concat(
                                0,
                                x(v, 1).add(x(v, 2).mul(10)),
                                x(v, 3).sub(x(v, 4)).mul(Math.sqrt(5)),
                                x(v, 2).sub(x(v, 3).mul(2)).square(),
                                x(v, 1).sub(x(v, 4)).square().mul(Math.sqrt(10))),
                        3e-3),
                new Problem(
                        "Helical valley",
                        new double[] {-1, 0, 0},
                        new double[] {1, 0, 0},
                        v -> {
                            Tensor turn = x(v, 2).div(x(v, 1))
                                    .unary(Op.Unary.ATAN)
                                    .div(2 * Math.PI)
                                    .add(x(v, 1).less(constant(0)).select(constant(0.5), constant(0)));
                            return Tensor.concat(
                                    0,
                                    x(v, 3).sub(turn.mul(10)).mul(10),
                                    x(v, 1).square()
                                            .add(x(v, 2).square())
                                            .sqrt()
                                            .sub(1)
                                            .mul(10),
                                    x(v, 3));
                        },
                        1e-9),
                new Problem(
                        "Wood",
                        new double[] {-3, -1, -3, -1},
                        new double[] {1, 1, 1, 1},
                        v -> Tensor.concat(
                                0,
                                x(v, 2).sub(x(v, 1).square()).mul(10),
                                constant(1).sub(x(v, 1)),
                                x(v, 4).sub(x(v, 3).square()).mul(Math.sqrt(90)),
                                constant(1).sub(x(v, 3)),
                                x(v, 2).add(x(v, 4)).sub(2).mul(Math.sqrt(10)),
                                x(v, 2).sub(x(v, 4)).div(Math.sqrt(10))),
                        1e-9),
                new Problem(
                        "Beale",
                        new double[] {1, 1},
                        new double[] {3, 0.5},
                        v -> Tensor.concat(
                                0,
                                constant(1.5).sub(x(v, 1).mul(constant(1).sub(x(v, 2)))),
                                constant(2.25).sub(x(v, 1).mul(constant(1).sub(x(v, 2).square()))),
                                constant(2.625).sub(x(v, 1).mul(constant(1).sub(x(v, 2).pow(3))))),
                        1e-9),
                new Problem(
                        "Brown badly scaled",
                        new double[] {1, 1},
                        new double[] {1e6, 2e-6},
                        v -> Tensor.concat(
                                0,
                                x(v, 1).sub(1e6),
                                x(v, 2).sub(2e-6),
                                x(v, 1).mul(x(v, 2)).sub(2)),
                        1e-9));
    }

    private static void assertSolved(Problem problem, Variable v, double value) {
        assertThat(value).as(problem.name).isLessThan(1e-16);
        double[] found = v.value().doubles();
        for (int i = 0; i < found.length; i++) {
            double size = Math.max(Math.abs(problem.solution[i]), problem.solution[i] == 0 ? 1 : 0);
            assertThat(found[i])
                    .as("%s, x%d", problem.name, i + 1)
                    .isCloseTo(problem.solution[i], within(problem.near * size));
        }
    }

    private static Variable start(Problem problem) {
        return new Variable("x", NDArray.of(Shape.of(problem.start.length), problem.start));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void leastSquaresAreFound(Problem problem) {
        Variable v = start(problem);
        LevenbergMarquardt.Fit fit = LevenbergMarquardt.of(problem.residuals.apply(Tensor.read(v)), List.of(v))
                .minimize(1000);
        assertSolved(problem, v, fit.sumOfSquares());
    }

    @ParameterizedTest
    @MethodSource("problems")
    void minimaAreFoundByGradients(Problem problem) {
        Variable v = start(problem);
        Tensor formula = problem.residuals.apply(Tensor.read(v)).square().sum();
        Minimizer.Minimum minimum = Lbfgs.of(formula, List.of(v)).minimize(1e-12, 2000);
        assertSolved(problem, v, minimum.value());
        assertThat(minimum.steps()).isLessThan(300);
    }

    @Test
    void manyVariablesTakeFewSteps() {
        // The chained Rosenbrock function of 1000 variables, from (-1.2, 1, -1.2, 1 ...) as published.
        int n = 1000;
        double[] start = new double[n];
        for (int i = 0; i < n; i++) {
            start[i] = i % 2 == 0 ? -1.2 : 1;
        }
        Variable v = new Variable("x", NDArray.of(Shape.of(n), start));
        Tensor rows = Tensor.read(v).reshape(n / 2, 2);
        Tensor a = rows.slice(1, 0, 1);
        Tensor b = rows.slice(1, 1, 2);
        Tensor formula = b.sub(a.square())
                .square()
                .mul(100)
                .add(Tensor.scalar(1.0).sub(a).square())
                .sum();
        Minimizer.Minimum minimum = Lbfgs.of(formula, List.of(v)).memory(5).minimize(1e-9, 500);
        assertThat(minimum.converged()).isTrue();
        assertThat(minimum.steps()).isLessThan(100);
        assertThat(v.value().doubles()).containsOnly(new double[] {1}, within(1e-9));
    }

    private static Dataset curve() {
        float[] x = new float[41];
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 20) / 10f;
            y[i] = (float) Math.sin(2 * x[i]);
        }
        return Dataset.of(
                NDArray.of(Shape.of(x.length, 1), x),
                NDArray.of(Shape.of(y.length, 1), y),
                Task.regression(List.of("y")));
    }

    @Test
    void aNetworkIsFittedInFewSteps() {
        Sequential net = Sequential.of(Dense.of(1, 6), Activation.tanh(), Dense.of(6, 1));
        Dataset data = curve();
        FullBatch<Sequential> training =
                FullBatch.of(net, Loss.squaredError(0.5), data).seed(1);
        FullBatch.Result<Sequential> squares = training.levenbergMarquardt(200);
        FullBatch.Result<Sequential> gradients = training.lbfgs(1e-9, 1000);
        assertThat(squares.loss()).isLessThan(1e-5);
        assertThat(gradients.loss()).isLessThan(1e-5);
        for (FullBatch.Result<Sequential> result : List.of(squares, gradients)) {
            // Rounded to float32 the network has the same loss, nearly.
            double loss =
                    Evaluation.of(result.model(), Loss.squaredError(0.5), data).loss();
            assertThat(loss).isCloseTo(result.loss(), within(1e-6));
        }
        assertThat(Models.isInitialized(net)).isFalse();
        assertThatThrownBy(() -> FullBatch.of(net.init(Key.of(1)), Loss.binaryCrossEntropy(), data)
                        .levenbergMarquardt(1))
                .hasMessageContaining("squared error");
    }

    @Test
    void classesAreLearntByGradients() {
        // INVENTORY DS01: the four rows of XOR.
        Dataset xor = Xor.table();
        Sequential net = Sequential.of(
                Dense.of(2, 8), Activation.tanh(), Dense.of(8, xor.task().outputs()));
        FullBatch.Result<Sequential> result =
                FullBatch.of(net, Heads.loss(xor.task()), xor).seed(1).lbfgs(1e-8, 200);
        assertThat(result.loss()).isLessThan(1e-6);
    }
}
