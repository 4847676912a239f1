package hillock.train;

import static org.assertj.core.api.Assertions.assertThat;

import hillock.array.NDArray;
import hillock.data.Batch;
import hillock.data.Dataset;
import hillock.data.Sequences;
import hillock.network.Activation;
import hillock.network.Dense;
import hillock.network.Elman;
import hillock.network.Last;
import hillock.network.Layer;
import hillock.network.LayerNorm;
import hillock.network.LearntPositions;
import hillock.network.Loss;
import hillock.network.Lstm;
import hillock.network.MultiHeadAttention;
import hillock.network.Recurrent;
import hillock.network.Residual;
import hillock.network.Sequential;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What recurrent layers and attention are for: memory over many steps, and looking at other places. */
class SequenceLearningTest {
    /** The mean squared error of a recurrent layer of 32 on new sequences of the adding problem. */
    private static double addingError(Recurrent layer, int steps, int epochs) {
        Sequential net = Sequential.of(layer, Last.of(), Dense.of(layer.hidden(), 1));
        Layer trained = Trainer.of(net, Loss.squaredError(1), Adam.of(0.01))
                .seed(1)
                .batchSize(50)
                .fit(Sequences.adding(5000, steps, 1), Epochs.of(epochs))
                .model();
        return Evaluation.of(trained, Loss.squaredError(1), Sequences.addingFresh(1000, steps, 1))
                .loss();
    }

    /** Over 100 steps the LSTM adds, and the simple network of the same size and budget still guesses the mean. */
    @Test
    @Tag("thorough")
    void theLstmRemembersOverAHundredSteps() {
        assertThat(addingError(Lstm.of(2, 32), 100, 15)).isLessThan(0.01);
        assertThat(addingError(Elman.of(2, 32), 100, 15)).isGreaterThan(0.9 * Sequences.ADDING_BASELINE);
    }

    /** The same over 20 steps, quickly. */
    @Test
    void theLstmRemembersOverAFewSteps() {
        assertThat(addingError(Lstm.of(2, 24), 20, 4)).isLessThan(0.02);
    }

    /** A block of a transformer (Xiong and others, 2020): normalised before attention and before two dense layers. */
    private static Sequential block(int width, int heads) {
        return Sequential.of(
                Residual.of(Sequential.of(LayerNorm.of(width), MultiHeadAttention.of(width, heads))),
                Residual.of(Sequential.of(
                        LayerNorm.of(width),
                        Dense.of(width, 2 * width),
                        Activation.named("gelu"),
                        Dense.of(2 * width, width))));
    }

    /** Attention learns which place to look at; new sequences are copied backwards without a mistake. */
    @Test
    void attentionCopiesASequenceBackwards() {
        int length = 10;
        int symbols = 8;
        Sequential net = Sequential.of(
                Dense.of(symbols, 32), LearntPositions.of(length, 32), block(32, 2), Dense.of(32, symbols));
        Layer trained = Trainer.of(net, Loss.crossEntropy(), Adam.of(0.01))
                .seed(1)
                .batchSize(64)
                .fit(Sequences.reversal(6400, length, symbols, 1), Epochs.of(2))
                .model();
        Dataset fresh = Sequences.reversalFresh(1000, length, symbols, 1);
        Batch test = fresh.all();
        NDArray outputs = Predictor.of(trained, fresh.task()).outputs(test.features());
        int exact = 0;
        for (int sample = 0; sample < fresh.size(); sample++) {
            boolean right = true;
            for (int place = 0; place < length; place++) {
                int at = sample * length + place;
                int greatest = 0;
                for (int symbol = 1; symbol < symbols; symbol++) {
                    if (outputs.getDouble(at * symbols + symbol) > outputs.getDouble(at * symbols + greatest)) {
                        greatest = symbol;
                    }
                }
                right &= test.targets().ints()[at] == greatest;
            }
            exact += right ? 1 : 0;
        }
        assertThat(exact).isGreaterThanOrEqualTo(990);
        assertThat(Evaluation.of(trained, Loss.crossEntropy(), fresh).accuracy().orElseThrow())
                .isGreaterThan(0.999);
    }
}
