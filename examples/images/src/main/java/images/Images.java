package images;

import hillock.data.BuiltIn;
import hillock.data.Split;
import hillock.network.Activation;
import hillock.network.Conv;
import hillock.network.Dense;
import hillock.network.Flatten;
import hillock.network.Loss;
import hillock.network.MaxPool;
import hillock.network.Reshape;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Schedule;
import hillock.train.Trainer;
import java.io.IOException;

/** A small convolutional network that tells digits apart, which are drawn as distorted strokes of 28 x 28 pixels. */
public final class Images {
    private Images() {}

    /** Trains, and tries the network on digits it has not seen. */
    public static void main(String[] arguments) throws IOException {
        Split data = BuiltIn.named("glyphs").orElseThrow().load(1);
        var net = Sequential.of(
                Reshape.of(1, 28, 28), // channels, height, width
                Conv.of2d(1, 8, 5),
                Activation.relu(),
                MaxPool.of2d(2),
                Conv.of2d(8, 16, 5),
                Activation.relu(),
                MaxPool.of2d(2),
                Flatten.of(),
                Dense.of(16 * 4 * 4, 10));
        Loss loss = Loss.crossEntropy();
        var result = Trainer.of(net, loss, Adam.of(Schedule.cosine(2e-3)))
                .seed(1)
                .batchSize(64)
                .onEpoch(IO::println)
                .fit(data.train(), Epochs.of(2));
        IO.println(Evaluation.of(result.model(), loss, data.test()));
    }
}
