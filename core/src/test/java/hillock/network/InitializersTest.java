package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.Key;
import hillock.Tensor;
import hillock.array.DType;
import hillock.array.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First values: moments of a million draws, orthogonality, and the standard choice. */
class InitializersTest {
    private static final Fan FAN = Fan.of(50, 150);

    /** With the variance, the kurtosis and the greatest magnitude that the distribution has. */
    record Row(String name, Initializer initializer, double variance, double kurtosis, double most) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> table() {
        double inf = Double.POSITIVE_INFINITY;
        // Of the normal distribution cut at 2: 1 - 4 phi(2) / (2 Phi(2) - 1), and the fourth moment 3 v - 8 (1 - v) /
        // 2.
        double cut = 0.7737413035760302;
        double cutKurtosis = (3 * cut - 4 * (1 - cut)) / (cut * cut);
        return Stream.of(
                new Row("uniform", Initializer.uniform(-3, 3), 3, 1.8, 3),
                new Row("normal", Initializer.normal(0, 2), 4, 3, inf),
                new Row("truncated normal", Initializer.truncatedNormal(0.5), cut / 4, cutKurtosis, 1),
                new Row("Kaiming normal", Initializer.kaimingNormal(), 2.0 / 50, 3, inf),
                new Row("Kaiming uniform", Initializer.kaimingUniform(), 2.0 / 50, 1.8, Math.sqrt(6.0 / 50)),
                new Row("Xavier normal", Initializer.xavierNormal(), 0.01, 3, inf),
                new Row("Xavier uniform", Initializer.xavierUniform(), 0.01, 1.8, Math.sqrt(0.03)),
                new Row("LeCun normal", Initializer.lecunNormal(), 0.02, 3, inf),
                new Row("LeCun uniform", Initializer.lecunUniform(), 0.02, 1.8, Math.sqrt(0.06)));
    }

