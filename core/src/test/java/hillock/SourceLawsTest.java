package hillock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of the house that the text of a source file shows, for the sources of all modules. */
class SourceLawsTest {
    private static final int LONGEST_FILE = 800;
    private static final int LONGEST_LINE = 120;

    /** A floating-point conversion in a format string; its decimal point is a comma in half of the world's locales. */
    private static final Pattern FLOATING_POINT_FORMAT = Pattern.compile("%[-+ 0#(]*\\d*(\\.\\d+)?[eEfgG]\\b");

    @Test
    void filesAreNotTooLong() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.readAllLines(file).size();
            if (lines > LONGEST_FILE) {
                violations.add(file + " has " + lines + " lines, more than " + LONGEST_FILE + ": split it by concept");
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void linesAreNotTooLong() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                int length = lines.get(i).codePointCount(0, lines.get(i).length());
                if (length > LONGEST_LINE) {
                    violations.add(file + ":" + (i + 1) + " has " + length + " columns, more than " + LONGEST_LINE);
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void filesThatFormatFloatingPointNumbersNameALocale() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (isMain(file) && FLOATING_POINT_FORMAT.matcher(text).find() && !text.contains("Locale.ROOT")) {
                violations.add(file + " formats floating-point numbers without Locale.ROOT");
            }
        }
        assertThat(violations).isEmpty();
    }

    private static boolean isMain(Path file) {
        return file.toString().replace('\\', '/').contains("/src/main/");
    }

    /** Returns the Java sources of all modules; Maven runs the tests of a module in its folder. */
    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        Path root = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
                    .toList()) {
                if (!Files.isDirectory(module.resolve("src"))) {
                    continue;
                }
                try (Stream<Path> walk = Files.walk(module.resolve("src"))) {
                    walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        assertThat(files).as("sources below %s", root).contains(root.resolve("core/src/main/java/module-info.java"));
        return files;
    }
}
