package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Tensor;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.graph.Variable;
import hillock.network.Dense;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clipping, averages, one cycle and plateaus. */
class RefinementTest {
    private static final Dataset LINE = Dataset.of(
            NDArray.of(Shape.of(4, 1), new float[] {-1, 0, 1, 2}),
            NDArray.of(Shape.of(4, 1), new float[] {-3, -1, 1, 3}),
            Task.regression(List.of("y")));

    private static double[] step(Optimizer optimizer, double... slopes) {
        Variable w = new Variable("w", NDArray.of(Shape.of(slopes.length), new double[slopes.length]));
        Minimizer.of(Tensor.read(w).mul(Tensor.of(slopes)).sum(), List.of(w), optimizer)
                .minimize(0, 1);
        return w.value().doubles();
    }

    @Test
    void theNormOfAllGradientsTogetherIsCut() {
        // PyTorch's clip_grad_norm_: 3-4-5, times 1 / (5 + 1e-6); a short gradient stays to the bit.
        double[] cut = step(Sgd.of(1).clippedByNorm(1), 3, -4);
        assertThat(cut[0]).isCloseTo(-3 / (5 + 1e-6), within(1e-16));
        assertThat(cut[1]).isCloseTo(4 / (5 + 1e-6), within(1e-16));
        assertThat(step(Sgd.of(1).clippedByNorm(6), 3, -4)).containsExactly(-3, 4);
        assertThat(step(Sgd.of(1).clippedByValue(3.5), 3, -4)).containsExactly(-3, 3.5);
        // Two variables count as one vector.
        Variable a = new Variable("a", NDArray.of(Shape.SCALAR, 0.0));
        Variable b = new Variable("b", NDArray.of(Shape.SCALAR, 0f));
        Tensor formula = Tensor.read(a).mul(3).add(Tensor.read(b).mul(4).cast(hillock.array.DType.FLOAT64));
        Minimizer.of(formula, List.of(a, b), Sgd.of(1).clippedByNorm(1)).minimize(0, 1);
        assertThat(a.value().item()).isCloseTo(-3 / (5 + 1e-6), within(1e-15));
        assertThat(b.value().item()).isCloseTo(-4 / (5 + 1e-6), within(1e-7));
    }

    @Test
    void aLongFloat32GradientIsShortenedAndNotLost() {
        // The squares of 1e30 are beyond float32.
        Variable w = new Variable("w", NDArray.of(Shape.of(2), new float[] {0, 0}));
        Minimizer.of(
                        Tensor.read(w).mul(Tensor.of(3e30f, -4e30f)).sum(),
                        List.of(w),
                        Sgd.of(1).clippedByNorm(1))
                .minimize(0, 1);
        assertThat(w.value().floats()).containsExactly(new float[] {-0.6f, 0.8f}, within(1e-6f));
    }

    @Test
    void oneCycleHasTheNumbersOfPyTorch() {
        // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=10): the rise ends at 0.3 * 10 - 1 = 2.
        OneCycle cycle = OneCycle.of(1);
        double low = 1 / 25.0;
        double[] expected = new double[10];
        for (int step = 0; step < 10; step++) {
            double part = step <= 2 ? step / 2.0 : (step - 2) / 7.0;
            double from = step <= 2 ? low : 1;
            double to = step <= 2 ? 1 : low / 1e4;
            expected[step] = to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
        }
        assertThat(expected[1]).isCloseTo(0.52, within(1e-15));
        for (int step = 0; step < 12; step++) {
            assertThat(rate(cycle, step, 10)).isCloseTo(expected[Math.min(step, 9)], within(1e-15));
        }
        assertThat(rate(cycle, 9, 10)).isCloseTo(4e-6, within(1e-18));
        // So few steps that none is left for the rise.
        assertThat(rate(cycle, 0, 2)).isCloseTo(1, within(1e-15));
        assertThat(rate(cycle, 1, 2)).isCloseTo(4e-6, within(1e-15));
        assertThat(rate(cycle, 0, 1)).isCloseTo(1, within(1e-15));
    }

    private static double rate(Schedule schedule, int step, long total) {
        return schedule.rate(Tensor.scalar((double) step), total).item();
    }

