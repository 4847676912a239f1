package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The optimisers against their closed forms and against loops of ordinary Java. */
class OptimizerTest {
    private static Variable variable(double... values) {
        return new Variable("w", NDArray.of(Shape.of(values.length), values));
    }

    private static Tensor read(Variable variable) {
        return Tensor.read(variable);
    }

    /** Takes steps on a formula with the constant gradient of the factors. */
    private static double[] slide(Optimizer optimizer, int steps, double... factors) {
        Variable w = variable(new double[factors.length]);
        Minimizer.of(read(w).mul(Tensor.of(factors)).sum(), List.of(w), optimizer)
                .minimize(0, steps);
        return w.value().doubles();
    }

    @Test
    void descentMinimisesAParabola() {
        // INVENTORY H08: (v - 3)^2 to 1e-8; the rule to stop is a slope of at most 1e-9.
        Variable v = new Variable("v", NDArray.of(Shape.SCALAR, 0.0));
        Tensor parabola = Tensor.read(v).sub(3).square();
        Minimizer.Minimum minimum =
                Minimizer.of(parabola, List.of(v), Sgd.of(0.1)).minimize(1e-9, 1000);
        assertThat(minimum.converged()).isTrue();
        assertThat(minimum.steps()).isBetween(90, 120);
        assertThat(v.value().item()).isCloseTo(3, within(1e-8));
        assertThat(parabola.item()).isLessThan(1e-16);
    }

    @Test
    void descentDivergesBeyondTwoOverTheCurvature() {
        // INVENTORY O02: on a quadratic of curvature 2, gradient descent converges if and only if the rate is below 1.
        for (double rate : new double[] {0.99, 1.01}) {
            Variable v = variable(1);
            Minimizer.of(read(v).square().sum(), List.of(v), Sgd.of(rate)).minimize(0, 200);
            assertThat(Math.abs(v.value().item()) < 1).isEqualTo(rate < 1);
        }
    }

    @Test
    void momentumTendsToItsLimit() {
        // INVENTORY O05: the step tends to rate * g / (1 - momentum), ten times the rate at 0.9.
        Momentum momentum = Momentum.of(0.01, 0.9);
        double before = slide(momentum, 400, 2.0)[0];
        double after = slide(momentum, 401, 2.0)[0];
        assertThat(before - after).isCloseTo(0.01 * 2 / (1 - 0.9), within(1e-12));
        assertThat(slide(momentum, 1, 2.0)[0]).isCloseTo(-0.02, within(1e-17));
    }

    @Test
    void firstStepOfAdamIsTheRateInTheDirectionOfTheSign() {
        // INVENTORY O17
        double[] after = slide(Adam.of(0.01), 1, 5.0, -0.001, 1e6);
        assertThat(after[0]).isCloseTo(-0.01, within(1e-10));
        assertThat(after[1]).isCloseTo(0.01, within(1e-6));
        assertThat(after[2]).isCloseTo(-0.01, within(1e-10));
    }

    @Test
    void adamUnderAConstantGradientStaysAtTheRate() {
        // Both corrected means are exact for a constant gradient, so every step is rate * g / (|g| + epsilon).
        assertThat(slide(Adam.of(0.01), 250, 3.0)[0]).isCloseTo(-2.5, within(1e-8));
    }

