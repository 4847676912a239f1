package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.MemoryException;
import hillock.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How failures are told. */
class FailuresTest {
    private record Told(int code, String text) {}

    private static Told tell(Throwable failure, boolean debug) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Failures.report(failure, new PrintStream(err, true, StandardCharsets.UTF_8), debug);
        return new Told(code, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatTheUserCanMendHasCode2AndNoStackTrace() {
        for (Throwable mistake : List.of(
                new InputException("the reason"),
                new FormatException("file", "the reason"),
                new IOException("the reason"),
                new NoSuchFileException("the reason"),
                new AccessDeniedException("the reason"),
                new UncheckedIOException(new IOException("the reason")),
                new UncheckedIOException(new FormatException("file", "the reason")))) {
            Told told = tell(mistake, false);
            assertThat(told.code()).as("%s", mistake).isEqualTo(2);
            assertThat(told.text())
                    .startsWith("hillock: ")
                    .contains("the reason")
                    .hasLineCount(1);
            assertThat(told.text()).doesNotContain("Exception");
        }
    }

    @Test
    void lackOfMemorySaysHowMuchThereIs() {
        Told told = tell(new OutOfMemoryError("Java heap space"), false);
        assertThat(told.code()).isEqualTo(2);
        assertThat(told.text()).contains(" MB", "-Xmx");
    }

    @Test
    void arraysThereIsNoRoomForAreTheUsersToMend() {
        Told told = tell(new MemoryException("The array float32[10]", 40_000_000_000L, 1_000_000_000L, null), false);
        assertThat(told.code()).isEqualTo(2);
        assertThat(told.text())
                .contains("float32[10] needs 40.0 GB, and 1.00 GB of", "HILLOCK_JAVA_OPTIONS=-Xmx")
                .hasLineCount(1);
    }

    @Test
    void faultOfOursSaysSoAndHowToReportIt() {
        Told told = tell(new IllegalStateException("impossible"), false);
        assertThat(told.code()).isEqualTo(1);
        assertThat(told.text())
                .contains("a fault of ours", "impossible", "report", "--debug")
                .doesNotContain("\tat ");
    }

    @Test
    void stackTraceIsPrintedOnRequestOnly() {
        assertThat(tell(new IllegalStateException("impossible"), true).text())
                .contains("\tat hillock.cli.FailuresTest");
    }

    @Test
    void textsFromAnywhereAreHarmlessAndShort() {
        assertThat(Failures.shortened("a\u001b[31mb\u202ec")).isEqualTo("a?[31mb?c");
        assertThat(Failures.shortened("x".repeat(1000))).hasSize(63).endsWith("...");
    }
}
