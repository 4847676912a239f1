package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.data.TaskChoice.Wish;
import hillock.io.StreamedTable.Division;
import hillock.network.Activation;
import hillock.network.Loss;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Trainer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables larger than the heap of a process of their own, which is too small to read them as a whole. */
class StreamedMemoryTest {
    private static final int INPUTS = 9;

    @TempDir
    Path folder;

    private record Outcome(int code, String text) {}

    private Path csv(long bytes) throws IOException {
        Path file = folder.resolve("large.csv");
        Random random = new Random(1);
        long written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("a,b,c,d,e,f,g,h,i,kind,y\n");
            StringBuilder line = new StringBuilder();
            while (written < bytes) {
                line.setLength(0);
                double sum = 0;
                for (int i = 0; i < INPUTS; i++) {
                    int value = random.nextInt(1_000_000);
                    sum += i % 2 == 0 ? value : -value;
                    line.append(value / 1000).append('.').append(value % 1000).append(',');
                }
                line.append("kind ").append(random.nextInt(5)).append(',');
                line.append(sum > 500_000 ? "much" : "little").append('\n');
                out.append(line);
                written += line.length();
            }
        }
        return file;
    }

    private Outcome child(String heap, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                StreamedMemoryTest.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.toString());
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.HOURS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** What the process of its own does: {@code whole FILE} or {@code stream FILE EPOCHS}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("whole")) {
            System.out.println(TableFile.read(file).dataset("y", Wish.AUTO).size());
            return;
        }
        long start = System.nanoTime();
        try (StreamedTable table = StreamedTable.of(
                TableFile.blocks(file, TableOptions.STANDARD),
                file.toString(),
                Optional.empty(),
                Wish.AUTO,
                new Division(0.05, 0, 1))) {
            System.out.printf(Locale.ROOT, "read in %.1f s%n", (System.nanoTime() - start) * 1e-9);
            table.notices().forEach(System.out::println);
            var network =
                    Sequential.perceptron(table.train().sampleType().shape(), List.of(16), Activation.relu(), 0, 1);
            long[] before = {System.nanoTime()};
            Trainer.of(network, Loss.binaryCrossEntropy(), Adam.of(3e-3))
                    .seed(1)
                    .batchSize(1024)
                    .validation(table.validation().orElseThrow())
                    .onEpoch(report -> {
                        long now = System.nanoTime();
                        System.gc();
                        System.out.printf(
                                Locale.ROOT,
                                "epoch %d: %.1f s, accuracy %.4f, heap %d MB%n",
                                report.epoch(),
                                (now - before[0]) * 1e-9,
                                report.validation().orElseThrow().score(),
                                (Runtime.getRuntime().totalMemory()
                                                - Runtime.getRuntime().freeMemory())
                                        >> 20);
                        before[0] = System.nanoTime();
                    })
                    .fit(table.train(), Epochs.of(Integer.parseInt(arguments[2])));
        }
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf("peak %d MB%n", peak >> 20);
    }

    private static double lastAccuracy(String text) {
        String after = text.substring(text.lastIndexOf("accuracy ") + "accuracy ".length());
        return Double.parseDouble(after.substring(0, after.indexOf(',')));
    }

    @Test
    void aTableLargerThanTheHeapTrains() throws Exception {
        Path file = csv(48_000_000);
        Outcome stream = child("72m", "stream", file.toString(), "1");
        assertThat(stream.text).contains("epoch 1: ").doesNotContain("OutOfMemoryError", "MemoryException");
        assertThat(stream.code).isZero();
        assertThat(lastAccuracy(stream.text)).isGreaterThan(0.9);
    }

    @Test
    @Tag("thorough")
    void sixHundredMegabytesTrainInAHeapOfAHundredAndTwentyEight() throws Exception {
        Path file = csv(600_000_000);
        Outcome whole = child("128m", "whole", file.toString());
        assertThat(whole.code).isNotZero();
        assertThat(whole.text).containsAnyOf("OutOfMemoryError", "MemoryException");
        Outcome stream = child("128m", "stream", file.toString(), "3");
        System.out.println(stream.text);
        assertThat(stream.code).isZero();
        assertThat(lastAccuracy(stream.text)).isGreaterThan(0.95);
    }
}
