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
     * Sizes around the tiles of 12, 6, 2 and 1 rows, the strips of two and four vectors, the blocks of 256, the spans
     * of 512, copies of a, and streams.
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
        "20, 530, 512",
        "330, 460, 520",
        "7, 1030, 513",
        "1040, 70, 2",
        "1, 523, 300",
        "1, 1, 700",
        "3, 1, 20",
        "9, 1, 513",
        "40, 1, 300",
        "600, 1, 260"
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

    /** Rows and columns that lie apart, stand still, or go backwards; such at powers of two are copied. */
    @ParameterizedTest
    @CsvSource({
        "13, 70, 300, 1000, 3, 75, 1",
        "20, 600, 40, 3, 61, 1, 47",
        "20, 530, 30, 512, 2, 601, 1",
        "20, 530, 30, 1, 512, 2, 67",
        "9, 70, 20, 0, 1, 0, 1",
        "9, 70, 20, 1, 0, 1, 0",
        "14, 530, 270, -270, 1, -530, 1",
        "14, 530, 270, 1, -14, 1, -270",
        "14, 530, 270, -1, 14, 530, -1",
        "1, 530, 270, 7, 2, 530, 1",
        "1, 1, 300, 7, 2, 3, 1",
        "40, 1, 300, 3, 121, 7, 1",
        "33, 1, 300, -300, 1, -2, 1",
        "530, 1, 70, 1, 531, 0, 1"
    })
    void andForEveryStride(int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {
        Random random = new Random(m * 1_000_003L + n * 1009L + k);
        floats(random, m, n, k, aRow, aColumn, bRow, bColumn);
        doubles(random, m, n, k, aRow, aColumn, bRow, bColumn);
    }

    /** Where the first element must lie for the least to be the given one. */
    private static int first(int least, int rows, int row, int columns, int column) {
        return least - Math.min(0, (rows - 1) * row) - Math.min(0, (columns - 1) * column);
    }

    private static int length(int first, int rows, int row, int columns, int column) {
        return first + 1 + Math.max(0, (rows - 1) * row) + Math.max(0, (columns - 1) * column);
    }

    private static void floats(Random random, int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {
        int ao = first(3, m, aRow, k, aColumn);
        int bo = first(5, k, bRow, n, bColumn);
        float[] a = new float[length(ao, m, aRow, k, aColumn)];
        float[] b = new float[length(bo, k, bRow, n, bColumn)];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = i % 97 == 13 ? -0f : (float) random.nextGaussian();
        }
        float[] expected = new float[m * n + 1];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, ao + i * aRow, aColumn, b, bo + j * bColumn, bRow, k);
            }
        }
        for (Tiles tiles :
                List.of(new PlainTiles(false), new VectorTiles(false, true), new VectorTiles(false, false))) {
            Contraction contraction = new Contraction(false, tiles);
            int strip = tiles.strip();
            int strips = (n + strip - 1) / strip;
            float[] c = new float[m * n + 1];
            // What a former product leaves in the scratch storage must not matter.
            for (int cut = 0; cut <= strips; cut++) {
                Arrays.fill(c, 1, c.length, Float.NaN);
                int column = Math.min(n, cut * strip);
                contraction.rows(0, m, 0, column, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                contraction.rows(0, m / 3, column, n, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                contraction.rows(m / 3, m, column, n, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
                Arrays.fill(c, 1, c.length, Float.NaN);
                int length = (n + tiles.unit() - 1) / tiles.unit() * tiles.unit() * k;
                float[] packed = new float[length + 6];
                Arrays.fill(packed, Float.NaN);
                contraction.pack(b, bo, bRow, bColumn, k, n, 0, cut, packed, 2);
                contraction.pack(b, bo, bRow, bColumn, k, n, cut, strips, packed, 2);
                contraction.packedRows(0, m, 0, cut, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(0, m / 2, cut, strips, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(m / 2, m, cut, strips, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                assertThat(Arrays.copyOfRange(packed, length + 2, length + 6)).containsOnly(Float.NaN);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
            }
        }
    }

    private static void doubles(Random random, int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn) {
        int ao = first(3, m, aRow, k, aColumn);
        int bo = first(5, k, bRow, n, bColumn);
        double[] a = random.doubles(length(ao, m, aRow, k, aColumn), -1, 1).toArray();
        double[] b = random.doubles(length(bo, k, bRow, n, bColumn), -1, 1).toArray();
        double[] expected = new double[m * n + 1];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                expected[i * n + j + 1] = Sums.dot(a, ao + i * aRow, aColumn, b, bo + j * bColumn, bRow, k);
            }
        }
        for (Tiles tiles : List.of(new PlainTiles(true), new VectorTiles(true, true), new VectorTiles(true, false))) {
            Contraction contraction = new Contraction(true, tiles);
            int strip = tiles.strip();
            int strips = (n + strip - 1) / strip;
            double[] c = new double[m * n + 1];
            // What a former product leaves in the scratch storage must not matter.
            for (int cut = 0; cut <= strips; cut++) {
                Arrays.fill(c, 1, c.length, Double.NaN);
                int column = Math.min(n, cut * strip);
                contraction.rows(0, m, 0, column, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                contraction.rows(0, m / 3, column, n, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                contraction.rows(m / 3, m, column, n, k, a, ao, aRow, aColumn, b, bo, bRow, bColumn, c, 1, n);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
                Arrays.fill(c, 1, c.length, Double.NaN);
                int length = (n + tiles.unit() - 1) / tiles.unit() * tiles.unit() * k;
                double[] packed = new double[length + 6];
                Arrays.fill(packed, Double.NaN);
                contraction.pack(b, bo, bRow, bColumn, k, n, 0, cut, packed, 2);
                contraction.pack(b, bo, bRow, bColumn, k, n, cut, strips, packed, 2);
                contraction.packedRows(0, m, 0, cut, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(0, m / 2, cut, strips, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                contraction.packedRows(m / 2, m, cut, strips, k, n, a, ao, aRow, aColumn, packed, 2, c, 1, n);
                assertThat(Arrays.copyOfRange(packed, length + 2, length + 6)).containsOnly(Double.NaN);
                assertThat(c).as(tiles.getClass().getSimpleName()).isEqualTo(expected);
            }
        }
    }
}
