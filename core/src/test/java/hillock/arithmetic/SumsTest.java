package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The orders of summation against their definition written out plainly, on numbers whose sum depends on the order. */
class SumsTest {

    /** The last-axis order as the class's Javadoc says it. */
    private static double laneSum(double[] x, boolean single) {
        List<Double> sums = new ArrayList<>();
        for (int start = 0; start < x.length; start += 4096) {
            double[] lanes = new double[64];
            for (int i = start; i < Math.min(start + 4096, x.length); i++) {
                int lane = (i - start) % 64;
                lanes[lane] = add(lanes[lane], x[i], single);
            }
            for (int h = 32; h >= 1; h /= 2) {
                for (int j = 0; j < h; j++) {
                    lanes[j] = add(lanes[j], lanes[j + h], single);
                }
            }
            sums.add(lanes[0]);
        }
        while (sums.size() > 1) {
            List<Double> next = new ArrayList<>();
            for (int i = 0; i + 1 < sums.size(); i += 2) {
                next.add(add(sums.get(i), sums.get(i + 1), single));
            }
            if (sums.size() % 2 == 1) {
                next.add(sums.getLast());
            }
            sums = next;
        }
        return sums.isEmpty() ? 0 : sums.getFirst();
    }

    private static double chainSum(double[] x, double[] y, boolean single, boolean fused) {
        double total = 0;
        for (int start = 0; start < x.length; start += 256) {
            double s = 0;
            for (int i = start; i < Math.min(start + 256, x.length); i++) {
                if (!fused) {
                    s = add(s, x[i], single);
                } else if (single) {
                    s = Math.fma((float) x[i], (float) y[i], (float) s);
                } else {
                    s = Math.fma(x[i], y[i], s);
                }
            }
            total = start == 0 ? s : add(total, s, single);
        }
        return total;
    }

    private static double add(double a, double b, boolean single) {
        return single ? (float) a + (float) b : a + b;
    }

    private static double[] numbers(int length, long seed) {
        Random random = new Random(seed);
        double[] x = new double[length];
        for (int i = 0; i < length; i++) {
            x[i] = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(20)));
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 5, 10, 33, 63, 64, 65, 100, 127, 128, 255, 256, 257, 511, 512, 513, 1000, 4095, 4096, 4097,
                8192, 12288, 12289, 20000, 28672, 50000, 70001, 300000
            })
    void sumsFollowTheirDefinition(int length) {
        double[] x = numbers(length, length);
        double[] y = numbers(length, length + 1);
        for (int stride : new int[] {1, 3, -2}) {
            int step = Math.abs(stride);
            float[] a = new float[length * step + 7];
            float[] b = new float[length * step + 7];
            double[] c = new double[a.length];
            double[] d = new double[a.length];
            int offset = stride > 0 ? 5 : 5 + Math.max(length - 1, 0) * step;
            for (int i = 0; i < length; i++) {
                c[offset + i * stride] = x[i];
                d[offset + i * stride] = y[i];
                a[offset + i * stride] = (float) x[i];
                b[offset + i * stride] = (float) y[i];
            }
            assertThat(Sums.sum(a, offset, stride, length)).isEqualTo((float) laneSum(x, true));
            assertThat(Sums.sum(c, offset, stride, length)).isEqualTo(laneSum(x, false));
            assertThat(Sums.chain(a, offset, stride, length)).isEqualTo((float) chainSum(x, y, true, false));
            assertThat(Sums.chain(c, offset, stride, length)).isEqualTo(chainSum(x, y, false, false));
            assertThat(Sums.dot(a, offset, stride, b, offset, stride, length))
                    .isEqualTo((float) chainSum(x, y, true, true));
            assertThat(Sums.dot(c, offset, stride, d, offset, stride, length)).isEqualTo(chainSum(x, y, false, true));
        }
        float[] plain = new float[length];
        double[] plainDouble = x.clone();
        for (int i = 0; i < length; i++) {
            plain[i] = (float) x[i];
        }
        assertThat(Sums.sum(plain, 0, length)).isEqualTo((float) laneSum(x, true));
        assertThat(Sums.sum(plainDouble, 0, length)).isEqualTo(laneSum(x, false));
    }

    @Test
    void blockSumsInATreeGiveTheWholeSum() {
        int length = 13 * 4096 + 77;
        double[] x = numbers(length, 4);
        double[] blocks = new double[14];
        float[] singles = new float[length];
        float[] singleBlocks = new float[14];
        for (int i = 0; i < length; i++) {
            singles[i] = (float) x[i];
        }
        for (int b = 0; b < 14; b++) {
            int count = Math.min(4096, length - b * 4096);
            blocks[b] = Sums.sum(x, b * 4096, count);
            singleBlocks[b] = Sums.sum(singles, b * 4096, count);
        }
        assertThat(Sums.tree(blocks, 0, 14)).isEqualTo(Sums.sum(x, 0, length));
        assertThat(Sums.tree(singleBlocks, 0, 14)).isEqualTo(Sums.sum(singles, 0, length));
        assertThat(Sums.tree(new float[0], 0, 0)).isZero();
    }

    @Test
    void negativeZerosAndNothingSumToPositiveZero() {
        for (int length : new int[] {0, 1, 2, 63, 64, 65, 300, 5000}) {
            float[] a = new float[length];
            double[] b = new double[length];
            java.util.Arrays.fill(a, -0f);
            java.util.Arrays.fill(b, -0.0);
            assertThat(Float.floatToRawIntBits(Sums.sum(a, 0, length))).isZero();
            assertThat(Float.floatToRawIntBits(Sums.chain(a, 0, 1, length))).isZero();
            assertThat(Double.doubleToRawLongBits(Sums.sum(b, 0, length))).isZero();
            assertThat(Double.doubleToRawLongBits(Sums.chain(b, 0, 1, length))).isZero();
        }
    }

    @Test
    void aStrideOfZeroRepeatsOneElement() {
        assertThat(Sums.sum(new float[] {0, 3}, 1, 0, 1000)).isEqualTo(3000);
        assertThat(Sums.chain(new double[] {0, 3}, 1, 0, 1000)).isEqualTo(3000);
    }

    @Test
    void integerSumsWrap() {
        assertThat(Sums.sum(new int[] {9, Integer.MAX_VALUE, 9, 1}, 1, 2, 2)).isEqualTo(Integer.MIN_VALUE);
        assertThat(Sums.sum(new long[] {Long.MAX_VALUE, 1}, 0, 1, 2)).isEqualTo(Long.MIN_VALUE);
        assertThat(Sums.dot(new int[] {1 << 20, 3}, 0, 1, new int[] {1 << 12, 5}, 0, 1, 2))
                .isEqualTo(15);
        assertThat(Sums.dot(new long[] {1L << 40, 3}, 0, 1, new long[] {1L << 24, 5}, 0, 1, 2))
                .isEqualTo(15);
        assertThat(Sums.sum(new int[0], 0, 1, 0)).isZero();
    }
}
