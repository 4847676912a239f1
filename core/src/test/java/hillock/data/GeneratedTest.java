package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generators of logic, the plane, curves, the restaurant, glyphs and windows against what is known of them. */
class GeneratedTest {
    private record TruthTable(String name, Dataset data, int inputs, List<Integer> answers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<TruthTable> truthTables() {
        return List.of(
                new TruthTable("and", Logic.and(), 2, List.of(0, 0, 0, 1)),
                new TruthTable("or", Logic.or(), 2, List.of(0, 1, 1, 1)),
                new TruthTable("not", Logic.not(), 1, List.of(1, 0)),
                new TruthTable("xnor", Logic.xnor(), 2, List.of(1, 0, 0, 1)),
                new TruthTable("majority of 3", Logic.majorityTable(3), 3, List.of(0, 0, 0, 1, 0, 1, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("truthTables")
    void truthTablesCountUpInBinary(TruthTable table) {
        assertThat(table.data.size()).isEqualTo(table.answers.size());
        float[] inputs = table.data.all().features().floats();
        for (int row = 0; row < table.data.size(); row++) {
            int number = 0;
            for (int i = 0; i < table.inputs; i++) {
                number = 2 * number + (int) inputs[row * table.inputs + i];
            }
            assertThat(number).isEqualTo(row);
            assertThat(table.data.all().targets().ints()[row]).isEqualTo(table.answers.get(row));
        }
    }

    @Test
    void majoritiesAreCounted() {
        Batch all = Logic.majorityTable(11).all();
        // By symmetry exactly half of all inputs have a majority of ones.
        assertThat(Arrays.stream(all.targets().ints()).sum()).isEqualTo(1024);
        Batch some = Logic.majority(11, 1000, 1).all();
        for (int row = 0; row < 1000; row++) {
            int ones = 0;
            for (int i = 0; i < 11; i++) {
                ones += (int) some.features().getDouble(row * 11 + i);
            }
            assertThat(some.targets().ints()[row]).isEqualTo(ones >= 6 ? 1 : 0);
        }
    }

    private static double entropy(Table table, int... rows) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int row : rows) {
            counts.merge(table.column(Restaurant.TARGET).text(row), 1, Integer::sum);
        }
        double bits = 0;
        for (int count : counts.values()) {
            double p = (double) count / rows.length;
            bits -= p * Math.log(p) / Math.log(2);
        }
        return bits;
    }

    private static double gain(Table table, String attribute) {
        int[] all = new int[table.size()];
        Arrays.setAll(all, i -> i);
        Map<String, List<Integer>> parts = new LinkedHashMap<>();
        for (int row : all) {
            parts.computeIfAbsent(table.column(attribute).text(row), _ -> new ArrayList<>())
                    .add(row);
        }
        double rest = 0;
        for (List<Integer> part : parts.values()) {
            int[] rows = part.stream().mapToInt(i -> i).toArray();
            rest += (double) rows.length / all.length * entropy(table, rows);
        }
        return entropy(table, all) - rest;
    }

    /** The gains are those of Russell and Norvig, section 18.3.4: Patrons 0.541 bits, Type none. */
    @Test
    void restaurantHasTheEntropyOfTheBook() {
        Table twelve = Restaurant.examples();
        assertThat(twelve.size()).isEqualTo(12);
        assertThat(entropy(twelve, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).isEqualTo(1);
        assertThat(gain(twelve, "Patrons")).isCloseTo(0.5409, within(5e-5));
        assertThat(gain(twelve, "Type")).isCloseTo(0, within(1e-12));
        for (String name : twelve.without(Restaurant.TARGET).names()) {
            assertThat(gain(twelve, name)).isLessThanOrEqualTo(gain(twelve, "Patrons"));
        }
    }

    @Test
    void restaurantTreeAnswersTheWholeDomainAndTheExamples() {
        Table all = Restaurant.all();
        Map<List<String>, String> answers = new LinkedHashMap<>();
        for (int row = 0; row < all.size(); row++) {
            answers.put(row(all, row), all.column(Restaurant.TARGET).text(row));
        }
        assertThat(answers).hasSize(9216);
        assertThat(answers.values().stream().filter("Yes"::equals)).hasSize(4992);
        // The book's examples, typed in from its figure, agree with the tree, which is written from another figure.
        for (Table table : List.of(Restaurant.examples(), Restaurant.generated(100, 1))) {
            for (int row = 0; row < table.size(); row++) {
                assertThat(answers.get(row(table, row)))
                        .isEqualTo(table.column(Restaurant.TARGET).text(row));
            }
        }
    }

    private static List<String> row(Table table, int row) {
        return table.without(Restaurant.TARGET).columns().stream()
                .map(column -> column.text(row))
                .toList();
    }

    @Test
    void circlesKeepTheirDistance() {
        Batch points = Plane.circles(500, 1).all();
        for (int row = 0; row < 1000; row++) {
            double r = radius(points, row);
            if (points.targets().ints()[row] == 1) {
                assertThat(r).isBetween(0.0, 2.0);
            } else {
                assertThat(r).isBetween(2.9999, 5.0001);
            }
        }
    }

    private static double radius(Batch points, int row) {
        return Math.hypot(
                points.features().getDouble(2 * row), points.features().getDouble(2 * row + 1));
    }

    @Test
    void moonsLieOnTheirHalfCircles() {
        Batch points = Plane.moons(200, 0, 1).all();
        for (int row = 0; row < 400; row++) {
            boolean lower = points.targets().ints()[row] == 1;
            double x = points.features().getDouble(2 * row) - (lower ? 1 : 0);
            double y = points.features().getDouble(2 * row + 1) - (lower ? 0.5 : 0);
            assertThat(Math.hypot(x, y)).isCloseTo(1, within(1e-6));
            assertThat(lower ? -y : y).isGreaterThanOrEqualTo(-1e-6);
        }
    }

    @Test
    void blobsHaveTheirCentresAndWidths() {
        int n = 4000;
        Batch points = Plane.blobs(3, n, 0.3, 1).all();
        for (int label = 0; label < 3; label++) {
            for (int axis = 0; axis < 2; axis++) {
                double sum = 0;
                double squares = 0;
                double angle = 2 * Math.PI * label / 3;
                double centre = axis == 0 ? Math.cos(angle) : Math.sin(angle);
                for (int i = 0; i < n; i++) {
                    double d = points.features().getDouble(2 * (label * n + i) + axis) - centre;
                    sum += d;
                    squares += d * d;
                }
                // Four standard errors of a mean and of a variance.
                assertThat(sum / n).isCloseTo(0, within(4 * 0.3 / Math.sqrt(n)));
                assertThat(squares / n).isCloseTo(0.09, within(4 * 0.09 * Math.sqrt(2.0 / n)));
            }
        }
    }

    @Test
    void radialPointsFollowTheirProbabilities() {
        // On the best boundary both classes are equally probable.
        double r = Math.sqrt(Math.log(2) / 8);
        assertThat(Plane.radialProbability(0.5 + r, 0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Plane.radialProbability(0.5, 0.5)).isCloseTo(1 / (1 + Math.exp(-5)), within(1e-12));
        int grid = 500;
        double best = 0;
        for (int i = 0; i < grid; i++) {
            for (int j = 0; j < grid; j++) {
                double p = Plane.radialProbability((i + 0.5) / grid, (j + 0.5) / grid);
                best += Math.max(p, 1 - p);
            }
        }
        assertThat(best / grid / grid).isCloseTo(Plane.RADIAL_BAYES_ACCURACY, within(6e-5));
        Batch points = Plane.radial(20_000, 1).all();
        int right = 0;
        for (int row = 0; row < 20_000; row++) {
            double x = points.features().getDouble(2 * row) - 0.5;
            double y = points.features().getDouble(2 * row + 1) - 0.5;
            right += points.targets().ints()[row] == (x * x + y * y < r * r ? 1 : 0) ? 1 : 0;
        }
        assertThat(right / 20_000.0).isCloseTo(Plane.RADIAL_BAYES_ACCURACY, within(4 * 0.0023));
    }

    @Test
    void curvesAreTheirFunctionsAndNoise() {
        for (Curve curve : Curve.values()) {
            int n = 5000;
            Batch clean = curve.sample(n, 0, 1).all();
            Batch noisy = curve.sample(n, 0.1, 1).all();
            double squares = 0;
            for (int i = 0; i < n; i++) {
                assertThat(clean.targets().getDouble(i))
                        .isCloseTo(curve.at(clean.features().getDouble(i)), within(1e-6));
                double d =
                        noisy.targets().getDouble(i) - curve.at(noisy.features().getDouble(i));
                squares += d * d;
            }
            assertThat(squares / n).isCloseTo(0.01, within(4 * 0.01 * Math.sqrt(2.0 / n)));
        }
        assertThat(Curve.LINE.at(0.5)).isEqualTo(0.5);
        assertThat(Curve.SINE.at(1.0 / 3)).isCloseTo(1, within(1e-12));
        assertThat(Curve.STEP.at(-1e-9)).isEqualTo(-0.5);
        assertThat(Curve.STEP.at(0)).isEqualTo(0.5);
    }

    @Test
    void glyphsAreImagesOfTenDigits() {
        Dataset glyphs = Glyphs.of(1000, 1);
        assertThat(glyphs.sampleType().shape()).isEqualTo(Shape.of(784));
        float[] pixels = glyphs.all().features().floats();
        Set<Integer> pictures = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(glyphs.all().targets().ints()[i]).isEqualTo(i % 10);
            float[] image = Arrays.copyOfRange(pixels, i * 784, (i + 1) * 784);
            pictures.add(Arrays.hashCode(image));
            double ink = 0;
            float darkest = 0;
            for (float level : image) {
                assertThat(level).isBetween(0f, 1f);
                ink += level;
                darkest = Math.max(darkest, level);
            }
            // A pen of 0.75 pixels passes some centre at half a pixel or less.
            assertThat(darkest).isGreaterThanOrEqualTo(0.75f);
            assertThat(ink).isBetween(20.0, 250.0);
        }
        assertThat(pictures).hasSize(1000);
        // A longer set begins with the shorter one.
        assertThat(Glyphs.of(1010, 1).take(1000).fingerprint()).isEqualTo(glyphs.fingerprint());
        assertThat(Glyphs.of(1000, 2).fingerprint()).isNotEqualTo(glyphs.fingerprint());
    }

    /** The nearest of 1000 images tells the digit of a fresh one; by chance it would in a tenth of the cases. */
    @Test
    void glyphsOfOneDigitAreAlike() {
        float[] known = Glyphs.of(1000, 1).all().features().floats();
        float[] fresh = Glyphs.fresh(200, 1).all().features().floats();
        int right = 0;
        for (int i = 0; i < 200; i++) {
            int nearest = 0;
            double least = Double.MAX_VALUE;
            for (int j = 0; j < 1000; j++) {
                double distance = 0;
                for (int k = 0; k < 784; k++) {
                    double d = known[j * 784 + k] - fresh[i * 784 + k];
                    distance += d * d;
                }
                if (distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            right += nearest % 10 == i % 10 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(180);
    }

    @Test
    void windowsSlideOverASeries() {
        NDArray series = NDArray.of(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Dataset windows = Windows.of(3).ahead(2).dataset(series);
        assertThat(windows.size()).isEqualTo(6);
        assertThat(windows.featureNames()).containsExactly("t-2", "t-1", "t-0");
        assertThat(windows.batch(0, 5).features().floats()).containsExactly(0, 1, 2, 5, 6, 7);
        assertThat(windows.all().targets().floats()).containsExactly(4, 5, 6, 7, 8, 9);
        Split split = Windows.of(3).ahead(2).split(series, 0.2);
        assertThat(split.train().all().targets().floats()).containsExactly(4, 5, 6, 7);
        assertThat(split.test().all().targets().floats()).containsExactly(8, 9);
        assertThat(split.test().batch(0).features().floats()).containsExactly(4, 5, 6);
        Dataset pairs = Windows.of(2).dataset(series.reshape(Shape.of(5, 2)));
        assertThat(pairs.sampleType().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(pairs.batch(1).features().floats()).containsExactly(2, 3, 4, 5);
        assertThat(pairs.all().targets().floats()).containsExactly(4, 5, 6, 7, 8, 9);
    }

    @Test
    void windowsHaveAHorizonAndAStride() {
        NDArray series = NDArray.of(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Dataset windows = Windows.of(2).ahead(2).horizon(3).every(2).dataset(series);
        assertThat(windows.task().labels()).containsExactly("t+2", "t+3", "t+4");
        assertThat(windows.all().features().floats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(windows.all().targets().floats()).containsExactly(3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 11);
        // The last third begins at 8: the third window has targets on both sides.
        Split split = Windows.of(2).ahead(2).horizon(3).every(2).split(series, 1.0 / 3);
        assertThat(split.train().all().targets().floats()).containsExactly(3, 4, 5, 5, 6, 7);
        assertThat(split.test().all().targets().floats()).containsExactly(9, 10, 11);
        Dataset pairs = Windows.of(1).horizon(2).dataset(series.reshape(Shape.of(6, 2)));
        assertThat(pairs.task().labels())
                .containsExactly("t+1 channel 0", "t+1 channel 1", "t+2 channel 0", "t+2 channel 1");
        assertThat(pairs.batch(3).targets().floats()).containsExactly(8, 9, 10, 11);
        for (int cut = 1; cut < 12; cut++) {
            for (int every = 1; every < 4; every++) {
                Windows some = new Windows(2, 1, 2, every);
                float border = 12 - cut;
                try {
                    Split parts = some.split(series, cut / 12.0);
                    for (float target : parts.train().all().targets().floats()) {
                        assertThat(target).isLessThan(border);
                    }
                    for (float target : parts.test().all().targets().floats()) {
                        assertThat(target).isGreaterThanOrEqualTo(border);
                    }
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("both need at least one");
                }
            }
        }
    }

    @Test
    void windowsRefuseWhatTheyCannotSlideOver() {
        NDArray series = NDArray.of(1f, 2, 3);
        List<Runnable> wrong = List.of(
                () -> Windows.of(3).dataset(series),
                () -> Windows.of(0),
                () -> Windows.of(1).horizon(0),
                () -> Windows.of(1).every(0),
                () -> Windows.of(1).ahead(0),
                () -> new Windows(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)
                        .dataset(series),
                () -> Windows.of(1).dataset(NDArray.of(1, 2, 3)),
                () -> Windows.of(1).dataset(NDArray.of(1f, Float.NaN, 3)),
                () -> Windows.of(1).split(series, 0.01),
                () -> Windows.of(1).split(series, 0.99),
                () -> Windows.of(1).split(series, Double.NaN));
        for (Runnable action : wrong) {
            assertThatIllegalArgumentException().isThrownBy(action::run);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.of(3).dataset(series))
                .withMessage("A series of 3 values is too short for a window of 3 and a target 1 step after it.");
    }
}