    /** Within five standard errors: sqrt(v / n) of the mean, v sqrt((kurtosis - 1) / n) of the variance. */
    @ParameterizedTest
    @MethodSource("table")
    void aMillionDrawsHaveTheMoments(Row row) {
        int n = 1_000_000;
        float[] draws = row.initializer()
                .values(Key.of(11), TensorType.of(DType.FLOAT32, n), FAN)
                .value()
                .floats();
        double sum = 0;
        double square = 0;
        double fourth = 0;
        double most = 0;
        for (double draw : draws) {
            sum += draw;
            square += draw * draw;
            fourth += draw * draw * draw * draw;
            most = Math.max(most, Math.abs(draw));
        }
        double v = row.variance();
        assertThat(sum / n).isCloseTo(0, within(5 * Math.sqrt(v / n)));
        assertThat(square / n).isCloseTo(v, within(5 * v * Math.sqrt((row.kurtosis() - 1) / n)));
        assertThat(fourth / n / (v * v)).isCloseTo(row.kurtosis(), within(0.06));
        assertThat(most).isLessThanOrEqualTo(row.most() * (1 + 1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60 40", "40 60", "30 30", "1 5"})
    void orthogonalVectorsAreOrthonormal(String extents) {
        int rows = Integer.parseInt(extents.split(" ")[0]);
        int columns = Integer.parseInt(extents.split(" ")[1]);
        var matrix = Initializer.orthogonal(3).values(Key.of(2), TensorType.of(DType.FLOAT64, rows, columns), FAN);
        var product = rows < columns
                ? matrix.matmul(matrix.transpose())
                : matrix.transpose().matmul(matrix);
        int n = Math.min(rows, columns);
        double[] values = product.value().doubles();
        for (int i = 0; i < n * n; i++) {
            assertThat(values[i]).isCloseTo(i / n == i % n ? 9 : 0, within(1e-13));
        }
    }

    @Test
    void orthogonalVectorsNeedAMatrix() {
        assertThatThrownBy(() -> Initializer.orthogonal(1).values(Key.of(2), TensorType.of(DType.FLOAT32, 4), FAN))
                .hasMessageContaining("two axes");
    }

    @Test
    void numbersThatAreTheSameEverywhere() {
        TensorType type = TensorType.of(DType.FLOAT32, 3);
        assertThat(Initializer.zeros().values(Key.of(1), type, FAN).value().floats())
                .containsExactly(0, 0, 0);
        assertThat(Initializer.ones().values(Key.of(1), type, FAN).value().floats())
                .containsExactly(1, 1, 1);
        assertThat(Initializer.constant(2.5)
                        .values(Key.of(1), type, FAN)
                        .value()
                        .floats())
                .containsExactly(2.5f, 2.5f, 2.5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu 2", "leaky_relu 2", "elu 2", "gelu 2", "silu 2", "selu 1", "tanh .5", "sigmoid .5"})
    void theStandardChoiceFollowsTheActivation(String text) {
        String[] parts = text.split(" ");
        float[] draws = Initializer.auto()
                .before(Optional.of(Activation.named(parts[0])))
                .values(Key.of(5), TensorType.of(DType.FLOAT32, 100_000), FAN)
                .value()
                .floats();
        double square = 0;
        for (double draw : draws) {
            square += draw * draw;
        }
        // Times the fan in, variances are 2 (Kaiming), 1 (LeCun) and 2 * 50 / 200 (Xavier).
        double expected = Double.parseDouble(parts[1]);
        assertThat(square / 1e5 * 50).isCloseTo(expected, within(expected * 0.025));
    }

    @Test
    void rangesAndMeansAreKept() {
        TensorType type = TensorType.of(DType.FLOAT64, 10_000);
        Tensor uniform = Initializer.uniform(2, 5).values(Key.of(3), type, FAN);
        assertThat(uniform.min(0).item()).isBetween(2.0, 2.01);
        assertThat(uniform.max(0).item()).isBetween(4.99, 5.0);
        // Five standard errors: 5 sqrt(9 / 12 / 10^4) and 5 * 0.5 / 100.
        assertThat(uniform.mean().item()).isCloseTo(3.5, within(0.044));
        Tensor normal = Initializer.normal(-7, 0.5).values(Key.of(3), type, FAN);
        assertThat(normal.mean().item()).isCloseTo(-7, within(0.025));
        assertThatThrownBy(() -> Initializer.uniform(1, 0)).hasMessageContaining("rising order");
        assertThatThrownBy(() -> Initializer.normal(0, -1)).hasMessageContaining("deviation");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            uniform(1, 3)                | 1 + 2u
            uniform(low=-1, high=0)      | u - 1
            normal                       | z
            normal(2, 0.5)               | 2 + z / 2
            normal(deviation=3)          | 3z
            constant(4)                  | 4
            """)
    void textsAreRead(String text, String meaning) {
        TensorType type = TensorType.of(DType.FLOAT64, 5);
        double[] values =
                Initializer.parse(text).values(Key.of(3), type, FAN).value().doubles();
        double[] u = Key.of(3).uniform(type).value().doubles();
        double[] z = Key.of(3).normal(type).value().doubles();
        for (int i = 0; i < values.length; i++) {
            double expected = switch (meaning) {
                case "1 + 2u" -> 1 + 2 * u[i];
                case "u - 1" -> u[i] - 1;
                case "z" -> z[i];
                case "2 + z / 2" -> 2 + z[i] / 2;
                case "3z" -> 3 * z[i];
                default -> 4;
            };
            assertThat(values[i]).isEqualTo(expected);
        }
    }

    @Test
    void everyNameIsRead() {
        List<String> needy = List.of("constant", "uniform", "truncated_normal");
        for (String name : Initializer.names()) {
            if (needy.contains(name)) {
                assertThatThrownBy(() -> Initializer.parse(name)).hasMessageContaining("lacks its argument");
            } else {
                TensorType type = TensorType.of(DType.FLOAT32, 4, 3);
                assertThat(Initializer.parse(name).values(Key.of(1), type, FAN).type())
                        .isEqualTo(type);
            }
        }
        assertThatThrownBy(() -> Initializer.parse("xavier_norml")).hasMessageContaining("xavier_normal");
        assertThatThrownBy(() -> Initializer.parse("zeros(1)")).hasMessageContaining("zeros");
    }
}