    @Test
    void plateausReduceByTheRuleOfPyTorch() {
        // ReduceLROnPlateau(factor=0.5, patience=1, threshold=0.1, cooldown=1), traced by hand:
        // 10 better; 9.5 and 9.2 are not below 9, the second reduces; 9.3 falls in the cool-down; 9.4 and 9.1 reduce.
        Plateau plateau = new Plateau(Schedule.constant(1), 0.5, 1, 0.1, 1, 0.2);
        double[] losses = {10, 9.5, 9.2, 9.3, 9.4, 9.1, 8, 8, 8, 8, 8, 8};
        double[] scales = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625};
        Plateau.Memory memory = Plateau.Memory.START;
        for (int epoch = 0; epoch < losses.length; epoch++) {
            memory = plateau.after(memory, losses[epoch]);
            assertThat(memory.scale()).as("epoch %d", epoch).isEqualTo(scales[epoch]);
            double rate = plateau.rate(Tensor.scalar(5.0), 100, Tensor.scalar(memory.scale()))
                    .item();
            assertThat(rate).isEqualTo(Math.max(scales[epoch], 0.2));
        }
        assertThat(memory.best()).isEqualTo(8);
    }

    @Test
    void trainingFollowsPlateausAndResumesToTheSameBits() {
        Optimizer optimizer = Optimizer.parse("adam(plateau(0.3, factor=0.5, patience=0), ema=0.8)");
        List<TrainingState> states = new ArrayList<>();
        Trainer<Dense> trainer = Trainer.of(Dense.of(1, 1), Loss.squaredError(1), optimizer)
                .seed(2)
                .batchSize(2)
                .validation(LINE);
        TrainingResult<Dense> whole =
                trainer.onEpoch(report -> states.add(report.state())).fit(LINE, Epochs.of(40));
        double before = 0.3;
        double lowest = Double.POSITIVE_INFINITY;
        for (EpochRecord epoch : whole.history()) {
            assertThat(epoch.learningRate()).as("epoch %d", epoch.epoch()).isCloseTo(before, within(1e-15));
            double loss = epoch.validationLoss().orElseThrow();
            if (!(loss < lowest * (1 - 1e-4))) {
                before /= 2;
            }
            lowest = Math.min(lowest, loss);
        }
        assertThat(before).isLessThan(0.1);
        for (int epoch : new int[] {1, 17, 39}) {
            TrainingState kept = states.get(epoch - 1);
            TrainingResult<Dense> resumed = trainer.resume(TrainingState.of(kept.arrays(), kept.texts()))
                    .fit(LINE, Epochs.of(40));
            assertThat(resumed.history()).isEqualTo(whole.history());
            assertSameBits(resumed.model(), whole.model());
        }
        assertThatThrownBy(() -> Trainer.of(Dense.of(1, 1), Loss.squaredError(1), optimizer)
                        .fit(LINE, Epochs.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("follows the validation loss");
    }

    private static void assertSameBits(Layer first, Layer second) {
        var values = Models.values(second);
        Models.values(first)
                .forEach((path, value) -> assertThat(value.sameBits(values.getOrDefault(path, value)))
                        .as(path)
                        .isTrue());
    }

    @Test
    void theResultAndTheValidationAreThoseOfTheAverage() {
        // A mean over two steps far apart: the result lies between the raw weights of both.
        List<Layer> shown = new ArrayList<>();
        Trainer<Dense> plain = Trainer.of(Dense.of(1, 1), Loss.squaredError(1), Sgd.of(0.1))
                .batchSize(4)
                .seed(1);
        List<double[]> raw = new ArrayList<>();
        plain.onBatch(report -> raw.add(weights(report.snapshot()))).fit(LINE, Epochs.of(6));
        TrainingResult<Dense> averaged = Trainer.of(
                        Dense.of(1, 1), Loss.squaredError(1), Sgd.of(0.1).averaged(2, 2))
                .batchSize(4)
                .seed(1)
                .validation(LINE)
                .onEpoch(report -> shown.add(report.snapshot()))
                .fit(LINE, Epochs.of(6));
        for (int i = 0; i < 2; i++) {
            double mean = (raw.get(3)[i] + raw.get(5)[i]) / 2;
            assertThat(weights(averaged.model())[i]).isCloseTo(mean, within(1e-6));
            assertThat(weights(shown.get(4))[i]).isEqualTo(raw.get(3)[i]);
            assertThat(weights(shown.get(1))[i]).isEqualTo(raw.get(1)[i]);
        }
        double loss =
                Evaluation.of(averaged.model(), Loss.squaredError(1), LINE).loss();
        assertThat(averaged.history().getLast().validationLoss().orElseThrow()).isEqualTo(loss);
        // The state to go on from holds the raw weights beside the average.
        assertThat(averaged.state().weights().firstEntry().getValue().item()).isEqualTo(raw.get(5)[0]);
        assertThat(averaged.state().optimizer()).containsKeys("average.weights", "average.bias");
    }

    private static double[] weights(Layer model) {
        return Models.values(model).values().stream().mapToDouble(NDArray::item).toArray();
    }

    @Test
    void trainingOfNoStepsKeepsTheWeights() {
        Dense given = Dense.of(1, 1).init(hillock.Key.of(4));
        Thread.currentThread().interrupt();
        TrainingResult<Dense> result = Trainer.of(
                        given, Loss.squaredError(1), Sgd.of(0.1).averagedExponentially(0.9))
                .fit(LINE, Epochs.of(3));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.steps()).isZero();
        assertSameBits(result.model(), given);
    }
}
