package hillock.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of few rows against the definition of the order of summation, bit for bit. */
class StreamTest {
    /** Sizes around a vector, the steps of eight, the blocks of 256 and the sums that are held at a time. */
    @ParameterizedTest
    @CsvSource({
        "1, 16, 1",
        "1, 19, 0",
        "1, 31, 9",
        "1, 16, 8",
        "2, 17, 256",
        "3, 31, 257",
        "4, 33, 7",
        "5, 40, 265",
        "7, 130, 600",
        "8, 1025, 12",
        "1, 8209, 10"
    })
    void theDefinedBits(int m, int n, int k) {
        Random random = new Random(m * 1_000_003L + n * 1009L + k);
        for (boolean transposed : new boolean[] {false, true}) {
            int aRow = transposed ? 1 : k;
            int aColumn = transposed ? m : 1;
            floats(random, m, n, k, aRow, aColumn);
            doubles(random, m, n, k, aRow, aColumn);
        }
    }

    private static void floats(Random random, int m, int n, int k, int aRow, int aColumn) {
        float[] a = new float[m * k + 3];
        float[] b = new float[k * n + 5];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) random.nextGaussian();
        }
        float[] expected = new float[m * n + 2];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, 3 + i * aRow, aColumn, b, 5 + j, n, k);
            }
        }
        float[] c = new float[m * n + 2];
        Arrays.fill(c, 1, m * n + 1, Float.NaN);
        new Stream(false, new VectorTiles(false, true)).run(m, n, k, a, 3, aRow, aColumn, b, 5, n, c, 1, n);
        assertThat(c).isEqualTo(expected);
    }

    private static void doubles(Random random, int m, int n, int k, int aRow, int aColumn) {
        double[] a = random.doubles(m * k + 3, -1, 1).toArray();
        double[] b = random.doubles(k * n + 5, -1, 1).toArray();
        double[] expected = new double[m * n + 2];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, 3 + i * aRow, aColumn, b, 5 + j, n, k);
            }
        }
        double[] c = new double[m * n + 2];
        Arrays.fill(c, 1, m * n + 1, Double.NaN);
        new Stream(true, new VectorTiles(true, true)).run(m, n, k, a, 3, aRow, aColumn, b, 5, n, c, 1, n);
        assertThat(c).isEqualTo(expected);
    }
}
