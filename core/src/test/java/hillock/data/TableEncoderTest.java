package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.Shape;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is learnt from a training part, against numbers worked out by hand. */
class TableEncoderTest {
    private static final double NONE = Double.NaN;
    private static final Column LABEL = texts("label", "a", "b", "a", "b");

    /** A column, the names of its inputs and the inputs of every row, row after row. */
    private record Case(String name, Column column, List<String> names, float[] inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Column numbers(String name, double... values) {
        return new Column.Numbers(name, values);
    }

    private static Column texts(String name, @Nullable String... values) {
        return Column.Categories.of(name, Arrays.asList(values));
    }

    private static Column truths(String name, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Column.Truths(name, "no", "yes", bytes);
    }

    private static Column dates(String name, @Nullable String... times) {
        long[] seconds = new long[times.length];
        for (int i = 0; i < seconds.length; i++) {
            String time = times[i];
            seconds[i] =
                    time == null ? Column.Dates.NONE : LocalDateTime.parse(time).toEpochSecond(ZoneOffset.UTC);
        }
        return new Column.Dates(name, seconds);
    }

    static List<Case> cases() {
        float r2 = (float) Math.sqrt(2);
        float s5 = (float) Math.sqrt(5);
        return List.of(
                // Mean 2.5, variance 1.25.
                new Case(
                        "numbers", numbers("x", 1, 2, 3, 4), List.of("x"), new float[] {-3 / s5, -1 / s5, 1 / s5, 3 / s5
                        }),
                // Of 1, 3, 8: median 3, mean 4, variance 26/3.
                new Case("missing number", numbers("x", 1, NONE, 3, 8), List.of("x", "x missing"), new float[] {
                    (float) (-3 / Math.sqrt(26 / 3.0)), 0,
                    (float) (-1 / Math.sqrt(26 / 3.0)), 1,
                    (float) (-1 / Math.sqrt(26 / 3.0)), 0,
                    (float) (4 / Math.sqrt(26 / 3.0)), 0
                }),
                new Case("constant or missing", numbers("x", 5, 5, NONE, 5), List.of("x missing"), new float[] {
                    0, 0, 1, 0
                }),
                new Case("huge numbers", numbers("x", -1e300, 1e300, -1e300, 1e300), List.of("x"), new float[] {
                    -1, 1, -1, 1
                }),
                new Case("tiny numbers", numbers("x", -1e-200, 1e-200, -1e-200, 1e-200), List.of("x"), new float[] {
                    -1, 1, -1, 1
                }),
                new Case(
                        "names",
                        texts("job", "cook", "smith", "baker", "cook"),
                        List.of("job=baker", "job=cook", "job=smith"),
                        new float[] {0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0}),
                new Case(
                        "missing name",
                        texts("job", "cook", null, "baker", "cook"),
                        List.of("job=baker", "job=cook", "job missing"),
                        new float[] {0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0}),
                new Case("truth values", truths("ill", 1, 0, 1, 0), List.of("ill"), new float[] {1, -1, 1, -1}),
                // Of 1, 0, 1: median 1, mean 2/3, variance 2/9.
                new Case("missing truth value", truths("ill", 1, 0, -1, 1), List.of("ill", "ill missing"), new float[] {
                    1 / r2, 0, -r2, 0, 1 / r2, 1, 1 / r2, 0
                }),
                // Two Mondays, two Thursdays; sine and cosine of 0 and 3/7 of a turn are two values each.
                new Case(
                        "days",
                        dates("on", "2024-01-01T00:00", "2024-01-04T00:00", "2024-01-01T00:00", "2024-01-04T00:00"),
                        List.of("on day", "on weekday sine", "on weekday cosine"),
                        new float[] {-1, -1, 1, 1, 1, -1, -1, -1, 1, 1, 1, -1}),
                new Case(
                        "hours",
                        dates("at", "2024-01-01T00:00", "2024-01-01T06:00", null, "2024-01-01T06:00"),
                        List.of("at hour sine", "at hour cosine", "at missing"),
                        new float[] {-r2, r2, 0, 1 / r2, -1 / r2, 0, 0, 0, 1, 1 / r2, -1 / r2, 0}));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void columnsBecomeInputs(Case c) {
        Table table = Table.of(c.column, LABEL);
        TableEncoder encoder = TableEncoder.fit(table, "label", Task.binary("a", "b"));
        assertThat(encoder.featureNames()).isEqualTo(c.names);
        TableEncoder.Features features = encoder.features(table);
        assertThat(features.values().shape()).isEqualTo(Shape.of(4, c.names.size()));
        assertThat(features.values().floats()).containsExactly(c.inputs, within(1e-6f));
        assertThat(features.report().sentences()).isEmpty();
        assertThat(encoder.targets(table).ints()).containsExactly(0, 1, 0, 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void textsKeepTheEncoder(Case c) {
        Table table = Table.of(c.column, LABEL);
        TableEncoder encoder = TableEncoder.fit(table, "label", Task.binary("a", "b"));
        TableEncoder read = TableEncoder.of(encoder.toMap());
        assertThat(read.features(table)
                        .values()
                        .sameBits(encoder.features(table).values()))
                .isTrue();
        assertThat(read.toMap()).isEqualTo(encoder.toMap());
        assertThat(read.featureNames()).isEqualTo(c.names);
        assertThat(read.task()).isEqualTo(encoder.task());
        assertThat(read.kinds()).isEqualTo(encoder.kinds());
    }

    /** Every key of a description that is taken away or spoilt is either not needed or named. */
    @ParameterizedTest
    @MethodSource("cases")
    void spoiltTextsAreNamed(Case c) {
        Map<String, String> map = TableEncoder.fit(Table.of(c.column, LABEL), "label", Task.binary("a", "b"))
                .toMap();
        for (String key : map.keySet()) {
            Map<String, String> spoilt = new HashMap<>(map);
            spoilt.remove(key);
            readOrNamed(spoilt);
            spoilt.put(key, "NaN");
            readOrNamed(spoilt);
        }
    }

    private static void readOrNamed(Map<String, String> map) {
        try {
            TableEncoder.of(map);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).*(table\\.|binary|task).*");
        }
    }

    @Test
    void testPartsAreSeenWithTheEyesOfTheTrainingPart() {
        Table training = Table.of(
                numbers("x", 0, 2, 0, 2), texts("job", "cook", "smith", "cook", "smith"), numbers("y", 10, 20, 30, 40));
        TableEncoder encoder = TableEncoder.fit(training, "y", Task.regression(List.of("y")));
        Table other = Table.of(
                texts("job", "astronaut", null, "cook"),
                numbers("x", 5, NONE, 1e300),
                numbers("z", 1, 2, 3),
                numbers("y", 25, 25, 25));
        TableEncoder.Features features = encoder.features(other);
        assertThat(features.values().floats()).containsExactly(4, 0, 0, 0, 0, 0, 1e6f, 1, 0);
        assertThat(features.report().unseen()).containsOnly(Map.entry("job", 1));
        assertThat(features.report().missing()).containsOnly(Map.entry("job", 1), Map.entry("x", 1));
        assertThat(features.report().far()).containsOnly(Map.entry("x", 1));
        assertThat(features.report().sentences())
                .contains(
                        "Column 'job': 1 value not seen in training ('astronaut'), "
                                + "so all inputs of the column are 0 in its row.",
                        "Column 'job': 1 value missing, though none was in training; "
                                + "taken for none of the categories: all inputs of the column are 0.",
                        "Column 'x': 1 value missing, though none was in training; taken for the median, 1.")
                .hasSize(4);
        assertThat(encoder.targets(other).floats()).containsExactly(0, 0, 0);
        assertThat(encoder.restore(1)).isCloseTo(25 + Math.sqrt(125), within(1e-12));
        assertThat(encoder.differences(other).extra()).containsExactly("z");
    }

    @Test
    void rareNamesAreOne() {
        List<String> names = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            names.addAll(Collections.nCopies(i < 100 ? 3 : 1, "n" + i));
        }
        for (int i = 0; i < names.size(); i++) {
            labels.add(i % 2 == 0 ? "a" : "b");
        }
        Table table = Table.of(Column.Categories.of("name", names), Column.Categories.of("label", labels));
        TableEncoder encoder = TableEncoder.fit(table, "label", Task.binary("a", "b"));
        assertThat(encoder.width()).isEqualTo(101);
        assertThat(encoder.featureNames()).endsWith("name other").doesNotContain("name=n100");
        assertThat(encoder.notices())
                .containsExactly("Column 'name' has 150 different texts; "
                        + "the 100 most frequent are told apart, the others count as one.");
        Table one = Table.of(texts("name", "n120", "n5"));
        TableEncoder.Features features = encoder.features(one);
        assertThat(features.report().sentences())
                .containsExactly("Column 'name': 1 value rare or not seen in training ('n120'), "
                        + "taken for the others, which share an input.");
        float[] inputs = features.values().floats();
        assertThat(inputs[100]).isEqualTo(1);
        assertThat(inputs[101 + 100]).isEqualTo(0);
        assertThat(inputs[101 + encoder.featureNames().indexOf("name=n5")]).isEqualTo(1);
    }

    @Test
    void columnsThatTellNothingAreLeftOutAloud() {
        int n = 30;
        double[] ids = new double[n];
        List<String> names = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            ids[i] = i;
            names.add("person " + i);
            labels.add(i % 2 == 0 ? "a" : "b");
        }
        double[] absent = new double[n];
        Arrays.fill(absent, NONE);
        double[] same = new double[n];
        Arrays.fill(same, 0.1);
        TableEncoder encoder = TableEncoder.fit(
                Table.of(
                        new Column.Numbers("id", ids),
                        Column.Categories.of("name", names),
                        new Column.Numbers("absent", absent),
                        new Column.Numbers("same", same),
                        Column.Categories.of("unit", Collections.nCopies(n, "kg")),
                        Column.Categories.of("label", labels)),
                "label",
                Task.binary("a", "b"));
        assertThat(encoder.featureNames()).containsExactly("id");
        assertThat(encoder.notices())
                .containsExactly(
                        "Column 'name' is left out: "
                                + "every row has another text, so it names the rows and tells nothing of new ones.",
                        "Column 'absent' is left out: all its values are missing.",
                        "Column 'same' is left out: it is 0.1 in every row.",
                        "Column 'unit' is left out: it is 'kg' in every row.");
        // They may be there or not when the model is applied.
        assertThat(encoder.differences(Table.of(numbers("id", 1))).fit()).isTrue();
        assertThat(encoder.differences(Table.of(numbers("id", 1), numbers("same", 2)))
                        .extra())
                .isEmpty();
    }

    @Test
    void allDifferencesAreToldAtOnce() {
        TableEncoder encoder = TableEncoder.fit(
                Table.of(numbers("age", 1, 2), numbers("height", 1, 2), texts("job", "a", "b"), numbers("y", 0.5, 1)),
                "y",
                Task.regression(List.of("y")));
        assertThatThrownBy(() -> encoder.features(Table.of(texts("age", null, "old"), numbers("hight", 1, 2))))
                .isInstanceOf(TableException.class)
                .hasMessage(
                        "columns of the training data are absent: 'height', 'job'; 'age' was a number in training and "
                                + "is text here ('old' in row 1); columns that were not in training: 'hight'.");
        // A column without any value may be of any kind.
        Table empty = Table.of(texts("age", null, null), texts("height", null, null), numbers("job", NONE, NONE));
        assertThat(encoder.features(empty).values().floats()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void missingTargetsAndNewClassesAreNamed() {
        TableEncoder encoder =
                TableEncoder.fit(Table.of(numbers("x", 1, 2, 3, 4), LABEL), "label", Task.binary("a", "b"));
        assertThatThrownBy(() -> encoder.targets(Table.of(texts("label", "a", null))))
                .hasMessage("Column 'label', row 1: the target is missing; leave the row out.");
        assertThatThrownBy(() -> encoder.targets(Table.of(texts("label", "a", "c"))))
                .hasMessage(
                        "Column 'label', row 1: the class 'c' did not occur in training; the classes are 'a', 'b'.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableEncoder.fit(Table.of(LABEL), "label", Task.binary("a", "b")))
                .withMessage("there is nothing to predict 'label' from: it is the only column.");
    }
}
