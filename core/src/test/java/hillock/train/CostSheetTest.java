package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import hillock.array.DType;
import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.engine.Measurement;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Loss;
import hillock.network.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training takes, told before it begins. */
class CostSheetTest {
    private static final Trainer<Sequential> TRAINER = Trainer.of(
                    Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 1)),
                    Loss.binaryCrossEntropy(),
                    Adam.of(0.02))
            .batchSize(2);

    private static Dataset xor() throws IOException {
        return BuiltIn.named("xor").orElseThrow().load(1).train();
    }

    @Test
    void stepsAreTakenForTheirTimeAndDropped() throws IOException {
        List<Double> progress = new ArrayList<>();
        CostSheet cost = TRAINER.cost(xor(), Epochs.of(30), progress::add);
        assertThat(progress).isNotEmpty().isSorted();
        assertThat(cost.parameters()).isEqualTo(2 * 8 + 8 + 8 + 1);
        assertThat(cost.steps()).isEqualTo(60);
        // All of so short a training is run, so the prediction is the time that it took.
        Measurement measurement = cost.measurement().orElseThrow();
        assertThat(measurement.warmUpRuns()).isEqualTo(60);
        assertThat(cost.predictedSeconds()).isCloseTo(measurement.warmUpSeconds(), within(1e-9));
        assertThat(cost.toString())
                .containsPattern("Predicted +about .* for 30 epochs of 2 steps, validation and test not included")
                .contains("as long as so many steps took just now");
    }

    @Test
    void aLongTrainingTakesTheTimeOfTheFirstStepsAndOfTheOthers() throws IOException {
        CostSheet sheet = TRAINER.cost(xor(), Epochs.of(1));
        CostSheet cost = new CostSheet(33, 132, 268, 2, 2, 500, true, sheet.step(), sheet.measurement())
                .measured(new Measurement(0.01, 5, List.of(new Measurement.Lap(100, 4)), false, 2));
        assertThat(cost.predictedSeconds()).isCloseTo(4 + 900 * 0.01, within(1e-9));
        assertThat(cost.toString())
                .containsPattern("Predicted +about 13.0 s for at most 500 epochs of 2 steps")
                .contains("a step takes 10.0 ms, measured after 100 steps in 4.00 s, when the times had not settled");
        assertThat(cost.line(13, 0.01)).startsWith("About 13.0 s: at most 500 epochs of 2 steps, 10.0 ms each; 33 par");
    }

    @Test
    void whatThereIsNoRoomForIsRefusedBeforeWeightsAreMade() {
        assumeThat(Heap.most()).isLessThan(20_000_000_000L);
        int width = 30_000;
        Dataset one = Dataset.of(
                NDArray.zeros(TensorType.of(DType.FLOAT32, 1, width)),
                NDArray.zeros(TensorType.of(DType.INT32, 1)),
                Task.classes(2));
        Sequential recipe = Sequential.of(Dense.of(width, width), Dense.of(width, 2));
        // 30000 * 30000 + 30000 + 30000 * 2 + 2 numbers of four bytes, and two more for each, all twice.
        assertThatThrownBy(() ->
                        Trainer.of(recipe, Loss.crossEntropy(), Adam.of(1e-3)).fit(one, Epochs.of(1)))
                .isInstanceOf(MemoryException.class)
                .hasMessageStartingWith("Training 900,090,002 parameters (their values and 2 numbers that the optimiser"
                        + " remembers for each, before and after a step) needs 21.6 GB, and ");
    }
}
