package hillock.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.arithmetic.Sums;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vector products and their plain twins against the definition of the order of summation, bit for bit. */
class ContractionTest {
    /**
     * Sizes around the tiles of 12, 6, 2 and 1 rows, the strips of two vectors, the blocks of 256, copies of a, and
     * streams.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 1, 0",
        "2, 15, 3",
        "3, 16, 255",
        "5, 17, 256",
        "6, 31, 257",
        "7, 32, 4",
        "11, 33, 5",
        "12, 64, 512",
        "13, 63, 513",
        "25, 100, 300",
        "31, 256, 7",
        "4, 255, 1",
        "61, 300, 260",
        "150, 260, 1100",
        "1, 523, 300"
    })
    void bothGiveTheDefinedBitsForEveryLayout(int m, int n, int k) {
        Random random = new Random(m * 1_000_003L + n * 1009L + k);
        for (boolean transposedA : new boolean[] {false, true}) {
            for (boolean transposedB : new boolean[] {false, true}) {
                int aRow = transposedA ? 1 : k;
                int aColumn = transposedA ? m : 1;
                int bRow = transposedB ? 1 : n;
                int bColumn = transposedB ? k : 1;
                floats(random, m, n, k, aRow, aColumn, bRow, bColumn);
                doubles(random, m, n, k, aRow, aColumn, bRow, bColumn);
            }
        }
    }

    private static void floats(Random random, int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {
        float[] a = new float[m * k + 3];
        float[] b = new float[k * n + 5];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = i % 97 == 13 ? -0f : (float) random.nextGaussian();
        }
        float[] expected = new float[m * n + 1];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, 3 + i * aRow, aColumn, b, 5 + j * bColumn, bRow, k);
            }
        }
        for (Tiles tiles :
                List.of(new PlainTiles(false), new VectorTiles(false, true), new VectorTiles(false, false))) {
            Contraction contraction = new Contraction(false, tiles);
            int strip = tiles.width(1000);
            int strips = (n + strip - 1) / strip;
            float[] c = new float[m * n + 1];
            // What a former product leaves in the scratch storage must not matter.
            for (int cut = 0; cut <= strips; cut++) {
                Arrays.fill(c, 1, c.length, Float.NaN);
                int column = Math.min(n, cut * strip);
                contraction.rows(0, m, 0, column, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                contraction.rows(0, m / 3, column, n, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                contraction.rows(m / 3, m, column, n, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
                Arrays.fill(c, 1, c.length, Float.NaN);
                float[] packed = new float[strips * strip * k + 2];
                Arrays.fill(packed, Float.NaN);
                contraction.pack(b, 5, bRow, bColumn, k, n, 0, cut, packed, 2);
                contraction.pack(b, 5, bRow, bColumn, k, n, cut, strips, packed, 2);
                contraction.packedRows(0, m, 0, cut, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(0, m / 2, cut, strips, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(m / 2, m, cut, strips, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
            }
        }
    }

    private static void doubles(Random random, int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {
        double[] a = random.doubles(m * k + 3, -1, 1).toArray();
        double[] b = random.doubles(k * n + 5, -1, 1).toArray();
        double[] expected = new double[m * n + 1];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, 3 + i * aRow, aColumn, b, 5 + j * bColumn, bRow, k);
            }
        }
        for (Tiles tiles : List.of(new PlainTiles(true), new VectorTiles(true, true), new VectorTiles(true, false))) {
            Contraction contraction = new Contraction(true, tiles);
            int strip = tiles.width(1000);
            int strips = (n + strip - 1) / strip;
            double[] c = new double[m * n + 1];
            // What a former product leaves in the scratch storage must not matter.
            for (int cut = 0; cut <= strips; cut++) {
                Arrays.fill(c, 1, c.length, Double.NaN);
                int column = Math.min(n, cut * strip);
                contraction.rows(0, m, 0, column, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                contraction.rows(0, m / 3, column, n, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                contraction.rows(m / 3, m, column, n, k, a, 3, aRow, aColumn, b, 5, bRow, bColumn, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
                Arrays.fill(c, 1, c.length, Double.NaN);
                double[] packed = new double[strips * strip * k + 2];
                Arrays.fill(packed, Double.NaN);
                contraction.pack(b, 5, bRow, bColumn, k, n, 0, cut, packed, 2);
                contraction.pack(b, 5, bRow, bColumn, k, n, cut, strips, packed, 2);
                contraction.packedRows(0, m, 0, cut, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(0, m / 2, cut, strips, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(m / 2, m, cut, strips, k, n, a, 3, aRow, aColumn, packed, 2, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
            }
        }
    }
}
