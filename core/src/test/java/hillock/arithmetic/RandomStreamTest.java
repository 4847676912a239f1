package hillock.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void itsWordsAreThoseOfTheKey() {
        RandomStream stream = RandomStream.of(77);
        for (int i = 0; i < 300; i++) {
            assertThat(stream.nextInt()).isEqualTo(Threefry.word(77, i));
        }
    }

    @Test
    void afterTheLastWordItGoesOnWithAFoldedKey() {
        RandomStream stream = RandomStream.from(77, -64);
        for (int i = -64; i < 0; i++) {
            assertThat(stream.nextInt()).isEqualTo(Threefry.word(77, i));
        }
        assertThat(stream.nextInt()).isEqualTo(Threefry.word(Threefry.fold(77, Integer.MIN_VALUE), 0));
    }

    @Test
    void equalKeysGiveEqualNumbers() {
        RandomStream a = RandomStream.of(5);
        RandomStream b = RandomStream.of(5);
        RandomStream c = RandomStream.of(6);
        double[] fromA =
                IntStream.range(0, 50).mapToDouble(_ -> a.nextGaussian()).toArray();
        assertThat(IntStream.range(0, 50).mapToDouble(_ -> b.nextGaussian()).toArray())
                .isEqualTo(fromA);
        assertThat(IntStream.range(0, 50).mapToDouble(_ -> c.nextGaussian()).toArray())
                .isNotEqualTo(fromA);
    }

    /** Chi-squared with 9 degrees of freedom is below 27.88 with probability 0.999; the seed is fixed. */
    @Test
    void boundedIntsAreUniform() {
        RandomStream stream = RandomStream.of(1);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[stream.nextInt(10)]++;
        }
        double chiSquared = 0;
        for (int count : counts) {
            chiSquared += (count - 10_000.0) * (count - 10_000.0) / 10_000;
        }
        assertThat(chiSquared).isLessThan(27.88);
        assertThat(stream.nextInt(1)).isZero();
    }

    /**
     * With a bound of 3 * 2^29 a plain product without rejection gives two numbers of three to three words, one to two.
     */
    @Test
    void largeBoundsAreUnbiased() {
        RandomStream stream = RandomStream.of(2);
        int bound = 3 << 29;
        int[] counts = new int[3];
        for (int i = 0; i < 60_000; i++) {
            int n = stream.nextInt(bound);
            assertThat(n).isBetween(0, bound - 1);
            counts[n % 3]++;
        }
        // Five standard deviations of a binomial count.
        for (int count : counts) {
            assertThat(count).isBetween(20_000 - 577, 20_000 + 577);
        }
    }

    @Test
    void boundsBelowOneAreRefused() {
        assertThatThrownBy(() -> RandomStream.of(1).nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    /** Means and variances within five standard errors of a million draws. */
    @Test
    void gaussiansAndUniformsHaveTheirMoments() {
        RandomStream stream = RandomStream.of(3);
        int n = 1_000_000;
        double sum = 0;
        double squares = 0;
        double cubes = 0;
        double uniform = 0;
        double single = 0;
        for (int i = 0; i < n; i++) {
            double g = stream.nextGaussian();
            sum += g;
            squares += g * g;
            cubes += g * g * g;
            double u = stream.nextDouble();
            assertThat(u >= 0 && u < 1).isTrue();
            uniform += u;
            single += stream.nextFloat();
        }
        assertThat(sum / n).isBetween(-0.005, 0.005);
        assertThat(squares / n).isBetween(1 - 0.0071, 1 + 0.0071);
        assertThat(cubes / n).isBetween(-0.0194, 0.0194);
        assertThat(uniform / n).isBetween(0.5 - 0.00145, 0.5 + 0.00145);
        assertThat(single / n).isBetween(0.5 - 0.00145, 0.5 + 0.00145);
    }

    @Test
    void shufflingGivesEveryOrderItsShare() {
        RandomStream stream = RandomStream.of(4);
        int[] counts = new int[27];
        for (int i = 0; i < 60_000; i++) {
            int[] a = {0, 1, 2};
            stream.shuffle(a);
            counts[a[0] * 9 + a[1] * 3 + a[2]]++;
        }
        int[] orders = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertThat(orders).hasSize(6);
        // Five standard deviations: 5 sqrt(60000 / 6 * 5 / 6).
        for (int count : orders) {
            assertThat(count).isBetween(10_000 - 457, 10_000 + 457);
        }
        int[] many = IntStream.range(0, 1000).toArray();
        stream.shuffle(many);
        assertThat(many).isNotEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(IntStream.of(many).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1000).toArray());
        stream.shuffle(new int[0]);
    }
}
