package hillock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.Key;
import hillock.array.DType;
import hillock.array.NDArray;
import hillock.array.TensorType;
import hillock.graph.Program;
import hillock.graph.Variable;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.AdamW;
import hillock.train.Momentum;
import hillock.train.Nesterov;
import hillock.train.Optimizer;
import hillock.train.RmsProp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What fades away does not stay subnormal for ever: arithmetic of subnormal numbers takes up to a hundred times as
 * long, and a network with dead units would train ever more slowly.
 */
class DeadUnitsTest {
    private static final int STEPS = 5000;
    private static final int UNITS = 14;
    private static final int INPUTS = 8;
    private static final int CLASSES = 10;

    /** An optimiser and an activation whose units die or saturate. */
    record Case(Optimizer optimizer, Activation activation) {
        @Override
        public String toString() {
            return optimizer.describe() + ", " + activation.describe();
        }
    }

    static List<Case> cases() {
        List<Optimizer> others = List.of(Nesterov.of(0.05, 0.9), AdamW.of(0.01), RmsProp.of(0.001));
        List<Case> cases = new ArrayList<>();
        others.forEach(optimizer -> cases.add(new Case(optimizer, Activation.relu())));
        for (Activation activation : List.of(Activation.relu(), Activation.sigmoid(), Activation.tanh())) {
            cases.add(new Case(Momentum.of(0.05, 0.9), activation));
            cases.add(new Case(Adam.of(0.01), activation));
        }
        return cases;
    }

    /** A network and what an optimiser makes of it. */
    private static TrainingStep training(Case each) {
        Layer net = Sequential.of(Dense.of(INPUTS, UNITS), each.activation(), Dense.of(UNITS, CLASSES))
                .init(Key.of(1));
        int[] classes = new int[12];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = 3 * i % CLASSES;
        }
        NDArray x = Key.of(2)
                .normal(TensorType.of(DType.FLOAT32, classes.length, INPUTS))
                .value();
        return TrainingStep.of(net, Loss.crossEntropy(), each.optimizer(), x, NDArray.of(classes));
    }

    /** Makes every second unit insensitive: its bias far below, so that it gives 0, or its derivative is 0. */
    private static void kill(Variable bias) {
        float[] values = bias.value().floats();
        for (int i = 0; i < values.length; i += 2) {
            values[i] = -200;
        }
        bias.set(NDArray.of(values));
    }

    private static Optional<String> subnormal(String what, NDArray array) {
        for (int i = 0; i < array.size(); i++) {
            double magnitude = Math.abs(array.getDouble(i));
            double least = array.dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
            if (magnitude > 0 && magnitude < least) {
                return Optional.of("%s[%d] = %s".formatted(what, i, array.getDouble(i)));
            }
        }
        return Optional.empty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsSubnormalAfterFiveThousandSteps(Case each) {
        TrainingStep training = training(each);
        Run run = training.run(Engine.standard().withThreads(1));
        run.steps(20);
        training.variables().stream()
                .filter(variable -> variable.type().equals(TensorType.of(DType.FLOAT32, UNITS)))
                .findFirst()
                .ifPresent(DeadUnitsTest::kill);
        assertThat(run.steps(STEPS)).isEqualTo(STEPS);
        for (Variable variable : training.variables()) {
            assertThat(subnormal(variable.name(), variable.value())).isEmpty();
        }
        Program.Builder gradients = Program.builder();
        training.program().inputs().forEach(gradients::input);
        for (int i = 0; i < training.gradients().size(); i++) {
            gradients.output("gradient" + i, training.gradients().get(i));
        }
        List<NDArray> values = Engine.standard()
                .prepare(gradients.build())
                .call(training.inputs().toArray(NDArray[]::new));
        for (int i = 0; i < values.size(); i++) {
            assertThat(subnormal("gradient" + i, values.get(i))).isEmpty();
        }
    }
}
