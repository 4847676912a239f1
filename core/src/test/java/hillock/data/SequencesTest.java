package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hillock.array.NDArray;
import hillock.array.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adding problem and the reversal of sequences. */
class SequencesTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 100})
    void theSumIsThatOfOneMarkedNumberInEachHalf(int steps) {
        Batch all = Sequences.adding(200, steps, 1).all();
        assertThat(all.features().shape()).isEqualTo(Shape.of(200, steps, 2));
        float[] numbers = all.features().floats();
        for (int sample = 0; sample < 200; sample++) {
            int[] marks = new int[2];
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                int at = (sample * steps + step) * 2;
                assertThat(numbers[at]).isBetween(0f, 1f);
                assertThat(numbers[at + 1]).isIn(0f, 1f);
                marks[step < steps / 2 ? 0 : 1] += (int) numbers[at + 1];
                sum += numbers[at] * numbers[at + 1];
            }
            assertThat(marks).containsExactly(1, 1);
            assertThat(all.targets().floats()[sample]).isCloseTo((float) sum, within(1e-6f));
        }
    }

    /** The variance of the sum of two uniform numbers is 1/6; its estimate from 20,000 has the deviation 0.0015. */
    @Test
    void guessingTheMeanCostsTheBaseline() {
        float[] sums = Sequences.adding(20_000, 10, 2).all().targets().floats();
        double squares = 0;
        for (float sum : sums) {
            squares += (sum - 1) * (sum - 1);
        }
        assertThat(squares / sums.length).isCloseTo(Sequences.ADDING_BASELINE, within(0.006));
    }

    @Test
    void targetsAreTheSymbolsBackwards() {
        Batch all = Sequences.reversal(100, 7, 5, 1).all();
        assertThat(all.features().shape()).isEqualTo(Shape.of(100, 7, 5));
        for (int sample = 0; sample < 100; sample++) {
            for (int place = 0; place < 7; place++) {
                int symbol = all.targets().ints()[sample * 7 + 6 - place];
                for (int i = 0; i < 5; i++) {
                    assertThat(all.features().floats()[(sample * 7 + place) * 5 + i])
                            .isEqualTo(i == symbol ? 1f : 0f);
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameAndFreshOnesAreOthers() {
        NDArray once = Sequences.adding(5, 10, 3).all().features();
        assertThat(Sequences.adding(5, 10, 3).all().features().sameBits(once)).isTrue();
        assertThat(Sequences.addingFresh(5, 10, 3).all().features().sameBits(once))
                .isFalse();
        NDArray symbols = Sequences.reversal(5, 10, 4, 3).all().features();
        assertThat(Sequences.reversal(5, 10, 4, 3).all().features().sameBits(symbols))
                .isTrue();
        assertThat(Sequences.reversalFresh(5, 10, 4, 3).all().features().sameBits(symbols))
                .isFalse();
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> Sequences.adding(1, 1, 1)).hasMessageContaining("2 steps");
        assertThatThrownBy(() -> Sequences.reversal(0, 1, 2, 1)).hasMessageContaining("0 of 1");
        assertThatThrownBy(() -> Sequences.reversal(1, 1, 1, 1)).hasMessageContaining("two classes");
    }
}
