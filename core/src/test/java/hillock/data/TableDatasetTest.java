package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.data.TaskChoice.Wish;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables and lists of objects as datasets, and the choice of the task. */
class TableDatasetTest {
    private enum Job {
        COOK,
        SMITH
    }

    private record Person(int age, @Nullable Double height, Job job, boolean member, LocalDate born, String label) {}

    private static final List<Person> PEOPLE = List.of(
            new Person(20, 1.5, Job.COOK, true, LocalDate.of(2004, 1, 1), "low"),
            new Person(40, null, Job.SMITH, false, LocalDate.of(1984, 1, 1), "high"),
            new Person(20, 1.7, Job.COOK, false, LocalDate.of(2004, 1, 1), "high"),
            new Person(40, 1.9, Job.SMITH, true, LocalDate.of(1984, 1, 1), "low"));

    @Test
    void listsOfObjectsBecomeDatasets() {
        Dataset data = Dataset.of(
                PEOPLE,
                Feature.numeric("age", Person::age),
                Feature.numeric("height", Person::height),
                Feature.category("job", Person::job),
                Feature.truth("member", Person::member),
                Feature.date("born", Person::born),
                Target.of(Person::label));
        assertThat(data.task()).isEqualTo(Task.binary("high", "low"));
        assertThat(data.featureNames())
                .containsExactly(
                        "age",
                        "height",
                        "height missing",
                        "job=COOK",
                        "job=SMITH",
                        "member",
                        "born year",
                        "born weekday sine",
                        "born weekday cosine");
        assertThat(data.all().targets().ints()).containsExactly(1, 0, 0, 1);
        float[] first = Arrays.copyOf(data.all().features().floats(), 7);
        assertThat(first).containsExactly(new float[] {-1, (float) -Math.sqrt(1.5), 0, 1, 0, 1, 1}, within(1e-6f));
    }

