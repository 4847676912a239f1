package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Xor;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Many trainings, their table, and the best of them. */
class SweepTest {
    private static final Dataset TRAIN = Xor.quadrants(60, 1);
    private static final Dataset VALIDATION = Xor.quadrants(80, 2);
    private static final Loss LOSS = Loss.binaryCrossEntropy();

    private static Sweep.Plan<Sequential> plan(Combination choice) {
        int width = (int) choice.number("hidden");
        Sequential net = Sequential.of(Dense.of(2, width), Activation.tanh(), Dense.of(width, 1));
        return new Sweep.Plan<>(
                Trainer.of(net, LOSS, Adam.of(choice.number("rate"))).batchSize(16), Epochs.of(6));
    }

    private static Sweep<Sequential> sweep() {
        return Sweep.of(SweepTest::plan)
                .vary("rate", 1e-3, 0.05)
                .vary("hidden", 4, 8, 12)
                .seeds(1, 2, 3);
    }

    private static List<String> names(List<Combination> combinations) {
        return combinations.stream().map(Combination::toString).toList();
    }

    private static void assertSameBits(Layer actual, Layer expected) {
        Map<String, NDArray> wanted = Models.values(expected);
        Models.values(actual)
                .forEach((path, value) ->
                        assertThat(value.sameBits(wanted.get(path))).as(path).isTrue());
    }

    @Test
    void theGridHasEveryCombination() {
        assertThat(names(sweep().combinations()))
                .containsExactly(
                        "rate=0.001 hidden=4",
                        "rate=0.001 hidden=8",
                        "rate=0.001 hidden=12",
                        "rate=0.05 hidden=4",
                        "rate=0.05 hidden=8",
                        "rate=0.05 hidden=12");
        assertThat(new Combination(new LinkedHashMap<>(Map.of("hidden", List.of(128, 64)))).text("hidden"))
                .isEqualTo("128x64");
    }

    @Test
    void randomCombinationsAreThoseOfTheSeedAndDiffer() {
        List<String> some = names(sweep().random(4, 7).combinations());
        assertThat(some).hasSize(4).doesNotHaveDuplicates().isSubsetOf(names(sweep().combinations()));
        assertThat(names(sweep().random(4, 7).combinations())).isEqualTo(some);
        assertThat(names(sweep().random(4, 8).combinations())).isNotEqualTo(some);
        assertThat(sweep().random(100, 7).combinations())
                .as("there are no more")
                .hasSize(6);
        List<Combination> rates = Sweep.of(SweepTest::plan)
                .range("rate", 1e-5, 1e-1)
                .vary("hidden", 4)
                .random(400, 3)
                .combinations();
        assertThat(rates).allMatch(choice -> choice.number("rate") >= 1e-5 && choice.number("rate") <= 1e-1);
        // Few digits, so that what is shown is what was trained with.
        assertThat(rates)
                .allMatch(choice ->
                        new BigDecimal(choice.text("rate")).stripTrailingZeros().precision() <= 3);
        // Uniform in the logarithm: half of them on either side of the geometric mean.
        assertThat(rates.stream().filter(choice -> choice.number("rate") < 1e-3).count())
                .isBetween(160L, 240L);
    }

    @Test
    void aRangeWithFewerNumbersThanDrawsGivesThoseThereAre() {
        Sweep<Sequential> narrow = Sweep.of(SweepTest::plan).range("rate", 0.001, 0.00101);
        assertThat(narrow.random(50, 1).combinations())
                .extracting(choice -> choice.number("rate"))
                .containsExactlyInAnyOrder(0.001, 0.00101);
        assertThat(narrow.vary("x", 1, 1, 1).random(50, 1).combinations()).hasSize(2);
        assertThat(names(Sweep.of(SweepTest::plan)
                        .vary("x", 1, 1, 1)
                        .random(2, 1)
                        .combinations()))
                .containsExactly("x=1");
    }

    @Test
    void whatCannotBeTriedIsRefused() {
        assertThatThrownBy(() -> sweep().vary("rate", 1)).hasMessageContaining("'rate' is varied twice");
        assertThatThrownBy(() -> sweep().vary("x")).hasMessageContaining("no value to try for 'x'");
        assertThatThrownBy(() -> sweep().range("x", 0, 1)).hasMessageContaining("not from 0.0 to 1.0");
        assertThatThrownBy(() -> sweep().range("x", 1, 2).combinations()).hasMessageContaining(".random(count, seed)");
        Object[] many = new Object[1000];
        Arrays.setAll(many, i -> i);
        assertThatThrownBy(() -> sweep().vary("a", many).vary("b", many).combinations())
                .hasMessageContaining("18000000 trainings");
        assertThatThrownBy(() -> sweep().combinations().getFirst().number("x")).hasMessageContaining("[rate, hidden]");
    }

