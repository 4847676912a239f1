package hillock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.cli.CommandProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a table: exit code 2, and one or two lines that name the file, the place and the value. */
class BadTableTest {
    @TempDir
    static Path folder;

    /**
     * A mistake.
     *
     * @param words the command line, divided at blanks; {@code @} stands for the folder
     * @param said what standard error has to contain
     */
    record Mistake(String words, String... said) {
        @Override
        public String toString() {
            return words;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake("train @peple.csv", "no file called", "people.csv"),
                new Mistake("train @empty.csv", "empty.csv: the file is empty"),
                new Mistake("train @header.csv", "header.csv", "no line of values"),
                new Mistake("train @ragged.csv", "ragged.csv, line 3", "2 fields", "the header has 3"),
                new Mistake("train @late.csv", "late.csv, line 1202, column 'a'", "'oops' is not a number"),
                new Mistake("train @infinite.csv", "infinite.csv, line 3, column 'a'", "'inf' is infinite"),
                new Mistake("train @twice.csv", "twice.csv, line 1", "both called 'a'"),
                new Mistake("train @single.csv", "single.csv, column 'b'", "single class 'x'"),
                new Mistake("train @constant.csv", "constant.csv", "nothing to predict 'c' from", "'a'", "'b'"),
                new Mistake("train @rubbish.csv", "rubbish.csv, byte 3", "zero byte"),
                new Mistake("train @wide.csv", "wide.csv", "more than 100000 columns"),
                new Mistake("train @people.csv --target outcme", "no column 'outcme' to predict", "'outcome'"),
                new Mistake("train @people.csv --ignore lnad", "no column 'lnad' to leave out", "'land'"),
                new Mistake("train @people.csv --text incme", "no column 'incme'", "'income'"),
                new Mistake("train @people.csv --task regression", "column 'outcome'", "regression needs numbers"),
                new Mistake("train @people.csv --target city --task binary", "two values", "'city'", "3"),
                new Mistake("train @people.csv --task clases", "--task takes one of", "'classes'"),
                new Mistake("train @people.csv --test 1.5", "--test", "above 0 and below 1", "1.5"),
                new Mistake("train @people.csv --test 0", "--test", "above 0 and below 1", "not 0;", "leave it out"),
                new Mistake("train @people.csv --validation-split 0.999", "--validation-split", "keeps", "back"),
                new Mistake(
                        "train @people.csv --test @absent.csv", "--test", "absent.csv", "neither a file nor a share"),
                new Mistake("train @people.csv --test @columns.csv", "columns.csv", "'age'", "'income'"),
                new Mistake("train @people.csv --delimiter ab", "--delimiter takes a single sign", "'ab'"),
                new Mistake("train @people.csv --decimal ;", "decimal sign is a point or a comma"),
                new Mistake(
                        "train @people.csv --delimiter , --decimal ,", "',' cannot be the delimiter and the decimal"),
                new Mistake("train @people.csv --encoding utf-9", "--encoding takes the name of an encoding"),
                new Mistake("train --jdbc nonsense --query x", "no JDBC address"),
                new Mistake("train --jdbc jdbc:none:db?password=secret --query x", "jdbc:none:db: no driver knows"),
                new Mistake("train --jdbc jdbc:none:db", "--jdbc URL and --query SQL go together"),
                new Mistake("train spiral --target x", "--target is for tables"),
                new Mistake("predict @m @columns.csv", "columns.csv", "other columns", "'age'", "'city'", "'incme'"),
                new Mistake("predict @m @wrong.csv -o @out.csv", "wrong.csv, line 2, column 'age'", "'young'"),
                new Mistake("predict @m @absent.csv", "predict needs a table", "absent.csv"),
                new Mistake("predict @m @people.csv -o @absent/out.csv", "absent does not exist"),
                new Mistake("predict @xor @people.csv", "xor was not trained on a table"),
                new Mistake("evaluate @m spiral", "there is no file 'spiral'"),
                new Mistake("evaluate @m @classes.csv", "classes.csv, line 2, column 'outcome'", "'wavers'", "'stays'"),
                new Mistake("importance @m @empty.csv", "the file is empty"),
                new Mistake("importance @m @people.csv --repeats 0", "--repeats takes a whole number from 1"));
    }

    @BeforeAll
    static void makeFiles() throws IOException {
        People.classes(folder.resolve("people.csv"), 80, 1);
        write("empty.csv", "");
        write("header.csv", "a,b,c\n");
        write("ragged.csv", "a,b,c\n1,2,3\n1,2\n");
        write("late.csv", "a,b\n" + "1,x\n2,y\n".repeat(600) + "oops,x\n");
        write("infinite.csv", "a,b\n1,x\ninf,y\n");
        write("twice.csv", "a,b,a\n1,2,3\n");
        write("single.csv", "a,b\n1,x\n2,x\n3,x\n");
        write("constant.csv", "a,b,c\n1,,x\n1,,y\n1,,x\n");
        write("columns.csv", "incme,land,outcome\n5,here,stays\n");
        write("wrong.csv", "age,income,city,land\nyoung,1,Oslo,here\n");
        write("classes.csv", "age,income,city,land,outcome\n30,1,Oslo,here,wavers\n");
        Files.write(folder.resolve("rubbish.csv"), new byte[] {'a', ',', 'b', 0, 1, 2, 3, (byte) 0xff});
        write("wide.csv", ",".repeat(1_000_000));
        for (List<String> words : List.of(
                List.of("train", "@people.csv", "--save", "@m", "--epochs", "2"),
                List.of("train", "xor", "--save", "@xor", "--epochs", "2"))) {
            Outcome outcome = run(words.toArray(String[]::new));
            assertThat(outcome.code()).as(outcome.err()).isZero();
        }
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Outcome run(String... words) {
        return InProcess.run(Arrays.stream(words)
                .map(word -> word.replace("@", folder + "/"))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsTold(Mistake mistake) throws IOException {
        Set<String> before = contents();
        Outcome outcome = run(mistake.words().split(" "));
        assertThat(outcome.code()).as("exit code; it said: %s", outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("hillock: ").contains(mistake.said());
        assertThat(outcome.err()).doesNotContain("at hillock.", "Exception", "\tat ", "secret");
        assertThat(outcome.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(contents()).isEqualTo(before);
    }

    private static Set<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
