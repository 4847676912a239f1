package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.array.TensorType;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand full-batch steps of a small network with every optimiser, its penalties, clipping, schedules and averages,
 * against loops of plain Java in double precision, written from the papers: forward, backward and the rule. The
 * epsilons are such that steps about the minimum shrink; where they jitter instead, any rounding grows until nothing
 * agrees.
 */
class TrajectoryTest {
    private static final int STEPS = 1000;
    private static final double[][] X = {{0.5, -1}, {1.5, 0.3}, {-0.7, 0.8}, {0.1, 0.2}, {-1.2, -0.4}, {0.9, 1.1}};
    private static final double[] Y = {0.7, -1.1, 0.4, 2, -0.3, 1.3};
    private static final int HIDDEN = 3;

    /** A rule for one number: its value after a step; the memory is all zeros at first. */
    interface Rule {
        double next(double w, double g, double[] memory, double rate, int step);
    }

    /**
     * An optimiser and what it means.
     *
     * @param text the optimiser in the notation
     * @param rule its formula
     * @param rate the learning rate of a step counted from 0
     */
    private record Row(
            String text,
            Rule rule,
            IntToDoubleFunction rate,
            double l2,
            double decay,
            boolean biases,
            double norm,
            double value,
            Averaging averaging) {
        Row(String text, Rule rule, IntToDoubleFunction rate) {
            this(text, rule, rate, 0, 0, false, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, (_, w, _) -> w);
        }

        Row penalty(double factor, boolean all) {
            return new Row(text, rule, rate, factor, decay, all, norm, value, averaging);
        }

        Row decay(double factor, boolean all) {
            return new Row(text, rule, rate, l2, factor, all, norm, value, averaging);
        }

        Row clip(double most, double each) {
            return new Row(text, rule, rate, l2, decay, biases, most, each, averaging);
        }

        Row average(Averaging kind) {
            return new Row(text, rule, rate, l2, decay, biases, norm, value, kind);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The average after a step, counted from 1, of the one before and the weight. */
    interface Averaging {
        double next(double average, double w, int step);
    }

    private static Rule sgd() {
        return (w, g, _, rate, _) -> w - rate * g;
    }

    private static Rule momentum(double mu) {
        return (w, g, memory, rate, _) -> {
            memory[0] = mu * memory[0] + g;
            return w - rate * memory[0];
        };
    }

    private static Rule nesterov(double mu) {
        return (w, g, memory, rate, _) -> {
            memory[0] = mu * memory[0] + g;
            return w - rate * (g + mu * memory[0]);
        };
    }

    private static Rule adagrad(double epsilon) {
        return (w, g, memory, rate, _) -> {
            memory[0] += g * g;
            return w - rate * g / (Math.sqrt(memory[0]) + epsilon);
        };
    }

    private static Rule rmsprop(double beta, double epsilon) {
        return (w, g, memory, rate, _) -> {
            memory[0] = beta * memory[0] + (1 - beta) * g * g;
            return w - rate * g / (Math.sqrt(memory[0]) + epsilon);
        };
    }

    private static Rule adam(double epsilon) {
        return (w, g, memory, rate, step) -> {
            memory[0] = 0.9 * memory[0] + (1 - 0.9) * g;
            memory[1] = 0.999 * memory[1] + (1 - 0.999) * g * g;
            double mean = memory[0] / (1 - Math.pow(0.9, step + 1));
            double square = memory[1] / (1 - Math.pow(0.999, step + 1));
            return w - rate * mean / (Math.sqrt(square) + epsilon);
        };
    }

    private static IntToDoubleFunction cosine(double peak) {
        return step -> peak * (1 + Math.cos(Math.PI * step / STEPS)) / 2;
    }

    /** PyTorch's OneCycleLR: the rise ends at step {@code warm * STEPS - 1}, the fall at the last. */
    private static IntToDoubleFunction oneCycle(double peak, double warm, double first, double last) {
        return step -> {
            double top = warm * STEPS - 1;
            double start = peak / first;
            if (step <= top) {
                return peak + (start - peak) / 2 * (Math.cos(Math.PI * step / top) + 1);
            }
            double part = (step - top) / (STEPS - 1 - top);
            double end = start / last;
            return end + (peak - end) / 2 * (Math.cos(Math.PI * part) + 1);
        };
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("sgd(0.1)", sgd(), _ -> 0.1),
                new Row("sgd(cosine(0.1), l2=0.05)", sgd(), cosine(0.1)).penalty(0.05, false),
                new Row("sgd(0.1, decay=0.05, clip_norm=0.3)", sgd(), _ -> 0.1)
                        .decay(0.05, false)
                        .clip(0.3, Double.POSITIVE_INFINITY),
                new Row("momentum(0.02, momentum=0.9, decay=0.1)", momentum(0.9), _ -> 0.02).decay(0.1, false),
                new Row(
                                "sgd(exponential(0.05, factor=0.998), momentum=0.8, l2_all=0.1)",
                                momentum(0.8),
                                step -> 0.05 * Math.pow(0.998, step))
                        .penalty(0.1, true),
                new Row("nesterov(one_cycle(0.1), clip_norm=0.5)", nesterov(0.9), oneCycle(0.1, 0.3, 25, 1e4))
                        .clip(0.5, Double.POSITIVE_INFINITY),
                new Row(
                                "nesterov(stepped(0.03, factor=0.5, every=300), momentum=0.5, l2=0.01)",
                                nesterov(0.5),
                                step -> 0.03 * Math.pow(0.5, step / 300))
                        .penalty(0.01, false),
                new Row("adagrad(0.1, clip_value=0.05)", adagrad(1e-10), _ -> 0.1).clip(Double.POSITIVE_INFINITY, 0.05),
                new Row("adagrad(cosine(0.2), decay_all=0.02)", adagrad(1e-10), cosine(0.2)).decay(0.02, true),
                new Row("rmsprop(cosine(0.01), epsilon=1e-1, l2=0.05)", rmsprop(0.99, 1e-1), cosine(0.01))
                        .penalty(0.05, false),
                new Row("rmsprop(0.003, beta=0.9, epsilon=1e-2, clip_norm=0.2)", rmsprop(0.9, 1e-2), _ -> 0.003)
                        .clip(0.2, Double.POSITIVE_INFINITY),
                new Row(
                        "adam(warm_up(100, constant(0.01)), epsilon=1e-3)",
                        adam(1e-3),
                        step -> 0.01 * Math.min(1, (step + 1) / 100.0)),
                new Row("adam(cosine(0.02), epsilon=1e-3, clip_value=0.1, decay=0.2)", adam(1e-3), cosine(0.02))
                        .decay(0.2, false)
                        .clip(Double.POSITIVE_INFINITY, 0.1),
                new Row(
                                "adam(one_cycle(0.02, warm=0.2, start_divisor=10, end_divisor=100), "
                                        + "epsilon=1e-3, l2=0.1)",
                                adam(1e-3),
                                oneCycle(0.02, 0.2, 10, 100))
                        .penalty(0.1, false),
                new Row("adamw(cosine(0.02), decay=0.3, epsilon=1e-3, clip_norm=0.4)", adam(1e-3), cosine(0.02))
                        .decay(0.3, false)
                        .clip(0.4, Double.POSITIVE_INFINITY),
                new Row("momentum(0.02, ema=0.99)", momentum(0.9), _ -> 0.02)
                        .average((average, w, step) -> step == 1 ? w : 0.99 * average + (1 - 0.99) * w),
                new Row("adamw(cosine(0.02), epsilon=1e-3, mean_after=300, mean_every=7)", adam(1e-3), cosine(0.02))
                        .decay(0.01, false)
                        .average(TrajectoryTest::meanAfter));
    }

    /** The mean of the weights after steps 307, 314 and so on; until then, the weights. */
    private static double meanAfter(double average, double w, int step) {
        if (step <= 307) {
            return w;
        }
        int count = (step - 300) / 7;
        return (step - 300) % 7 == 0 ? (average * (count - 1) + w) / count : average;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aThousandStepsAreThoseOfALoop(Row row) {
        Sequential net = Sequential.of(
                        Dense.of(DType.FLOAT64, 2, HIDDEN), Activation.tanh(), Dense.of(DType.FLOAT64, HIDDEN, 1))
                .init(Key.of(3));
        List<double[]> weights = new ArrayList<>();
        Models.values(net).values().forEach(value -> weights.add(value.doubles().clone()));
        double[] x = Stream.of(X).flatMapToDouble(java.util.Arrays::stream).toArray();
        Dataset data = Dataset.of(
                NDArray.wrap(TensorType.of(DType.FLOAT64, X.length, 2), x),
                NDArray.of(Shape.of(Y.length, 1), Y),
                Task.regression(List.of("y")));
        Map<String, NDArray> trained = Models.values(Trainer.of(net, Loss.squaredError(0.5), Optimizer.parse(row.text))
                .batchSize(X.length)
                .shuffle(false)
                .fit(data, Epochs.of(STEPS))
                .model());
        List<double[]> expected = loop(row, weights);
        int at = 0;
        for (Map.Entry<String, NDArray> entry : trained.entrySet()) {
            assertThat(entry.getValue().doubles())
                    .as(entry.getKey())
                    .containsExactly(expected.get(at++), within(1e-12));
        }
    }

    /** Weights, biases, weights, biases; changed in place, and the averages returned. */
    private static List<double[]> loop(Row row, List<double[]> weights) {
        List<double[][]> memories = new ArrayList<>();
        List<double[]> averages = new ArrayList<>();
        for (double[] group : weights) {
            memories.add(new double[group.length][2]);
            averages.add(group.clone());
        }
        for (int step = 0; step < STEPS; step++) {
            List<double[]> gradients = gradients(weights);
            double squares = 0;
            for (double[] group : gradients) {
                for (double g : group) {
                    squares += g * g;
                }
            }
            double factor = Math.min(1, row.norm / (Math.sqrt(squares) + 1e-6));
            double rate = row.rate.applyAsDouble(step);
            for (int k = 0; k < weights.size(); k++) {
                boolean decays = row.biases || k % 2 == 0;
                double[] group = weights.get(k);
                for (int i = 0; i < group.length; i++) {
                    double g = Math.clamp(gradients.get(k)[i] * factor, -row.value, row.value);
                    double w = group[i] * (decays ? 1 - rate * row.decay : 1);
                    double penalty = decays ? row.l2 * group[i] : 0;
                    group[i] = row.rule.next(w, g + penalty, memories.get(k)[i], rate, step);
                    averages.get(k)[i] = row.averaging.next(averages.get(k)[i], group[i], step + 1);
                }
            }
        }
        return averages;
    }

    /** The gradient of {@code mean (f(x) - y)^2 / 2} with {@code f(x) = tanh(x A + a) B + b}. */
    private static List<double[]> gradients(List<double[]> weights) {
        double[] a = weights.get(0);
        double[] b = weights.get(2);
        List<double[]> gradients = new ArrayList<>();
        weights.forEach(group -> gradients.add(new double[group.length]));
        for (int sample = 0; sample < X.length; sample++) {
            double[] hidden = new double[HIDDEN];
            double output = weights.get(3)[0];
            for (int j = 0; j < HIDDEN; j++) {
                hidden[j] = Math.tanh(X[sample][0] * a[j] + X[sample][1] * a[HIDDEN + j] + weights.get(1)[j]);
                output += hidden[j] * b[j];
            }
            double error = (output - Y[sample]) / X.length;
            gradients.get(3)[0] += error;
            for (int j = 0; j < HIDDEN; j++) {
                double inner = error * b[j] * (1 - hidden[j] * hidden[j]);
                gradients.get(2)[j] += error * hidden[j];
                gradients.get(1)[j] += inner;
                gradients.get(0)[j] += inner * X[sample][0];
                gradients.get(0)[HIDDEN + j] += inner * X[sample][1];
            }
        }
        return gradients;
    }
}
