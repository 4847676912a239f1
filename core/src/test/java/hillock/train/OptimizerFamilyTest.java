package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.graph.Variable;
import hillock.network.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nesterov, AdaGrad, RMSProp and AdamW against their closed forms and against loops of ordinary Java. */
class OptimizerFamilyTest {
    private static double[] steps(Optimizer optimizer, int count, double gradient) {
        Variable w = new Variable("w", NDArray.of(Shape.of(1), new double[] {0}));
        Minimizer minimizer = Minimizer.of(Tensor.read(w).mul(gradient).sum(), List.of(w), optimizer);
        double[] steps = new double[count];
        double before = 0;
        for (int i = 0; i < count; i++) {
            minimizer.minimize(0, 1);
            double after = w.value().doubles()[0];
            steps[i] = before - after;
            before = after;
        }
        return steps;
    }

    @Test
    void constantGradientsGiveTheClosedForms() {
        // INVENTORY O15, O16; the epsilons are far below what the tolerance sees.
        double[] ada = steps(new AdaGrad(Schedule.constant(0.1), 1e-15), 50, 3);
        double[] rms = steps(new RmsProp(Schedule.constant(0.1), 0.9, 1e-15), 50, -3);
        double[] nesterov = steps(Nesterov.of(0.01, 0.9), 400, 2);
        for (int t = 1; t <= 50; t++) {
            assertThat(ada[t - 1]).isCloseTo(0.1 / Math.sqrt(t), within(1e-13));
            assertThat(rms[t - 1]).isCloseTo(-0.1 / Math.sqrt(1 - Math.pow(0.9, t)), within(1e-13));
            double velocity = 2 * (1 - Math.pow(0.9, t)) / (1 - 0.9);
            assertThat(nesterov[t - 1]).isCloseTo(0.01 * (2 + 0.9 * velocity), within(1e-13));
        }
        assertThat(nesterov[399]).isCloseTo(0.01 * 2 / (1 - 0.9), within(1e-12));
    }

    @Test
    void decayShrinksWeightsButNotBiases() {
        AdamW optimizer = new AdamW(Adam.of(0.1), 0.5);
        assertThat(after(optimizer, Parameter.Role.WEIGHT)).isCloseTo(2 * (1 - 0.1 * 0.5), within(1e-15));
        assertThat(after(optimizer, Parameter.Role.BIAS)).isEqualTo(2);
    }

    /** The value 2 after one step without a gradient. */
    private static double after(Optimizer optimizer, Parameter.Role role) {
        Tensor zero = Tensor.scalar(0.0);
        return optimizer
                .next(new Optimizer.Slot(role, Tensor.scalar(2.0), zero, List.of(zero, zero), Tensor.scalar(0.1), zero))
                .value()
                .item();
    }

    @Test
    void trajectoriesOfAThousandStepsAreThoseOfALoop() {
        for (Optimizer optimizer : List.of(
                Nesterov.of(0.001, 0.9),
                AdaGrad.of(0.05),
                new RmsProp(Schedule.constant(0.001), 0.99, 1e-3),
                new AdamW(Adam.of(0.01), 0.1))) {
            Variable w = new Variable("w", NDArray.of(Shape.of(2), new double[] {-1.2, 1.0}));
            double[] expected = {-1.2, 1.0};
            double[] first = new double[2];
            double[] second = new double[2];
            // Rosenbrock's function (1960) by a tenth: 0.1 (1 - x)^2 + 10 (y - x^2)^2
            Tensor x = Tensor.read(w).slice(0, 0, 1);
            Tensor y = Tensor.read(w).slice(0, 1, 2);
            Tensor valley = Tensor.scalar(1.0)
                    .sub(x)
                    .square()
                    .add(y.sub(x.square()).square().mul(100))
                    .mul(0.1)
                    .sum();
            Minimizer.of(valley, List.of(w), optimizer).minimize(0, 1000);
            for (int step = 1; step <= 1000; step++) {
                double a = expected[0];
                double b = expected[1];
                double[] gradient = {0.1 * (-2 * (1 - a) - 400 * a * (b - a * a)), 0.1 * 200 * (b - a * a)};
                for (int i = 0; i < 2; i++) {
                    double g = gradient[i];
                    switch (optimizer) {
                        case Nesterov _ -> {
                            first[i] = 0.9 * first[i] + g;
                            expected[i] -= 0.001 * (g + 0.9 * first[i]);
                        }
                        case AdaGrad _ -> {
                            second[i] += g * g;
                            expected[i] -= 0.05 * g / (Math.sqrt(second[i]) + 1e-10);
                        }
                        case RmsProp _ -> {
                            second[i] = 0.99 * second[i] + (1 - 0.99) * g * g;
                            expected[i] -= 0.001 * g / (Math.sqrt(second[i]) + 1e-3);
                        }
                        case AdamW _ -> {
                            first[i] = 0.9 * first[i] + (1 - 0.9) * g;
                            second[i] = 0.999 * second[i] + (1 - 0.999) * g * g;
                            double mean = first[i] / (1 - Math.pow(0.9, step));
                            double square = second[i] / (1 - Math.pow(0.999, step));
                            expected[i] -= 0.01 * 0.1 * expected[i] + 0.01 * mean / (Math.sqrt(square) + 1e-8);
                        }
                        default -> throw new AssertionError(optimizer);
                    }
                }
            }
            assertThat(w.value().doubles()).as(optimizer.describe()).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void penaltyShrinksWeightsButNotBiases() {
        // INVENTORY O06: without a gradient of the data and without momentum, by 1 - alpha lambda / m per step.
        double factor = 3.0 / 20;
        for (Optimizer inner : List.of(Sgd.of(0.1), Momentum.of(0.1, 0))) {
            Optimizer optimizer = new WeightPenalty(inner, factor);
            assertThat(after(optimizer, Parameter.Role.WEIGHT)).isCloseTo(2 * (1 - 0.1 * factor), within(1e-15));
            assertThat(after(optimizer, Parameter.Role.BIAS)).isEqualTo(2);
        }
    }

    @Test
    void fallingSchedulesFollowTheirFormulas() {
        for (int step = 0; step < 40; step++) {
            double time = step;
            assertThat(Schedule.stepped(0.4, 0.5, 10)
                            .rate(Tensor.scalar(time), 30)
                            .item())
                    .isCloseTo(0.4 * Math.pow(0.5, Math.min(step, 29) / 10), within(1e-15));
            assertThat(Schedule.exponential(0.4, 0.9)
                            .rate(Tensor.scalar(time), 30)
                            .item())
                    .isCloseTo(0.4 * Math.pow(0.9, Math.min(step, 29)), within(1e-15));
        }
        assertThatThrownBy(() -> Schedule.stepped(0.1, 0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Schedule.stepped(0.1, 0.5, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WeightPenalty(Sgd.of(1), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> Nesterov.of(0.1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdaGrad(Schedule.constant(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RmsProp(Schedule.constant(1), 1, 1e-8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdamW(Adam.of(1), -0.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
