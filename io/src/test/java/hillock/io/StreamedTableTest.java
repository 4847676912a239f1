package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.TableDataset;
import hillock.data.TaskChoice.Wish;
import hillock.io.StreamedTable.Division;
import hillock.network.Activation;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Trainer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table streamed from the disk against the same table in memory. */
class StreamedTableTest {
    private static final int WINDOW = 1 << 22;

    @TempDir
    Path folder;

    /** Sorted by class, so that a stream which did not mix would show one class at a time. */
    private static String csv(int rows) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("x,gaps,job,on,ok,late,y\n");
        for (int row = 0; row < rows; row++) {
            boolean second = row >= rows / 2;
            text.append(random.nextGaussian() + (second ? 2 : 0)).append(',');
            text.append(random.nextInt(5) == 0 ? "" : random.nextInt(100)).append(',');
            text.append(random.nextInt(9) == 0 ? "?" : "job " + random.nextInt(4))
                    .append(',');
            text.append("2024-0").append(1 + random.nextInt(9)).append("-11,");
            text.append(random.nextBoolean() ? "yes" : "no").append(',');
            text.append(row < 9000 ? "" : "now " + row % 3).append(',');
            text.append(row % 1000 == 7 ? "" : second ? "b" : "a").append('\n');
        }
        return text.toString();
    }

    private StreamedTable streamed(String csv, Division division, int window) throws IOException {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        return StreamedTable.of(
                action -> CsvReading.read(new ByteArrayInputStream(bytes), "t.csv", TableOptions.STANDARD, action),
                Wish.AUTO,
                division,
                folder,
                window);
    }

    private static TableDataset inMemory(String csv) throws IOException {
        TableFile file = TableFile.read(
                new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "t.csv", TableOptions.STANDARD);
        return file.dataset(file.target(Optional.empty()), Wish.AUTO);
    }

    private static void assertEqual(Dataset one, Dataset other, int... rows) {
        Batch expected = one.batch(rows);
        Batch given = other.batch(rows);
        assertThat(given.features().floats()).isEqualTo(expected.features().floats());
        assertThat(given.targets().ints()).isEqualTo(expected.targets().ints());
    }

    @Test
    void everySampleIsThatOfTheTableInMemory() throws IOException {
        String csv = csv(20_000);
        TableDataset whole = inMemory(csv);
        for (int window : new int[] {WINDOW, 20_000, 64}) {
            try (StreamedTable table = streamed(csv, Division.NONE, window)) {
                Dataset stream = table.train();
                assertThat(table.encoder().toMap()).isEqualTo(whole.encoder().toMap());
                assertThat(table.notices())
                        .startsWith(whole.notices().getFirst(), whole.notices().get(1));
                assertThat(stream.size()).isEqualTo(whole.size());
                assertThat(stream.task()).isEqualTo(whole.task());
                assertThat(stream.featureNames()).isEqualTo(whole.featureNames());
                assertThat(stream.sampleType()).isEqualTo(whole.sampleType());
                assertThat(stream.targetType()).isEqualTo(whole.targetType());
                assertThat(stream.fingerprint()).isEqualTo(whole.fingerprint());
                int[] order = stream.order(1, 0);
                assertEqual(whole, stream, Arrays.copyOf(order, 500));
                assertEqual(whole, stream, 0, 19_000, 19_000, 3);
                assertEqual(whole.select(5, 19_000, 7), stream.select(5, 19_000, 7), 2, 1, 0);
                assertThat(stream.select().size()).isZero();
                double[] weights = new double[stream.size()];
                Arrays.fill(weights, 2);
                assertThat(stream.withWeights(weights).order(1, 0)).isEqualTo(order);
                assertThat(order)
                        .containsExactlyInAnyOrder(
                                IntStream.range(0, whole.size()).toArray());
                assertThat(stream.order(1, 0)).isEqualTo(order);
                assertThat(stream.order(1, 1)).isNotEqualTo(order);
                if (window == WINDOW) {
                    assertThat(order).isEqualTo(whole.order(1, 0));
                }
            }
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void anotherTableIsSeenAsTheModelSeesIt() throws IOException {
        TableDataset training = inMemory("x,job,y\n1,p,a\n2,q,b\n4,p,a\n");
        String test = "job,x,y\nq,3,b\nnew,1,a\np,2,\n";
        TableBlocks blocks = action -> CsvReading.read(
                new ByteArrayInputStream(test.getBytes(StandardCharsets.UTF_8)),
                "b.csv",
                TableOptions.STANDARD.withKinds(training.encoder()),
                action);
        try (StreamedTable table = StreamedTable.of(blocks, "b.csv", training.encoder())) {
            TableDataset whole = TableDataset.of(
                    TableFile.read(
                                    new ByteArrayInputStream(test.getBytes(StandardCharsets.UTF_8)),
                                    "b.csv",
                                    TableOptions.STANDARD)
                            .table(),
                    training.encoder());
            assertEqual(whole, table.test().orElseThrow(), 0, 1);
            assertThat(table.validation()).isEmpty();
            assertThat(table.notices().getFirst()).isEqualTo("1 row without a value of 'y' left out.");
        }
        TableBlocks other = action -> action.accept(inMemory("x,y\n1,a\n2,c\n").table());
        assertThatThrownBy(() -> StreamedTable.of(other, "c.csv", training.encoder()))
                .isInstanceOf(FormatException.class)
                .hasMessage("c.csv: columns of the training data are absent: 'job'");
    }

    @Test
    void onlyLargeFilesAreStreamed() throws IOException {
        Path small = Files.writeString(folder.resolve("small.csv"), "x,y\n1,2\n");
        assertThat(StreamedTable.isAdvisable(small)).isFalse();
        Path large = folder.resolve("large.csv");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.write("x,y\n".getBytes(StandardCharsets.UTF_8));
            // Takes no room where files may have holes.
            file.setLength(Runtime.getRuntime().maxMemory() / 8 + 1);
        }
        assertThat(StreamedTable.isAdvisable(large)).isTrue();
        Path json = folder.resolve("large.json");
        Files.move(large, json);
        assertThat(StreamedTable.isAdvisable(json)).isFalse();
    }

    @Test
    void numbersArePredictedInTheirUnits() throws IOException {
        String csv = "x,y\n"
                + IntStream.range(0, 500)
                        .mapToObj(i -> i + "," + 1000.5 * i + "\n")
                        .reduce("", String::concat);
        TableDataset whole = inMemory(csv);
        try (StreamedTable table = streamed(csv, Division.NONE, 64)) {
            assertThat(table.train().targetDeviation()).isEqualTo(whole.targetDeviation());
            assertThat(table.train().targets().floats())
                    .isEqualTo(whole.targets().floats());
        }
    }

    @Test
    void aTableThatFitsTrainsToTheSameBits() throws IOException {
        String csv = csv(3000);
        TableDataset whole = inMemory(csv);
        var network = Sequential.perceptron(whole.sampleType().shape(), List.of(16), Activation.relu(), 0, 1);
        var trainer =
                Trainer.of(network, Loss.binaryCrossEntropy(), Adam.of(1e-3)).seed(3);
        try (StreamedTable table = streamed(csv, Division.NONE, WINDOW)) {
            var expected = trainer.fit(whole, Epochs.of(2));
            var given = trainer.fit(table.train(), Epochs.of(2));
            Models.values(expected.model())
                    .forEach((name, value) -> assertThat(
                                    Models.values(given.model()).get(name).floats())
                            .isEqualTo(value.floats()));
        }
    }

    @Test
    void aWindowMixesBlocksFromEverywhere() throws IOException {
        String csv = csv(20_000);
        // 64 blocks of 10 rows of 16 features or so: about 30 windows.
        try (StreamedTable table = streamed(csv, Division.NONE, 10_240)) {
            Dataset stream = table.train();
            int[] order = stream.order(4, 2);
            int[] batch = new int[200];
            for (int from = 0; from + batch.length <= order.length; from += 2000) {
                System.arraycopy(order, from, batch, 0, batch.length);
                double second = Arrays.stream(stream.batch(batch).targets().ints())
                        .average()
                        .orElseThrow();
                // Sorted data give 0 or 1; independent rows 0.5 give or take 0.035, blocks of 10 out of 64 somewhat
                // more.
                assertThat(second).isBetween(0.2, 0.8);
            }
        }
    }

    @Test
    void rowsAreDividedBySeedAndNumber() throws IOException {
        String csv = csv(20_000);
        try (StreamedTable table = streamed(csv, new Division(0.1, 0.2, 5), WINDOW);
                StreamedTable again = streamed(csv, new Division(0.1, 0.2, 5), 64);
                StreamedTable other = streamed(csv, new Division(0.1, 0.2, 6), WINDOW)) {
            Dataset train = table.train();
            Dataset validation = table.validation().orElseThrow();
            Dataset test = table.test().orElseThrow();
            assertThat(train.size() + validation.size() + test.size()).isEqualTo(19_980);
            // Three deviations of a binomial distribution.
            assertThat(validation.size()).isCloseTo(1998, within(130));
            assertThat(test.size()).isCloseTo(3996, within(170));
            assertThat(again.test().orElseThrow().fingerprint()).isEqualTo(test.fingerprint());
            assertThat(other.test().orElseThrow().fingerprint()).isNotEqualTo(test.fingerprint());
            // Learnt from the training part alone: its features have mean 0, those of the test part nearly.
            double[] sums = {0, 0};
            for (int part = 0; part < 2; part++) {
                Batch all = (part == 0 ? train : test).all();
                for (int row = 0; row < all.size(); row++) {
                    sums[part] += all.features().getDouble(row * table.encoder().width()) / all.size();
                }
            }
            assertThat(sums[0]).isCloseTo(0, within(1e-6));
            assertThat(Math.abs(sums[1])).isBetween(1e-5, 0.1);
        }
    }

    @Test
    void problemsNameTheFile() throws IOException {
        assertThatThrownBy(() -> streamed("x,y\n1,a\n2,a\n", Division.NONE, WINDOW))
                .isInstanceOf(FormatException.class)
                .hasMessage("t.csv, column 'y': the target has the single class 'a'; two are needed to learn");
        assertThatThrownBy(() -> streamed("x,y\n", Division.NONE, WINDOW))
                .hasMessage("t.csv: there is a line of names, but no line of values follows it");
        assertThatThrownBy(() -> streamed("x,y\n1,a\n2,b\n", new Division(0.01, 0, 0), WINDOW))
                .hasMessageStartingWith("t.csv: 2 rows leave none for validation");
        String late = csv(10_000) + "oops,1,job 1,2024-01-01,yes,now,b\n";
        assertThatThrownBy(() -> streamed(late, Division.NONE, WINDOW))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("t.csv, line 10002, column 'x': 'oops' is not a number, but the first 1000");
        String noRoom = csv(10);
        Path blocked = Files.writeString(folder.resolve("a file"), "");
        assertThatThrownBy(() -> StreamedTable.of(
                        action -> CsvReading.read(
                                new ByteArrayInputStream(noRoom.getBytes(StandardCharsets.UTF_8)),
                                "t.csv",
                                TableOptions.STANDARD,
                                action),
                        Wish.AUTO,
                        Division.NONE,
                        blocked,
                        WINDOW))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(blocked + ": the rows of t.csv cannot be laid down here for training (");
        assertThatThrownBy(() -> new Division(0.5, 0.5, 0)).isInstanceOf(IllegalArgumentException.class);
        Files.delete(blocked);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anInterruptedReaderLeavesTheFileUsable() throws IOException {
        try (StreamedTable table = streamed(csv(2000), Division.NONE, 64)) {
            Batch expected = table.train().batch(5, 1500);
            Thread.currentThread().interrupt();
            assertThat(table.train().batch(700, 800).size()).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(table.train().batch(5, 1500).features().floats())
                    .isEqualTo(expected.features().floats());
        }
    }
}
