package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.BuiltIn;
import hillock.data.Dataset;
import hillock.data.Preset;
import hillock.data.Split;
import hillock.data.Task;
import hillock.data.Xor;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Initializer;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import hillock.train.Finding.Illness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each illness is found where it is, with its number, and nothing is found where all is well. */
class DoctorTest {
    private static final Dataset TRAIN = Xor.quadrants(200, 1);
    private static final Dataset TEST = Xor.quadrants(400, 2);
    private static final Loss BINARY = Loss.binaryCrossEntropy();

    private static Sequential network() {
        return Sequential.of(Dense.of(2, 16), Activation.tanh(), Dense.of(16, 1));
    }

    private static Trainer<Sequential> trainer(double rate) {
        return Trainer.of(network(), BINARY, Adam.of(rate)).seed(1);
    }

    /** Two inputs that say nothing together with a third one, and a target, by row. */
    private static Dataset table(int size, Task task, IntToDoubleFunction third, IntToDoubleFunction target) {
        Random random = new Random(5);
        float[] features = new float[size * 3];
        for (int i = 0; i < size; i++) {
            features[3 * i] = (float) random.nextGaussian();
            features[3 * i + 1] = (float) random.nextGaussian();
            features[3 * i + 2] = (float) third.applyAsDouble(i);
        }
        List<String> names = List.of("age", "height", "income");
        NDArray inputs = NDArray.of(Shape.of(size, 3), features);
        if (task instanceof Task.Regression) {
            float[] targets = new float[size];
            for (int i = 0; i < size; i++) {
                targets[i] = (float) target.applyAsDouble(i);
            }
            return Dataset.of(inputs, NDArray.of(Shape.of(size, 1), targets), task, names);
        }
        int[] targets = new int[size];
        for (int i = 0; i < size; i++) {
            targets[i] = (int) target.applyAsDouble(i);
        }
        return Dataset.of(inputs, NDArray.of(Shape.of(size), targets), task, names);
    }

    private static final Task YES = Task.binary("no", "yes");
    private static final Task NUMBER = Task.regression(List.of("price"));

    /** Normal numbers, another row for each seed. */
    private static final double[][] NOISE = IntStream.range(0, 10)
            .mapToObj(seed -> DoubleStream.generate(new Random(seed)::nextGaussian)
                    .limit(5000)
                    .toArray())
            .toArray(double[][]::new);

    private static double noise(int seed, int i) {
        return NOISE[seed][i];
    }

    /** The one finding of an illness. */
    private static Finding only(List<Finding> findings, Illness illness) {
        assertThat(findings).as(illness.toString()).anyMatch(finding -> finding.illness() == illness);
        Finding finding = findings.stream()
                .filter(candidate -> candidate.illness() == illness)
                .findFirst()
                .orElseThrow();
        assertThat(finding.toString()).startsWith(illness + ": ").endsWith(".").doesNotContain("\n", "..");
        return finding;
    }

