package hillock.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The generators against their formulas. */
class GeneratorsTest {
    @Test
    void xorIsItsTruthTable() {
        Batch table = Xor.table().all();
        assertThat(table.features().floats()).containsExactly(0, 0, 0, 1, 1, 0, 1, 1);
        assertThat(table.targets().ints()).containsExactly(0, 1, 1, 0);
    }

    @Test
    void quadrantsAreLabelledByTheirSigns() {
        Batch points = Xor.quadrants(1000, 1).all();
        float[] at = points.features().floats();
        int ones = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(at[2 * i]).isBetween(-1f, 1f);
            assertThat(points.targets().ints()[i]).isEqualTo(at[2 * i] * at[2 * i + 1] < 0 ? 1 : 0);
            ones += points.targets().ints()[i];
        }
        assertThat(ones).isBetween(436, 564);
    }

    @Test
    void playgroundSpiralFollowsItsFormula() {
        int n = 100;
        Batch points = Spiral.playground(n, 0, 1).all();
        float[] at = points.features().floats();
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < n; i++) {
                int row = label * n + i;
                double r = (double) i / n * 5;
                double t = 1.75 * i / n * 2 * Math.PI + label * Math.PI;
                assertThat(at[2 * row]).isCloseTo((float) (r * Math.sin(t)), within(1e-6f));
                assertThat(at[2 * row + 1]).isCloseTo((float) (r * Math.cos(t)), within(1e-6f));
                assertThat(points.targets().ints()[row]).isEqualTo(label);
            }
        }
    }

    @Test
    void freshPointsLieOnTheSameArms() {
        Batch points = Spiral.playgroundFresh(500, 0, 1).all();
        float[] at = points.features().floats();
        for (int row = 0; row < 1000; row++) {
            double u = Math.hypot(at[2 * row], at[2 * row + 1]) / 5;
            double t = 3.5 * Math.PI * u + points.targets().ints()[row] * Math.PI;
            assertThat(at[2 * row]).isCloseTo((float) (5 * u * Math.sin(t)), within(1e-5f));
            assertThat(at[2 * row + 1]).isCloseTo((float) (5 * u * Math.cos(t)), within(1e-5f));
        }
    }

    @Test
    void noiseStaysInItsBounds() {
        float[] clean = Spiral.playground(50, 0, 1).all().features().floats();
        float[] noisy = Spiral.playground(50, 0.5, 1).all().features().floats();
        float greatest = 0;
        for (int i = 0; i < clean.length; i++) {
            greatest = Math.max(greatest, Math.abs(noisy[i] - clean[i]));
        }
        assertThat(greatest).isBetween(0.45f, 0.5001f);
    }

    @Test
    void convnetSpiralStaysNearItsFormula() {
        int n = 100;
        Batch points = Spiral.convnet(n, 3).all();
        float[] at = points.features().floats();
        for (int label = 0; label < 2; label++) {
            for (int i = 50; i < n; i++) {
                int row = label * n + i;
                double r = Math.hypot(at[2 * row], at[2 * row + 1]);
                assertThat(r).isCloseTo(5.0 * i / n, within(0.1001));
                double t = 1.25 * i / n * 2 * Math.PI + label * Math.PI;
                double difference = Math.IEEEremainder(Math.atan2(at[2 * row], at[2 * row + 1]) - t, 2 * Math.PI);
                assertThat(difference).isCloseTo(0, within(0.1001));
            }
        }
    }

    @Test
    void trainingAndTestPointsAreOthers() throws IOException {
        for (BuiltIn data : BuiltIn.generated()) {
            Split split = data.load(1);
            assertThat(split.train().task()).isEqualTo(data.task());
            assertThat(split.train().fingerprint())
                    .isEqualTo(data.load(1).train().fingerprint());
            if (!data.description().contains("The test set is the same")) {
                assertThat(split.test()
                                .batch(1)
                                .features()
                                .sameBits(split.train().batch(1).features()))
                        .isFalse();
            }
            assertThat(BuiltIn.named(data.name())).isPresent();
        }
        assertThat(BuiltIn.named("spirl")).isEmpty();
    }
}