    @Test
    void trajectoriesOfAThousandStepsAreThoseOfALoop() {
        // The settings are such that a change of the start by one part in 10^16 changes the end by less than 10^-14;
        // Adam with a small epsilon and short memories jitters about the minimum, and there any rounding grows.
        for (Optimizer optimizer : List.of(
                Sgd.of(0.002),
                Momentum.of(0.001, 0.9),
                Adam.of(0.01),
                Sgd.of(Schedule.cosine(0.002).warmUp(50)),
                new Adam(Schedule.constant(0.01), 0.95, 0.99, 1e-3))) {
            Variable w = variable(-1.2, 1.0);
            double[] expected = {-1.2, 1.0};
            double[] first = new double[2];
            double[] second = new double[2];
            // Rosenbrock's function (1960): (1 - x)^2 + 100 (y - x^2)^2
            Tensor x = read(w).slice(0, 0, 1);
            Tensor y = read(w).slice(0, 1, 2);
            Tensor valley = Tensor.scalar(1.0)
                    .sub(x)
                    .square()
                    .add(y.sub(x.square()).square().mul(100))
                    .mul(0.1)
                    .sum();
            Minimizer minimizer = Minimizer.of(valley, List.of(w), optimizer);
            for (int step = 0; step < 1000; step++) {
                minimizer.minimize(0, 1);
                double a = expected[0];
                double b = expected[1];
                double[] gradient = {0.1 * (-2 * (1 - a) - 400 * a * (b - a * a)), 0.1 * 200 * (b - a * a)};
                for (int i = 0; i < 2; i++) {
                    double rate = rate(optimizer.learningRate(), step);
                    switch (optimizer) {
                        case Sgd _ -> expected[i] -= rate * gradient[i];
                        case Momentum momentum -> {
                            first[i] = momentum.momentum() * first[i] + gradient[i];
                            expected[i] -= rate * first[i];
                        }
                        case Adam adam -> {
                            first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * gradient[i];
                            second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * gradient[i] * gradient[i];
                            double mean = first[i] / (1 - Math.pow(adam.beta1(), step + 1));
                            double square = second[i] / (1 - Math.pow(adam.beta2(), step + 1));
                            expected[i] -= rate * mean / (Math.sqrt(square) + adam.epsilon());
                        }
                        default -> throw new AssertionError(optimizer);
                    }
                }
            }
            double[] actual = w.value().doubles();
            assertThat(actual).as(optimizer.describe()).containsExactly(expected, within(1e-12));
        }
    }

    private static double rate(Schedule schedule, long step) {
        long total = Integer.MAX_VALUE;
        return switch (schedule) {
            case Schedule.Constant constant -> constant.value();
            case Schedule.Cosine cosine -> cosine.peak() * (1 + Math.cos(Math.PI * step / total)) / 2;
            case Schedule.WarmUp warmUp ->
                rate(warmUp.then(), Math.max(step - warmUp.steps(), 0)) * Math.min(1, (step + 1.0) / warmUp.steps());
            default -> throw new AssertionError(schedule);
        };
    }

    @Test
    void schedulesFollowTheirFormulas() {
        Schedule cosine = Schedule.cosine(0.4);
        assertThat(at(cosine, 0, 100)).isEqualTo(0.4);
        assertThat(at(cosine, 50, 100)).isCloseTo(0.2, within(1e-15));
        assertThat(at(cosine, 99, 100)).isCloseTo(0.2 * (1 + Math.cos(Math.PI * 0.99)), within(1e-15));
        assertThat(at(cosine, 500, 100)).as("beyond the end").isEqualTo(at(cosine, 99, 100));
        Schedule warm = Schedule.constant(0.1).warmUp(4);
        assertThat(at(warm, 0, 100)).isCloseTo(0.025, within(1e-16));
        assertThat(at(warm, 3, 100)).isCloseTo(0.1, within(1e-16));
        assertThat(at(warm, 50, 100)).isCloseTo(0.1, within(1e-16));
        assertThatThrownBy(() -> Schedule.constant(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Schedule.cosine(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Momentum.of(0.1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Adam(Schedule.constant(1), 1, 0.9, 1e-8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double at(Schedule schedule, int step, long total) {
        return schedule.rate(Tensor.scalar((double) step), total).item();
    }

    @Test
    void momentsDoNotStaySubnormal() {
        // After one step with a gradient and many without, the velocity has decayed below 2^-126 and must be exactly 0.
        Variable on = new Variable("on", NDArray.of(Shape.SCALAR, 1f));
        Variable w = new Variable("w", NDArray.of(Shape.SCALAR, 0f));
        Tensor formula = Tensor.read(w).mul(Tensor.read(on)).mul(1e-30);
        Minimizer minimizer = Minimizer.of(formula, List.of(w), Momentum.of(1, 0.5));
        minimizer.minimize(-1, 1);
        on.set(NDArray.of(Shape.SCALAR, 0f));
        minimizer.minimize(-1, 40);
        float before = w.value().floats()[0];
        minimizer.minimize(-1, 100);
        assertThat(w.value().floats()[0]).isEqualTo(before);
        assertThat(before).isBetween(-2.0001e-30f, -1.9999e-30f);
    }

    @Test
    void anOverflowIsNotTaken() {
        Variable w = variable(1);
        Minimizer minimizer = Minimizer.of(read(w).exp().sum().neg(), List.of(w), Sgd.of(100));
        assertThatThrownBy(() -> minimizer.minimize(0, 100))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("smaller learning rate");
        assertThat(w.value().item()).isFinite();
    }
}