    private static Sequential sized(Activation activation, Initializer initializer, int depth, int outputs) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            layers.add(Dense.of(i == 0 ? 2 : 16, 16).withInitializer(initializer));
            layers.add(activation);
        }
        layers.add(Dense.of(16, outputs));
        return new Sequential(layers);
    }

    static Stream<Arguments> presets() {
        return BuiltIn.generated().stream().map(data -> Arguments.of(data.name(), data));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("presets")
    void presetsAreHealthy(String name, BuiltIn data) throws Exception {
        Preset preset = data.preset();
        Split split = data.load(1);
        Sequential network = Sequential.perceptron(
                split.train().sampleType().shape(),
                preset.hidden(),
                Activation.named(preset.activation()),
                preset.dropout(),
                data.task().outputs());
        Schedule rate = preset.schedule().equals("cosine")
                ? Schedule.cosine(preset.learningRate())
                : Schedule.constant(preset.learningRate());
        Loss loss = Heads.loss(data.task());
        TrainingResult<Sequential> result = Trainer.of(network, loss, Adam.of(rate))
                .seed(1)
                .batchSize(preset.batchSize())
                .fit(split.train(), Epochs.of(preset.epochs()));
        assertThat(Doctor.of(result, loss, split.train()).test(split.test()).examine())
                .isEmpty();
        assertThat(Doctor.of(network, loss, split.train()).examine())
                .as("with its first weights")
                .isEmpty();
    }

    @Test
    void theHealthyHaveNothing() {
        var result = trainer(0.02).fit(TRAIN, Epochs.of(20));
        assertThat(Doctor.of(result, BINARY, TRAIN).test(TEST).examine()).isEmpty();
    }

    @Test
    void deadUnits() {
        Sequential network =
                Sequential.of(Dense.of(2, 8), Activation.relu(), Dense.of(8, 1)).init(Key.of(3));
        assertThat(Doctor.of(network, BINARY, TRAIN).examine()).isEmpty();
        var values = new LinkedHashMap<>(Models.values(network));
        // Inputs lie within [-1, 1]: five of the eight units never come above 0.
        values.put("layers.0.bias", NDArray.of(-100f, -100f, 0f, -100f, -100f, 0f, -100f, 0f));
        Finding finding = only(
                Doctor.of(Models.withValues(network, values), BINARY, TRAIN).examine(), Illness.DEAD_UNITS);
        assertThat(finding.number()).isEqualTo(5.0 / 8);
        assertThat(finding.where()).isEqualTo("layers.1");
        assertThat(finding.sentence()).contains("5 of 8 units of layers.1 (relu)");
        values.put("layers.0.bias", NDArray.of(-100f, -100f, -100f, -100f, -100f, -100f, -100f, -100f));
        assertThat(Doctor.of(Models.withValues(network, values), BINARY, TRAIN).examine())
                .as("the gradient that is lost is not told separately")
                .extracting(Finding::illness)
                .containsExactly(Illness.DEAD_UNITS);
    }

    @Test
    void saturatedUnits() {
        for (Activation activation : List.of(Activation.tanh(), Activation.sigmoid())) {
            Sequential network =
                    sized(activation, Initializer.xavierNormal(), 2, 1).init(Key.of(3));
            assertThat(Doctor.of(network, BINARY, TRAIN).examine()).isEmpty();
            var values = new LinkedHashMap<>(Models.values(network));
            values.compute("layers.2.bias", (_, bias) -> {
                float[] far = new float[16];
                Arrays.fill(far, 0, 12, 50);
                return NDArray.of(far);
            });
            Finding finding = only(
                    Doctor.of(Models.withValues(network, values), BINARY, TRAIN).examine(), Illness.SATURATED_UNITS);
            assertThat(finding.number()).isEqualTo(12.0 / 16);
            assertThat(finding.where()).isEqualTo("layers.3");
        }
    }

    @Test
    void vanishingGradient() {
        // INVENTORY B23 and O22: the slope of the logistic function is at most 1/4.
        Sequential deep = sized(Activation.sigmoid(), Initializer.xavierNormal(), 10, 1);
        Finding finding = only(Doctor.of(deep, BINARY, TRAIN).examine(), Illness.VANISHING_GRADIENT);
        assertThat(finding.where()).isEqualTo("layers.0.weights");
        assertThat(finding.number()).isLessThan(1e-4);
        Sequential centred = sized(Activation.tanh(), Initializer.xavierNormal(), 10, 1);
        assertThat(Doctor.of(centred, BINARY, TRAIN).examine()).isEmpty();
    }

    @Test
    void explodingGradient() {
        Sequential network = sized(Activation.leakyRelu(), Initializer.kaimingNormal(), 10, 1)
                .init(Key.of(3));
        assertThat(Doctor.of(network, BINARY, TRAIN).examine()).isEmpty();
        var values = new LinkedHashMap<>(Models.values(network));
        values.replaceAll((path, value) -> path.endsWith("weights") ? times(value, 8) : value);
        Finding finding = only(
                Doctor.of(Models.withValues(network, values), BINARY, TRAIN).examine(), Illness.EXPLODING_GRADIENT);
        assertThat(finding.number()).isGreaterThan(1e3);
    }

    private static NDArray times(NDArray value, float factor) {
        float[] products = value.floats().clone();
        for (int i = 0; i < products.length; i++) {
            products[i] *= factor;
        }
        return NDArray.of(value.shape(), products);
    }

    @Test
    void wrongHeadForClasses() {
        Dataset three = table(100, Task.classes(3), i -> noise(1, i), i -> i % 3);
        Loss loss = Loss.crossEntropy();
        Sequential body = Sequential.of(Dense.of(3, 3));
        assertThat(Doctor.of(body, loss, three).examine()).isEmpty();
        assertThat(Doctor.of(Sequential.of(body, Activation.named("log_softmax")), loss, three)
                        .examine())
                .isEmpty();
        Finding softmax = only(
                Doctor.of(Sequential.of(body, Activation.softmax()), loss, three)
                        .examine(),
                Illness.WRONG_HEAD);
        // e / (e + 2)
        assertThat(softmax.number()).isCloseTo(0.5761, within(1e-4));
        assertThat(softmax.remedy()).contains("Leave softmax out");
        Finding sigmoid = only(
                Doctor.of(Sequential.of(Dense.of(2, 1), Activation.sigmoid()), BINARY, TRAIN)
                        .examine(),
                Illness.WRONG_HEAD);
        assertThat(sigmoid.number()).as("the least probability").isEqualTo(0.5);
        assertThat(only(
                                Doctor.of(Sequential.of(body, Activation.relu()), loss, three)
                                        .examine(),
                                Illness.WRONG_HEAD)
                        .sentence())
                .contains("none can be below 0");
        assertThat(only(Doctor.of(Dense.of(2, 1), Loss.squaredError(1), TRAIN).examine(), Illness.WRONG_HEAD)
                        .sentence())
                .contains("output 0", "probability 0.500");
    }

    @Test
    void wrongHeadForNumbers() {
        Dataset numbers = table(100, NUMBER, i -> noise(1, i), i -> noise(2, i));
        Sequential body = Sequential.of(Dense.of(3, 1));
        assertThat(Doctor.of(body, Loss.squaredError(1), numbers).examine()).isEmpty();
        Finding relu = only(
                Doctor.of(Sequential.of(body, Activation.relu()), Loss.squaredError(1), numbers)
                        .examine(),
                Illness.WRONG_HEAD);
        assertThat(relu.number()).as("the share of negative targets").isBetween(0.4, 0.6);
        only(Doctor.of(body, BINARY, numbers).examine(), Illness.WRONG_HEAD);
        Dataset positive = table(100, NUMBER, i -> noise(1, i), i -> Math.abs(noise(2, i)));
        assertThat(Doctor.of(Sequential.of(body, Activation.named("softplus")), Loss.squaredError(1), positive)
                        .examine())
                .isEmpty();
    }

    @Test
    void unscaledData() {
        Dataset euros = table(100, YES, i -> 30_000 + 9000 * noise(1, i), i -> i % 2);
        Finding finding = only(Doctor.of(Dense.of(3, 1), BINARY, euros).examine(), Illness.UNSCALED_INPUTS);
        assertThat(finding.where()).isEqualTo("'income'");
        assertThat(finding.number()).isBetween(30_000.0, 33_000.0);
        Dataset prices = table(100, NUMBER, i -> noise(1, i), i -> 250_000 + 50_000 * noise(2, i));
        assertThat(only(Doctor.of(Dense.of(3, 1), Loss.squaredError(1), prices).examine(), Illness.UNSCALED_TARGETS)
                        .number())
                .isBetween(240_000.0, 260_000.0);
    }

    @Test
    void unshuffledData() {
        Dataset sorted = table(100, YES, i -> noise(1, i), i -> i / 50);
        Finding finding =
                only(Doctor.of(Dense.of(3, 1), BINARY, sorted).shuffled(false).examine(), Illness.UNSHUFFLED_DATA);
        assertThat(finding.number()).isLessThan(0.1);
        assertThat(Doctor.of(Dense.of(3, 1), BINARY, sorted).examine())
                .as("shuffled")
                .isEmpty();
        Dataset mixed = table(100, YES, i -> noise(1, i), i -> noise(3, i) > 0 ? 1 : 0);
        assertThat(Doctor.of(Dense.of(3, 1), BINARY, mixed).shuffled(false).examine())
                .isEmpty();
        Dataset rising = table(100, NUMBER, i -> noise(1, i), i -> i / 50.0 - 1);
        only(
                Doctor.of(Dense.of(3, 1), Loss.squaredError(1), rising)
                        .shuffled(false)
                        .examine(),
                Illness.UNSHUFFLED_DATA);
    }

    @Test
    void leakingInput() {
        IntToDoubleFunction target = i -> noise(3, i) > 0 ? 1 : 0;
        Dataset leak = table(300, YES, i -> target.applyAsDouble(i) * 2 - 1 + 0.1 * noise(4, i), target);
        Finding finding = only(Doctor.of(Dense.of(3, 1), BINARY, leak).examine(), Illness.LEAKING_INPUT);
        assertThat(finding.where()).isEqualTo("'income'");
        assertThat(finding.number()).isGreaterThan(0.99);
        Dataset strong = table(300, YES, i -> target.applyAsDouble(i) * 2 - 1 + 0.8 * noise(4, i), target);
        assertThat(Doctor.of(Dense.of(3, 1), BINARY, strong).examine()).isEmpty();
        // The target in other units: its logarithm.
        Dataset units = table(300, NUMBER, i -> Math.exp(noise(3, i)), i -> noise(3, i));
        assertThat(only(Doctor.of(Dense.of(3, 1), Loss.squaredError(1), units).examine(), Illness.LEAKING_INPUT)
                        .where())
                .isEqualTo("'income'");
        Dataset related = table(300, NUMBER, i -> noise(3, i) + 0.1 * noise(4, i), i -> noise(3, i));
        assertThat(Doctor.of(Dense.of(3, 1), Loss.squaredError(1), related).examine())
                .isEmpty();
    }

    @Test
    void anInputThatIsNearlyAlwaysTheSameDoesNotLeakWhereClassesComeInTheirOrder() {
        Dataset sorted = table(300, Task.classes(3), i -> i % 50 == 7 ? 1 : 0, i -> i / 100);
        assertThat(Doctor.of(Dense.of(3, 3), Loss.crossEntropy(), sorted).examine())
                .isEmpty();
        Dataset rising = table(300, NUMBER, i -> i % 50 == 7 ? 1 : 0, i -> i / 150.0 - 1);
        assertThat(Doctor.of(Dense.of(3, 1), Loss.squaredError(1), rising).examine())
                .isEmpty();
    }

    @Test
    void nonFiniteData() {
        Dataset bad = table(5000, YES, i -> i == 4321 ? Double.NaN : noise(1, i), i -> i % 2);
        List<Finding> findings = Doctor.of(Dense.of(3, 1), BINARY, bad).examine();
        assertThat(findings).extracting(Finding::illness).containsExactly(Illness.NON_FINITE_DATA);
        assertThat(findings.getFirst().number()).isEqualTo(1);
        assertThat(findings.getFirst().sentence()).contains("'income'", "4322");
        assertThat(Doctor.of(Dense.of(2, 1), BINARY, TRAIN)
                        .test(Xor.quadrants(10, 3))
                        .examine())
                .isEmpty();
    }

    @Test
    void repeatedSamples() {
        int[] rows = new int[40];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i < 10 ? i : 200 + i;
        }
        Dataset data = Xor.quadrants(400, 1);
        Dataset first = data.take(200);
        Finding finding = only(
                Doctor.of(Dense.of(2, 1), BINARY, first).test(data.select(rows)).examine(), Illness.REPEATED_SAMPLES);
        assertThat(finding.sentence()).contains("10 of 40");
        assertThat(finding.number()).isEqualTo(0.25);
    }

    @Test
    void rateTooHighAndTooLow() {
        var high = trainer(30).fit(TRAIN, Epochs.of(10));
        assertThat(only(Doctor.of(high, BINARY, TRAIN).examine(), Illness.RATE_TOO_HIGH)
                        .number())
                .isGreaterThan(1);
        // A loss that rises from the first epoch on.
        List<EpochRecord> rising = new ArrayList<>();
        for (int epoch = 1; epoch <= 4; epoch++) {
            rising.add(new EpochRecord(epoch, 0.1 * epoch, OptionalDouble.empty(), OptionalDouble.empty(), 0.1));
        }
        assertThat(only(Doctor.of(network(), BINARY, TRAIN).history(rising).examine(), Illness.RATE_TOO_HIGH)
                        .number())
                .isEqualTo(4);
        var low = trainer(1e-7).fit(TRAIN, Epochs.of(10));
        Finding finding = only(Doctor.of(low, BINARY, TRAIN).examine(), Illness.RATE_TOO_LOW);
        assertThat(finding.number()).isBetween(-0.02, 0.01);
        assertThat(finding.sentence()).contains("1.0e-07");
    }

    @Test
    void hardlyBetterThanConstant() {
        // So few steps that the loss is just below the ln 2 of an answer that knows nothing.
        var begun = trainer(0.004).fit(TRAIN, Epochs.of(4));
        Finding finding = only(Doctor.of(begun, BINARY, TRAIN).examine(), Illness.HARDLY_BETTER_THAN_CONSTANT);
        assertThat(finding.number()).isBetween(0.0, 0.05);
        assertThat(finding.sentence()).matches("the training loss is 0\\.6[5-9].* at best, hardly below the 0\\.69.*");
        assertThat(finding.remedy()).startsWith("Train longer or raise the learning rate");
        assertThat(finding.illness().isSevere()).isFalse();
    }

    @Test
    void oneAnswerForEverything() {
        // Of 200 samples 7 are 'yes'; the loss is a little below that of the constant answer, the accuracy the same.
        IntToDoubleFunction rare = i -> i % 30 == 0 ? 1 : 0;
        Dataset data = table(200, YES, i -> 0.1 * rare.applyAsDouble(i) + noise(1, i), rare);
        var result = Trainer.of(Sequential.of(Dense.of(3, 1)), BINARY, Adam.of(0.01))
                .seed(1)
                .fit(data, Epochs.of(30));
        Finding finding =
                only(Doctor.of(result, BINARY, data).validation(data).examine(), Illness.NO_BETTER_THAN_CONSTANT);
        assertThat(finding.number()).isZero();
        assertThat(finding.sentence())
                .isEqualTo("the accuracy on the validation samples is 96.50 %, always answering 'no' gives 96.50 %, "
                        + "and the network gives one answer for everything");
        assertThat(finding.remedy()).contains("--loss 'binary_cross_entropy(weights=each(1, 27.6))'");
    }

    @Test
    void aLossThatJumpsExplainsSaturatedUnits() {
        var wild = Trainer.of(network(), BINARY, Adam.of(1000)).seed(1).fit(TRAIN, Epochs.of(5));
        Finding finding = only(Doctor.of(wild, BINARY, TRAIN).examine(), Illness.SATURATED_UNITS);
        assertThat(finding.sentence()).contains("the training loss jumped, with the learning rate 1000");
        assertThat(finding.remedy()).startsWith("Lower the learning rate");
    }

    @Test
    void noBetterThanConstant() {
        // Few samples with random labels, learnt by heart.
        Dataset random = table(40, YES, i -> noise(1, i), i -> noise(3, i) > -0.5 ? 1 : 0);
        Dataset others = table(400, YES, i -> noise(7, i), i -> noise(8, i) > -0.5 ? 1 : 0);
        var result = Trainer.of(
                        Sequential.of(Dense.of(3, 32), Activation.tanh(), Dense.of(32, 1)), BINARY, Adam.of(0.02))
                .seed(1)
                .fit(random, Epochs.of(100));
        Finding finding =
                only(Doctor.of(result, BINARY, random).test(others).examine(), Illness.NO_BETTER_THAN_CONSTANT);
        assertThat(finding.number()).isNegative();
        assertThat(finding.sentence())
                .contains("the accuracy on the test samples is ", " %, always answering 'yes' gives ");
        Dataset numbers = table(40, NUMBER, i -> noise(1, i), i -> noise(3, i));
        var fitted = Trainer.of(
                        Sequential.of(Dense.of(3, 32), Activation.tanh(), Dense.of(32, 1)),
                        Loss.squaredError(1),
                        Adam.of(0.02))
                .seed(1)
                .fit(numbers, Epochs.of(100));
        Dataset unseen = table(400, NUMBER, i -> noise(7, i), i -> noise(8, i));
        assertThat(only(
                                Doctor.of(fitted, Loss.squaredError(1), numbers)
                                        .test(unseen)
                                        .examine(),
                                Illness.NO_BETTER_THAN_CONSTANT)
                        .number())
                .isPositive();
    }
}
