package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training killed without warning, as {@code kill -9} or a power cut do, and taken up again. */
class KillTest {
    private static final int KILLS = 20;
    private static final int EPOCHS = 120;

    /** With these widths a checkpoint is 400 kB, so that its writing takes long enough to be met. */
    private static final List<String> TRAIN = List.of(
            "train",
            "spiral",
            "--hidden",
            "128,250",
            "--dropout",
            "0.1",
            "--epochs",
            Integer.toString(EPOCHS),
            "--batch-size",
            "250",
            "--json");

    @TempDir
    Path folder;

    @Test
    void killedTwentyTimesAndResumedGivesTheSameBits() throws Exception {
        String whole = sha256(CommandProcess.startPlain(folder, TRAIN).outcome());
        List<String> resumable = Stream.concat(TRAIN.stream(), Stream.of("--checkpoint", "kept", "--resume", "kept"))
                .toList();
        Random random = new Random(7);
        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            CommandProcess process = CommandProcess.startPlain(folder, resumable);
            // After a line the state is written, so a short moment later is in the middle of that; a longer one is not.
            BufferedReader lines = process.lines();
            for (int line = random.nextInt(4); line >= 0 && lines.readLine() != null; line--) {}
            long until = System.nanoTime() + random.nextInt(random.nextBoolean() ? 3_000_000 : 30_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertThat(process.process().isAlive())
                    .as("training still going on at kill %d", kill)
                    .isTrue();
            process.process().destroyForcibly();
            assertThat(process.exitCode()).isEqualTo(128 + 9);
            inTheMiddle += halfWritten() ? 1 : 0;
        }
        Outcome rest = CommandProcess.startPlain(folder, resumable).outcome();
        assertThat(sha256(rest)).isEqualTo(whole);
        assertThat(inTheMiddle)
                .as("kills in the middle of writing a checkpoint")
                .isPositive();
        assertThat(halfWritten()).as("anything left behind").isFalse();
    }

    private boolean halfWritten() throws Exception {
        Path kept = folder.resolve("kept");
        if (!Files.exists(kept)) {
            return false;
        }
        try (Stream<Path> files = Files.list(kept)) {
            return files.anyMatch(file -> file.toString().endsWith(".hillock-tmp"));
        }
    }

    private static String sha256(Outcome outcome) throws Exception {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return TrainCommandTest.text(TrainCommandTest.members(outcome.lastLine()), "weightsSha256");
    }
}
