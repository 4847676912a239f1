package hillock.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of few multiplications against the definition of the order of summation, bit for bit. */
class SmallProductsTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1, 0", "4, 8, 2", "4, 1, 8", "8, 1, 4", "1, 1, 256", "2, 3, 0", "3, 5, 17", "16, 16, 1"})
    void haveTheDefinedBitsForEveryLayout(int m, int n, int k) {
        assertThat(SmallProducts.suit((long) m * n * k)).isTrue();
        Random random = new Random(m * 1_000_003L + n * 1009L + k);
        for (boolean transposedA : new boolean[] {false, true}) {
            for (boolean transposedB : new boolean[] {false, true}) {
                int aRow = transposedA ? 1 : k;
                int aColumn = transposedA ? m : 1;
                int bRow = transposedB ? 1 : n;
                int bColumn = transposedB ? k : 1;
                double[] a = random.doubles(m * k + 3, -1, 1).toArray();
                double[] b = random.doubles(k * n + 5, -1, 1).toArray();
                Arrays.fill(a, 3, 3 + Math.min(k, 2), -0.0);
                double[] c = new double[m * n + 1];
                Arrays.fill(c, Double.NaN);
                float[] a32 = narrowed(a);
                float[] b32 = narrowed(b);
                float[] c32 = new float[m * n + 1];
                Arrays.fill(c32, Float.NaN);
                for (int i = 0; i < m; i++) {
                    int row = 3 + i * aRow;
                    SmallProducts.row(k, n, a, row, aColumn, b, 5, bRow, bColumn, c, i * n + 1);
                    SmallProducts.row(k, n, a32, row, aColumn, b32, 5, bRow, bColumn, c32, i * n + 1);
                    for (int j = 0; j < n; j++) {
                        int at = i * n + j + 1;
                        assertThat(c[at]).isEqualTo(Sums.dot(a, row, aColumn, b, 5 + j * bColumn, bRow, k));
                        assertThat(c32[at]).isEqualTo(Sums.dot(a32, row, aColumn, b32, 5 + j * bColumn, bRow, k));
                    }
                }
            }
        }
    }

    @Test
    void areNoLongerThanOneBlockOfASum() {
        assertThat(SmallProducts.suit(257)).isFalse();
    }

    private static float[] narrowed(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
