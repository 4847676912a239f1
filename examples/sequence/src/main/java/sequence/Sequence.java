package sequence;

import hillock.array.NDArray;
import hillock.array.Shape;
import hillock.data.Dataset;
import hillock.data.Task;
import hillock.network.Dense;
import hillock.network.Last;
import hillock.network.Loss;
import hillock.network.Lstm;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Schedule;
import hillock.train.Trainer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A recurrent network that remembers: of a sequence of numbers it has to add the two that are marked, however far apart
 * they stand (Hochreiter and Schmidhuber, 1997).
 */
public final class Sequence {
    private static final int STEPS = 20;

    private Sequence() {}

    /** Sequences of (number, mark) pairs, [samples, STEPS, 2], and the sums of the two marked numbers, [samples, 1]. */
    private static Dataset sequences(int samples, RandomGenerator dice) {
        float[] values = new float[samples * STEPS * 2];
        float[] sums = new float[samples];
        for (int sample = 0; sample < samples; sample++) {
            int first = dice.nextInt(STEPS / 2);
            int second = STEPS / 2 + dice.nextInt(STEPS / 2);
            for (int step = 0; step < STEPS; step++) {
                float number = dice.nextFloat();
                boolean marked = step == first || step == second;
                values[(sample * STEPS + step) * 2] = number;
                values[(sample * STEPS + step) * 2 + 1] = marked ? 1 : 0;
                sums[sample] += marked ? number : 0;
            }
        }
        return Dataset.of(
                NDArray.of(Shape.of(samples, STEPS, 2), values),
                NDArray.of(Shape.of(samples, 1), sums),
                Task.regression(List.of("sum")));
    }

    /** Trains, and tries the network on new sequences. */
    public static void main(String[] arguments) {
        RandomGenerator dice = new SplittableRandom(1);
        Dataset train = sequences(4000, dice);
        Dataset test = sequences(1000, dice);
        var net = Sequential.of(Lstm.of(2, 24), Last.of(), Dense.of(24, 1));
        Loss loss = Loss.squaredError(1);
        var result = Trainer.of(net, loss, Adam.of(Schedule.cosine(1e-2)))
                .seed(1)
                .fit(train, Epochs.of(15));
        double error = Evaluation.of(result.model(), loss, test).rmse().orElseThrow();
        IO.println("off by %.3f; guessing the mean would be off by 0.408".formatted(error));
    }
}