    @Test
    void theResultsAreThoseOfTrainingAloneWhateverRunsBeside() {
        SweepResult<Sequential> one = sweep().parallel(1).fit(TRAIN, VALIDATION);
        SweepResult<Sequential> three = sweep().parallel(3).fit(TRAIN, VALIDATION);
        assertThat(one.interrupted()).isFalse();
        assertThat(one.rows()).hasSize(6);
        assertThat(one.planned()).isEqualTo(6);
        for (int row = 0; row < 6; row++) {
            SweepRow alone = one.rows().get(row);
            SweepRow beside = three.rows().get(row);
            assertThat(beside.combination()).isEqualTo(alone.combination());
            assertThat(beside.trained()).extracting(SweepRow.Trained::seed).containsExactly(1L, 2L, 3L);
            for (int seed = 0; seed < 3; seed++) {
                SweepRow.Trained run = alone.trained().get(seed);
                assertThat(beside.trained().get(seed).loss()).isEqualTo(run.loss());
                var trained =
                        plan(alone.combination()).trainer().seed(run.seed()).fit(TRAIN, Epochs.of(6));
                Evaluation evaluation = Evaluation.of(trained.model(), LOSS, VALIDATION);
                assertThat(run.loss()).isEqualTo(evaluation.loss());
                assertThat(run.score()).isEqualTo(evaluation.score());
            }
        }
        assertSameBits(
                three.best().orElseThrow().model(), one.best().orElseThrow().model());
    }

    @Test
    void theTableIsSortedByMeansAndTheBestNetworkIsGivenBack() {
        SweepResult<Sequential> result = sweep().fit(TRAIN, VALIDATION);
        List<Double> means =
                result.rows().stream().map(row -> row.loss().orElseThrow()).toList();
        assertThat(means).isSorted();
        SweepRow first = result.rows().getFirst();
        List<SweepRow.Trained> runs = first.trained();
        double mean = (runs.get(0).loss() + runs.get(1).loss() + runs.get(2).loss()) / 3;
        double variance =
                runs.stream().mapToDouble(run -> Math.pow(run.loss() - mean, 2)).sum() / 2;
        assertThat(first.loss().orElseThrow()).isCloseTo(mean, within(1e-12));
        assertThat(first.lossSpread().orElseThrow()).isCloseTo(Math.sqrt(variance), within(1e-12));
        double least = runs.stream().mapToDouble(SweepRow.Trained::loss).min().orElseThrow();
        assertThat(Evaluation.of(result.best().orElseThrow().model(), LOSS, VALIDATION)
                        .loss())
                .isEqualTo(least);
        SweepResult<Sequential> scored = sweep().byScore().fit(TRAIN, VALIDATION);
        List<Double> scores =
                scored.rows().stream().map(row -> -row.score().orElseThrow()).toList();
        assertThat(scores).isSorted();
        assertThat(sweep().seeds(1).fit(TRAIN, VALIDATION).rows().getFirst().lossSpread())
                .isEmpty();
    }

    @Test
    void aTrainingThatFailsIsARowAndNotTheEnd() {
        List<Sweep.Progress> progress = new ArrayList<>();
        SweepResult<Sequential> result = Sweep.of(SweepTest::plan)
                .vary("rate", 1e39, 0.05)
                .vary("hidden", 4, -1)
                .seeds(1, 2)
                .listener(progress::add)
                .fit(TRAIN, VALIDATION);
        assertThat(progress).extracting(Sweep.Progress::done).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(progress).allMatch(report -> report.total() == 8);
        assertThat(result.rows()).extracting(SweepRow::hasFailed).containsExactly(false, true, true, true);
        assertThat(result.rows().getFirst().combination()).hasToString("rate=0.05 hidden=4");
        assertThat(result.best()).isPresent();
        assertThat(result.rows().get(1).runs().getFirst())
                .isInstanceOfSatisfying(
                        SweepRow.Failed.class,
                        failed -> assertThat(failed.reason()).contains("infinite or NaN"));
        assertThat(result.rows().get(2).runs().getFirst())
                .isInstanceOfSatisfying(
                        SweepRow.Failed.class,
                        failed -> assertThat(failed.reason()).contains("at least one input"));
        SweepResult<Sequential> nothing =
                Sweep.of(SweepTest::plan).vary("rate", 1e39).vary("hidden", 4).fit(TRAIN, 0.2, 1);
        assertThat(nothing.best()).isEmpty();
        assertThat(nothing.rows()).hasSize(1);
    }

    @Test
    void anInterruptStopsAllTrainingsAndKeepsWhatIsDone() throws InterruptedException {
        // The second training of each pair would go on for ever.
        CountDownLatch running = new CountDownLatch(1);
        Thread sweeper = Thread.currentThread();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                running.await();
                sweeper.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        int[] reports = {0};
        Sweep<Sequential> sweep = Sweep.<Sequential>of(choice -> {
                    Sweep.Plan<Sequential> plan = plan(choice);
                    return new Sweep.Plan<>(plan.trainer(), Epochs.of((int) choice.number("epochs")));
                })
                .vary("epochs", 1, 30_000_000)
                .vary("rate", 0.01)
                .vary("hidden", 4)
                .parallel(2)
                .listener(_ -> {
                    reports[0]++;
                    running.countDown();
                });
        SweepResult<Sequential> result = sweep.fit(TRAIN, VALIDATION);
        assertThat(Thread.interrupted()).as("the caller sees the interruption").isTrue();
        other.join();
        assertThat(result.interrupted()).isTrue();
        assertThat(reports[0]).isEqualTo(1);
        assertThat(names(result.rows().stream().map(SweepRow::combination).toList()))
                .containsExactly("epochs=1 rate=0.01 hidden=4");
        assertThat(result.best()).isPresent();
        assertThat(result.planned()).isEqualTo(2);
    }
}
