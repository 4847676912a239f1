package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that leave before the end. */
class StandardOutputTest {
    /** A stream that nothing can be written to. */
    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void aReaderThatLeavesIsToldFromADiskThatIsFull() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardOutput whole = StandardOutput.of(bytes);
        whole.println("42");
        assertThat(whole.checkError()).isFalse();
        assertThat(whole.isAbandoned()).isFalse();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("42" + System.lineSeparator());

        StandardOutput closed = StandardOutput.of(failing("Broken pipe"));
        closed.println("42");
        assertThat(closed.checkError()).isTrue();
        assertThat(closed.isAbandoned()).isTrue();

        StandardOutput full = StandardOutput.of(failing("No space left on device"));
        full.println("42");
        assertThat(full.checkError()).isTrue();
        assertThat(full.isAbandoned()).isFalse();
    }

    @Test
    void theCommandEndsQuietlyWhenItsReaderLeaves(@TempDir Path folder) throws IOException, InterruptedException {
        CommandProcess command =
                CommandProcess.startPlain(folder, List.of("train", "xor", "--json", "--epochs", "3000"));
        try (BufferedReader lines = command.lines()) {
            assertThat(lines.readLine()).startsWith("{");
        }
        assertThat(command.exitCode()).isZero();
        assertThat(command.errorText()).doesNotContain("hillock:");
    }
}
