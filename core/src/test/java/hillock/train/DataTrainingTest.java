package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.data.Dataset;
import hillock.data.Feature;
import hillock.data.Split;
import hillock.data.TableDataset;
import hillock.data.TableSplit;
import hillock.data.Target;
import hillock.data.Windows;
import hillock.network.Activation;
import hillock.network.Loss;
import hillock.network.Sequential;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists of objects and series in time go through the trainer. */
class DataTrainingTest {
    private enum Job {
        COOK,
        SMITH,
        PILOT
    }

    private record Person(@Nullable Double age, Job job, boolean member, boolean buys, double pays) {}

    private static List<Person> people() {
        Random random = new Random(1);
        return IntStream.range(0, 600)
                .mapToObj(_ -> {
                    double age = 20 + 50 * random.nextDouble();
                    Job job = Job.values()[random.nextInt(3)];
                    boolean member = random.nextBoolean();
                    boolean known = random.nextInt(10) > 0;
                    boolean buys = job == Job.PILOT || job == Job.COOK && known && age > 45;
                    double pays = 10_000 + 1000 * (member ? 5 : 0) + 100 * age * (job == Job.SMITH ? 2 : 1);
                    return new Person(known ? age : null, job, member, buys, pays);
                })
                .toList();
    }

    private static Evaluation trained(Split parts, Loss loss, int epochs) {
        var network = Sequential.perceptron(
                parts.train().sampleType().shape(),
                List.of(32),
                Activation.relu(),
                0,
                parts.train().task().outputs());
        var result = Trainer.of(network, loss, Adam.of(0.01)).seed(1).fit(parts.train(), Epochs.of(epochs));
        return Evaluation.of(result.model(), loss, parts.test());
    }

    @Test
    void aListOfObjectsIsLearntFrom() {
        TableDataset data = Dataset.of(
                people(),
                Feature.numeric("age", Person::age),
                Feature.category("job", Person::job),
                Feature.truth("member", Person::member),
                Target.of("buys", Person::buys));
        TableSplit parts = data.divide(0.25, 1);
        assertThat(data.featureNames())
                .containsExactly("age", "age missing", "job=COOK", "job=PILOT", "job=SMITH", "member");
        // A rule without noise.
        assertThat(trained(parts.split(), Loss.binaryCrossEntropy(), 30)
                        .accuracy()
                        .orElseThrow())
                .isGreaterThan(0.95);
    }

    @Test
    void anAmountInItsOwnUnitsIsLearnt() {
        TableSplit parts = Dataset.of(
                        people(),
                        Feature.numeric("age", Person::age),
                        Feature.category("job", Person::job),
                        Feature.truth("member", Person::member),
                        Target.of("pays", Person::pays))
                .divide(0.25, 1);
        double error = trained(parts.split(), Loss.squaredError(1), 60).score();
        // In units of the target; a tenth of the rows do not tell the age, which alone is half of it.
        assertThat(error).isLessThan(0.3 * parts.encoder().targetDeviation());
        assertThat(parts.encoder().restore(0)).isBetween(15_000.0, 25_000.0);
    }

    @Test
    void aSeriesIsContinued() {
        float[] wave = new float[600];
        for (int t = 0; t < wave.length; t++) {
            wave[t] = (float) (Math.sin(0.3 * t) + 0.5 * Math.sin(0.11 * t));
        }
        Split parts = Windows.of(16).horizon(3).split(NDArray.of(wave), 0.25);
        // A sum of two sines obeys a linear recurrence of four values.
        assertThat(trained(parts, Loss.squaredError(1), 40).score()).isLessThan(0.05);
    }
}