    @Test
    void numbersAreTargetsToo() {
        TableDataset data = Dataset.of(PEOPLE, Feature.category("job", Person::job), Target.of("h", Person::height));
        assertThat(data.task()).isEqualTo(Task.regression(List.of("h")));
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.targetValues()).containsExactly(1.5, 1.7, 1.9);
        assertThat(data.notices())
                .containsExactly(
                        "The target 'h' is a number with fractions, so this is a regression.",
                        "1 row without a value of 'h' left out.");
        float[] targets = data.all().targets().floats();
        assertThat(targets)
                .containsExactly(new float[] {(float) -Math.sqrt(1.5), 0, (float) Math.sqrt(1.5)}, within(1e-6f));
        assertThat(data.encoder().restore(targets[2])).isCloseTo(1.9, within(1e-7));
    }

    @Test
    void aListNeedsOneTarget() {
        assertThatThrownBy(() -> Dataset.of(PEOPLE, Feature.numeric("age", Person::age)))
                .hasMessage("a dataset has one target, not 0; add Target.of(...).");
        assertThatThrownBy(() -> Dataset.of(List.<Person>of(), Target.of(Person::label)))
                .hasMessageContaining("the list of rows is empty");
        assertThatThrownBy(() -> Dataset.of(
                        PEOPLE,
                        Feature.numeric("age", Person::age),
                        Feature.numeric("age", Person::height),
                        Target.of(Person::label)))
                .hasMessage("Column 'age': the name occurs twice; rename one of the columns.");
    }

    private record Choice(String name, Column target, Wish wish, Optional<Task> task, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Column numbers(double... values) {
        return new Column.Numbers("t", values);
    }

    private static Column texts(@Nullable String... values) {
        return Column.Categories.of("t", Arrays.asList(values));
    }

    private static double[] upTo(int distinct) {
        double[] values = new double[100];
        Arrays.setAll(values, i -> i % distinct);
        return values;
    }

    static List<Choice> choices() {
        Optional<Task> regression = Optional.of(Task.regression(List.of("t")));
        Optional<Task> none = Optional.empty();
        return List.of(
                new Choice(
                        "text",
                        texts("b", "a", "c", "a", null),
                        Wish.AUTO,
                        Optional.of(Task.classes(List.of("a", "b", "c"))),
                        "is text, so this is a classification"),
                new Choice(
                        "two texts", texts("no", "yes"), Wish.AUTO, Optional.of(Task.binary("no", "yes")), "is text"),
                new Choice(
                        "truth",
                        new Column.Truths("t", "false", "true", new byte[] {1, 0}),
                        Wish.AUTO,
                        Optional.of(Task.binary("false", "true")),
                        "a truth value"),
                new Choice(
                        "few integers",
                        numbers(10, 9, 2, -0.0, 0, 10),
                        Wish.AUTO,
                        Optional.of(Task.classes(List.of("0", "2", "9", "10"))),
                        "has 4 distinct integers (at most 20), so this is a classification; ask for regression"),
                new Choice("20 integers", numbers(upTo(20)), Wish.AUTO, Optional.of(Task.classes(20)), "20 distinct"),
                new Choice(
                        "21 integers", numbers(upTo(21)), Wish.AUTO, regression, "21 distinct integers (more than 20)"),
                new Choice("fractions", numbers(1, 2.5), Wish.AUTO, regression, "with fractions"),
                new Choice("integers as amounts", numbers(1, 2), Wish.REGRESSION, regression, "as asked for"),
                new Choice(
                        "fractions as classes",
                        numbers(0.5, 1),
                        Wish.CLASSIFICATION,
                        Optional.of(Task.binary("0.5", "1")),
                        "as asked for"),
                new Choice("single text", texts("a", "a", null), Wish.AUTO, none, "the single class 'a'"),
                new Choice("single integer", numbers(7, 7), Wish.AUTO, none, "the single class '7'"),
                new Choice("one number", numbers(0.5, 0.5), Wish.AUTO, none, "0.5 in every row"),
                new Choice("nothing", numbers(Double.NaN), Wish.AUTO, none, "all values of the target are missing"),
                new Choice("text as number", texts(null, "a", "b"), Wish.REGRESSION, none, "for example 'a'"),
                new Choice("date", new Column.Dates("t", new long[] {0}), Wish.AUTO, none, "cannot be predicted"),
                new Choice("identifier", texts(names(50)), Wish.AUTO, none, "50 classes in 50 rows"),
                new Choice(
                        "few rows of text",
                        texts(names(10)),
                        Wish.AUTO,
                        Optional.of(Task.classes(List.of(names(10)))),
                        "is text"));
    }

    private static String[] names(int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> "n" + i);
        return names;
    }

    @ParameterizedTest
    @MethodSource("choices")
    void taskFollowsFromTheTarget(Choice choice) {
        if (choice.task.isPresent()) {
            TaskChoice chosen = TaskChoice.of(choice.target, choice.wish);
            assertThat(chosen.task()).isEqualTo(choice.task.get());
            assertThat(chosen.reason()).contains(choice.says).endsWith(".");
        } else {
            assertThatThrownBy(() -> TaskChoice.of(choice.target, choice.wish))
                    .isInstanceOf(TableException.class)
                    .hasMessageStartingWith("Column 't': ")
                    .hasMessageContaining(choice.says);
        }
    }

    @Test
    void nothingOfTheTestPartEntersTheEncoder() {
        int n = 200;
        double[] x = new double[n];
        double[] y = new double[n];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            x[i] = i * i;
            y[i] = 3 * i + 0.5;
            names.add("n" + i / 2);
        }
        TableDataset data = TableDataset.of(
                Table.of(new Column.Numbers("x", x), Column.Categories.of("name", names), new Column.Numbers("y", y)),
                "y",
                Wish.AUTO);
        TableSplit parts = data.divide(0.25, 7);
        assertThat(parts.train().size()).isEqualTo(150);
        assertThat(parts.test().size()).isEqualTo(50);
        double sum = 0;
        double squares = 0;
        double targets = 0;
        int width = parts.encoder().width();
        for (int i = 0; i < 150; i++) {
            double value = parts.train().all().features().getDouble(i * width);
            sum += value;
            squares += value * value;
            targets += parts.train().all().targets().getDouble(i);
        }
        assertThat(sum / 150).isCloseTo(0, within(1e-6));
        assertThat(squares / 150).isCloseTo(1, within(1e-6));
        assertThat(targets / 150).isCloseTo(0, within(1e-6));
        // The mean of all rows is another one, and names of test rows only were not learnt.
        assertThat(parts.encoder().restore(0)).isNotCloseTo(data.encoder().restore(0), within(1e-3));
        assertThat(width).isLessThan(data.encoder().width());
        assertThat(parts.test().notices()).anyMatch(s -> s.contains("not seen in training"));
        for (int i = 0; i < 50; i++) {
            double output = parts.test().all().targets().getDouble(i);
            assertThat(parts.encoder().restore(output)).isCloseTo(parts.test().targetValues()[i], within(1e-4));
        }
        // The plain split is the same.
        Split split = data.split(0.25, 7);
        assertThat(split.train().fingerprint()).isEqualTo(parts.train().fingerprint());
        assertThat(split.test().fingerprint()).isEqualTo(parts.test().fingerprint());
    }

    @Test
    void tablesAreChecked() {
        Column x = new Column.Numbers("x", new double[] {1, 2});
        assertThatThrownBy(() -> new Column.Numbers("x", new double[] {1, Double.NEGATIVE_INFINITY}))
                .hasMessageStartingWith("Column 'x', row 1: the value is -Infinity;");
        assertThatThrownBy(() -> Table.of(x, new Column.Numbers("y", new double[1])))
                .hasMessage("Column 'y': 1 rows, but column 'x' has 2.");
        assertThatThrownBy(() -> Table.of(x, x)).hasMessageContaining("the name occurs twice");
        assertThatThrownBy(() -> Table.of(x).column("X")).hasMessage("there is no column 'X'; the columns are 'x'.");
        assertThat(Table.of(x).toString()).isEqualTo("table of 2 rows: x (a number)");
    }

    @Test
    void manyRepeatedNamesAreNoClasses() {
        List<String> names =
                IntStream.range(0, 4004).mapToObj(i -> "n" + i % 1001).toList();
        assertThatThrownBy(() -> TaskChoice.of(Column.Categories.of("name", names), TaskChoice.Wish.AUTO))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("1001 classes in 4004 rows, and at most 1000 are learnt")
                .hasMessageContaining("Ignore this column and predict another, or group its values");
    }
}
