package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import hillock.network.Sequential;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics against scikit-learn 1.2.1, whose numbers scores_by_sklearn.py prints. The network is the identity. */
class EvaluationTest {
    private static final Sequential IDENTITY = Sequential.of(Activation.named("identity"));

    /** The lines of one case by their first words. */
    private static Map<String, double[]> reference(String name) throws IOException {
        Map<String, double[]> lines = new HashMap<>();
        try (InputStream file = EvaluationTest.class.getResourceAsStream("scores_by_sklearn.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            boolean inside = false;
            for (String line : text.lines().toList()) {
                String[] words = line.split(" ");
                if (words[0].equals("case")) {
                    inside = words[1].equals(name);
                } else if (inside) {
                    lines.put(
                            words[0],
                            Arrays.stream(words)
                                    .skip(1)
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
        }
        return lines;
    }

    private static Dataset classes(Map<String, double[]> lines, Task task) {
        int[] targets = Arrays.stream(lines.get("targets"))
                .mapToInt(value -> (int) value)
                .toArray();
        NDArray logits = NDArray.of(Shape.of(targets.length, task.outputs()), lines.get("logits"));
        return Dataset.of(logits, NDArray.of(targets), task);
    }

    private static double[] all(List<ClassScores> scores, ToDoubleFunction<ClassScores> metric) {
        return scores.stream().mapToDouble(metric).toArray();
    }

    private static double[] numbers(ClassScores scores) {
        return new double[] {scores.precision(), scores.recall(), scores.f1()};
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes", "absent"})
    void classificationIsScoredAsByScikitLearn(String name) throws IOException {
        Map<String, double[]> expected = reference(name);
        boolean binary = name.equals("binary");
        Task task = binary ? Task.binary("no", "yes") : Task.classes(4);
        Loss loss = binary ? Loss.binaryCrossEntropy() : Loss.crossEntropy();
        Evaluation found = Evaluation.of(IDENTITY, loss, classes(expected, task));
        assertThat(Arrays.stream(found.confusion())
                        .flatMapToLong(Arrays::stream)
                        .asDoubleStream()
                        .toArray())
                .containsExactly(expected.get("confusion"));
        assertThat(found.accuracy().orElseThrow()).isEqualTo(expected.get("accuracy")[0]);
        assertThat(all(found.classes(), ClassScores::precision))
                .containsExactly(expected.get("precision"), within(1e-15));
        assertThat(all(found.classes(), ClassScores::recall)).containsExactly(expected.get("recall"), within(1e-15));
        assertThat(all(found.classes(), ClassScores::f1)).containsExactly(expected.get("f1"), within(1e-15));
        assertThat(all(found.classes(), ClassScores::examples)).containsExactly(expected.get("support"));
        assertThat(numbers(found.macro().orElseThrow())).containsExactly(expected.get("macro"), within(1e-15));
        assertThat(numbers(found.weighted().orElseThrow())).containsExactly(expected.get("weighted"), within(1e-15));
        assertThat(numbers(found.micro().orElseThrow())).containsExactly(expected.get("micro"), within(1e-15));
        assertThat(found.logLoss().orElseThrow()).isCloseTo(expected.get("log_loss")[0], within(1e-14));
        assertThat(found.loss()).isCloseTo(expected.get("log_loss")[0], within(1e-14));
        assertThat(found.calibrationError().orElseThrow()).isCloseTo(expected.get("calibration")[0], within(1e-14));
        if (expected.containsKey("auc")) {
            assertThat(found.rocAuc().orElseThrow()).isCloseTo(expected.get("auc")[0], within(1e-15));
        } else {
            assertThat(found.rocAuc(2)).isEmpty();
            assertThat(found.rocAuc().orElseThrow())
                    .isCloseTo(
                            IntStream.of(0, 1, 3)
                                    .mapToDouble(label -> found.rocAuc(label).orElseThrow())
                                    .average()
                                    .orElseThrow(),
                            within(1e-15));
        }
        assertThat(found.rmse()).isEmpty();
        assertThat(found.r2()).isEmpty();
        assertThat(found.targets()).isEmpty();
    }

    @Test
    void regressionIsScoredAsByScikitLearn() throws IOException {
        Map<String, double[]> expected = reference("regression");
        Shape shape = Shape.of(expected.get("targets").length / 2, 2);
        Dataset data = Dataset.of(
                NDArray.of(shape, expected.get("logits")),
                NDArray.of(shape, expected.get("targets")),
                Task.regression(List.of("height", "depth")));
        Evaluation found = Evaluation.of(IDENTITY, Loss.squaredError(1), data);
        assertThat(found.rmse().orElseThrow()).isCloseTo(expected.get("rmse")[0], within(1e-13));
        assertThat(found.mae().orElseThrow()).isCloseTo(expected.get("mae")[0], within(1e-13));
        assertThat(found.r2().orElseThrow()).isCloseTo(expected.get("r2")[0], within(1e-13));
        for (int i = 0; i < 2; i++) {
            TargetScores scores = found.targets().get(i);
            assertThat(scores.rmse()).isCloseTo(expected.get("rmses")[i], within(1e-13));
            assertThat(scores.mae()).isCloseTo(expected.get("maes")[i], within(1e-13));
            assertThat(scores.r2()).isCloseTo(expected.get("r2s")[i], within(1e-13));
        }
        assertThat(found.accuracy()).isEmpty();
        assertThat(found.rocAuc()).isEmpty();
        assertThat(found.classes()).isEmpty();
        assertThat(found.macro()).isEmpty();
        assertThat(found.report()).contains("height", "depth", "rmse 1.938, mae 1.471, r2 0.5969");
    }

    @Test
    void areaIsTheShareOfPairsInOrder() {
        // Mann-Whitney by its definition, over all pairs.
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            double[] positive = random.ints(17, 0, 12).asDoubleStream().toArray();
            double[] negative = random.ints(23, -4, 8).asDoubleStream().toArray();
            double pairs = 0;
            for (double p : positive) {
                for (double n : negative) {
                    pairs += p > n ? 1 : p == n ? 0.5 : 0;
                }
            }
            assertThat(RankSums.area(positive, negative)).hasValue(pairs / (17 * 23));
        }
        assertThat(RankSums.area(new double[] {0.0}, new double[] {-0.0})).hasValue(0.5);
        assertThat(RankSums.area(new double[] {1}, new double[0])).isEmpty();
        assertThat(RankSums.area(new double[] {1, Double.NaN}, new double[] {0}))
                .hasValue(Double.NaN);
    }

    @Test
    void certaintyIsStillRanked() {
        // All probabilities of the second class are 1 in float32, and their order is right all the same.
        Dataset data = Dataset.of(
                NDArray.of(new float[][] {{0, 90}, {0, 95}, {0, 100}, {0, 110}}),
                NDArray.of(0, 0, 1, 1),
                Task.classes(2));
        assertThat(Evaluation.of(IDENTITY, Loss.crossEntropy(), data).rocAuc()).hasValue(1);
    }

    @Test
    void scoresDoNotDependOnTheOrderOfSamples() {
        int samples = 1000;
        NDArray logits = Key.of(1)
                .normal(TensorType.of(DType.FLOAT32, samples, 3))
                .mul(2)
                .value();
        int[] targets = new Random(1).ints(samples, 0, 3).toArray();
        Dataset data = Dataset.of(logits, NDArray.of(targets), Task.classes(3));
        Evaluation inOrder = Evaluation.of(IDENTITY, Loss.crossEntropy(), data);
        Evaluation shuffled = Evaluation.of(IDENTITY, Loss.crossEntropy(), data.select(data.order(5, 0)));
        assertThat(shuffled.rocAuc()).isEqualTo(inOrder.rocAuc());
        assertThat(shuffled.confusion()).isDeepEqualTo(inOrder.confusion());
        assertThat(shuffled.logLoss().orElseThrow()).isCloseTo(inOrder.logLoss().orElseThrow(), within(1e-13));
        assertThat(shuffled.calibrationError().orElseThrow())
                .isCloseTo(inOrder.calibrationError().orElseThrow(), within(1e-13));
    }

    @Test
    void positionsOfSequencesCountAndPaddingDoesNot() {
        NDArray logits = NDArray.of(Shape.of(2, 3, 2), new double[] {2, 0, 0, 2, 2, 0, /* second */ 0, 2, 2, 0, 7, -7});
        Dataset data = Dataset.of(
                logits, NDArray.of(Shape.of(2, 3), new int[] {0, 1, 1, 1, 0, -1}), Task.classes(List.of("a", "b")));
        Evaluation found = Evaluation.of(IDENTITY, Loss.crossEntropy(), data);
        assertThat(found.examples()).isEqualTo(2);
        assertThat(found.accuracy()).hasValue(0.8);
        double right = Math.log1p(Math.exp(-2));
        assertThat(found.loss()).isCloseTo((4 * right + right + 2) / 5, within(1e-15));
        assertThat(found.logLoss().orElseThrow()).isCloseTo(found.loss(), within(1e-15));

        Dataset yesNo = Dataset.of(
                NDArray.of(Shape.of(2, 2, 1), new double[] {1, -1, 1, 1}),
                NDArray.of(Shape.of(2, 2), new int[] {1, 0, 0, 1}),
                Task.binary("no", "yes"));
        assertThat(Evaluation.of(IDENTITY, Loss.binaryCrossEntropy(), yesNo).accuracy())
                .hasValue(0.75);
        Dataset series = Dataset.of(
                NDArray.of(Shape.of(1, 2, 1), new double[] {1, 2}),
                NDArray.of(Shape.of(1, 2, 1), new double[] {1, 4}),
                Task.regression(List.of("y")));
        assertThat(Evaluation.of(IDENTITY, Loss.squaredError(1), series).mae()).hasValue(1);
        assertThatThrownBy(() ->
                        Dataset.of(logits, NDArray.of(Shape.of(2, 3), new int[] {0, 1, 1, 1, 0, -2}), Task.classes(2)))
                .hasMessageContaining("row 1 is -2")
                .hasMessageContaining("padding");
        assertThatThrownBy(() -> Dataset.of(logits, NDArray.of(0, -1), Task.classes(2)))
                .hasMessageContaining("row 1 is -1");
        // One class for the whole sequence where the network gives one for each step.
        assertThatThrownBy(() -> Evaluation.of(
                        IDENTITY, Loss.crossEntropy(), Dataset.of(logits, NDArray.of(0, 1), Task.classes(2))))
                .hasMessageContaining("float64[2, 3, 2]")
                .hasMessageContaining("[2, 2]");
    }

    @Test
    void networksLearnSequencesStepByStep() {
        // Which of two numbers is greater, at each of four steps.
        NDArray features =
                Key.of(3).normal(TensorType.of(DType.FLOAT32, 60, 4, 2)).value();
        int[] targets = new int[60 * 4];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = features.getDouble(2 * i) < features.getDouble(2 * i + 1) ? 1 : 0;
        }
        Dataset data = Dataset.of(features, NDArray.of(Shape.of(60, 4), targets), Task.classes(2));
        var result = Trainer.of(Sequential.of(Dense.of(2, 2)), Loss.crossEntropy(), Adam.of(0.1))
                .seed(1)
                .fit(data.split(0.2, 1).train(), Epochs.of(20));
        assertThat(Evaluation.of(result.model(), Loss.crossEntropy(), data)
                        .accuracy()
                        .orElseThrow())
                .isGreaterThan(0.95);
    }

    @Test
    void reportIsATable() throws IOException {
        Evaluation found = Evaluation.of(
                IDENTITY, Loss.binaryCrossEntropy(), classes(reference("binary"), Task.binary("stayed", "left")));
        assertThat(found.report()).isEqualTo("""
                          precision  recall      f1  examples
                stayed       0.8409  0.8810  0.8605        42
                left         0.6875  0.6111  0.6471        18
                macro        0.7642  0.7460  0.7538        60
                weighted     0.7949  0.8000  0.7964        60
                accuracy 0.8000, log loss 0.4953, ROC AUC 0.7811, calibration error 0.0762 (15 bins)""");
        assertThat(found).hasToString("accuracy 0.8, loss " + found.loss() + ", 60 examples");
    }

    @Test
    void reportOfManyClassesShowsTheWorst() {
        int labels = 50;
        int[] targets = IntStream.range(0, labels).toArray();
        double[] logits = new double[labels * labels];
        for (int i = 0; i < labels; i++) {
            logits[i * labels + (i < 5 ? 5 : i)] = 1;
        }
        Dataset data =
                Dataset.of(NDArray.of(Shape.of(labels, labels), logits), NDArray.of(targets), Task.classes(labels));
        List<String> lines = Evaluation.of(IDENTITY, Loss.crossEntropy(), data)
                .report()
                .lines()
                .toList();
        assertThat(lines).hasSize(1 + 20 + 1 + 2 + 1).allMatch(line -> line.length() <= 100);
        assertThat(lines.get(1)).startsWith("0 ").contains("0.0000");
        assertThat(lines.get(21)).contains("30 classes");
    }

    @Test
    void numbersInReportsAreReadable() {
        assertThat(EvaluationReport.number(123456.7)).isEqualTo("123457");
        assertThat(EvaluationReport.number(0.012345)).isEqualTo("0.01235");
        assertThat(EvaluationReport.number(1e-12)).isEqualTo("1.000e-12");
    }
}
