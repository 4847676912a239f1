package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.data.TaskChoice.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An encoder learnt block by block against the one learnt at once. */
class TableLearnerTest {
    private static Table table(int rows, Random random) {
        double[] wild = new double[rows];
        double[] gaps = new double[rows];
        double[] empty = new double[rows];
        byte[] truths = new byte[rows];
        long[] days = new long[rows];
        List<@Nullable String> names = new ArrayList<>();
        List<@Nullable String> many = new ArrayList<>();
        List<String> identifiers = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            wild[row] = Math.scalb(random.nextGaussian(), random.nextInt(-900, 900));
            gaps[row] = random.nextInt(10) == 0 ? Double.NaN : 5 + random.nextGaussian();
            empty[row] = Double.NaN;
            truths[row] = (byte) random.nextInt(-1, 2);
            days[row] = random.nextInt(20) == 0 ? Column.Dates.NONE : random.nextLong(2_000_000_000L);
            names.add(random.nextInt(10) == 0 ? null : "n" + random.nextInt(7));
            many.add("m" + (int) (50 * Math.abs(random.nextGaussian())));
            identifiers.add("id" + row);
            labels.add("c" + random.nextInt(3));
        }
        return Table.of(
                new Column.Numbers("wild", wild),
                new Column.Numbers("gaps", gaps),
                new Column.Numbers("empty", empty),
                new Column.Truths("truths", "no", "yes", truths),
                new Column.Dates("days", days),
                Column.Categories.of("names", names),
                Column.Categories.of("many", many),
                Column.Categories.of("identifiers", identifiers),
                Column.Categories.of("y", labels));
    }

    @Test
    void blocksOfAnySizeGiveTheSameBits() {
        Random random = new Random(1);
        Table table = table(3000, random);
        TableEncoder whole = TableEncoder.fit(table, "y", Task.classes(List.of("c0", "c1", "c2")));
        assertThat(whole.notices()).hasSize(3);
        for (int size : new int[] {1, 7, 1000, 3000}) {
            TableLearner learner = new TableLearner("y", Wish.AUTO);
            for (int from = 0; from < table.size(); from += size) {
                learner.add(table.select(IntStream.range(from, Math.min(from + size, table.size()))
                        .toArray()));
            }
            assertThat(learner.encoder().toMap()).isEqualTo(whole.toMap());
            assertThat(learner.encoder().notices()).isEqualTo(whole.notices());
            assertThat(learner.choice()).isEqualTo(TaskChoice.of(table.column("y"), Wish.AUTO));
        }
    }

    @Test
    void onlyTheTrainingPartIsLearntFromButAllClassesAreKnown() {
        Table table = Table.of(
                new Column.Numbers("x", new double[] {1, 2, 3, 1e9}),
                Column.Categories.of("y", List.of("a", "b", "a", "only there")));
        TableLearner learner = new TableLearner("y", Wish.AUTO);
        learner.add(table, 0, 1, 2);
        TableEncoder learnt =
                TableEncoder.fit(table.select(0, 1, 2), "y", Task.classes(List.of("a", "b", "only there")));
        assertThat(learner.encoder().toMap()).isEqualTo(learnt.toMap());
    }

    @Test
    void theSpreadIsTheTextbookOne() {
        Random random = new Random(2);
        double[] values = random.doubles(10_000).map(v -> 1000 + v).toArray();
        Spread spread = new Spread();
        Arrays.stream(values).forEach(spread::add);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(spread.scale().mean()).isCloseTo(mean, within(1e-12 * mean));
        assertThat(spread.scale().deviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
        Spread huge = new Spread();
        huge.add(1e-300);
        huge.add(-1.7e308);
        huge.add(1.7e308);
        assertThat(huge.scale().deviation()).isCloseTo(Math.sqrt(2.0 / 3) * 1.7e308, within(1e295));
        Spread tiny = new Spread();
        tiny.add(1e-300);
        tiny.add(3e-300);
        assertThat(tiny.scale().mean()).isCloseTo(2e-300, within(1e-315));
        assertThat(tiny.scale().deviation()).isCloseTo(1e-300, within(1e-315));
    }

    @Test
    void aMedianBeyondTheBoundIsThatOfARandomSample() {
        Sample sample = new Sample(10_000);
        Sample again = new Sample(10_000);
        for (int i = 0; i < 1_000_000; i++) {
            sample.add(i);
            again.add(i);
        }
        // The rank of the median of n random values deviates by 1 / (2 sqrt n), 0.5 % here.
        assertThat(sample.median()).isCloseTo(500_000, within(20_000.0));
        assertThat(again.median()).isEqualTo(sample.median());
        Sample small = new Sample(4);
        for (double value : new double[] {5, 1, 2}) {
            small.add(value);
        }
        assertThat(small.median()).isEqualTo(2);
        small.add(8);
        assertThat(small.median()).isEqualTo(3.5);
    }

    @Test
    void textsBeyondTheBoundCountAsTheOthers() {
        List<String> texts = new ArrayList<>(List.of("often", "often", "often", "twice", "twice"));
        IntStream.range(0, 70_000).forEach(i -> texts.add("text " + i));
        TableLearner learner = new TableLearner("y", Wish.AUTO);
        double[] target = new double[texts.size()];
        Arrays.setAll(target, i -> i % 2);
        learner.add(Table.of(Column.Categories.of("t", texts), new Column.Numbers("y", target)));
        TableEncoder encoder = learner.encoder();
        assertThat(encoder.notices())
                .containsExactly(
                        "Column 't' has more than 65536 different texts; the 100 most frequent of these are told "
                                + "apart, the others count as one.");
        assertThat(encoder.featureNames()).hasSize(101).contains("t=often", "t=twice", "t other");
    }

    @Test
    void aTargetOfTooManyClassesIsRefused() {
        double[] target = new double[300_000];
        Arrays.setAll(target, i -> i / 2);
        TableLearner learner = new TableLearner("y", Wish.CLASSIFICATION);
        learner.add(Table.of(new Column.Numbers("x", target), new Column.Numbers("y", target)));
        assertThatThrownBy(learner::encoder)
                .isInstanceOf(TableException.class)
                .hasMessageContaining("the target has more than 100000 classes in 300000 rows");
    }
}
