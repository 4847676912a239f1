package ownlayer;

import hillock.Tensor;
import hillock.array.DType;
import hillock.array.TensorType;
import hillock.data.BuiltIn;
import hillock.data.Split;
import hillock.io.Safetensors;
import hillock.network.Dense;
import hillock.network.Fan;
import hillock.network.Initializer;
import hillock.network.Layer;
import hillock.network.Loss;
import hillock.network.Models;
import hillock.network.Parameter;
import hillock.network.Pass;
import hillock.network.Sequential;
import hillock.train.Adam;
import hillock.train.Epochs;
import hillock.train.Evaluation;
import hillock.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A layer of your own: units that answer to a place instead of a side. Its formula is all there is to write;
 * gradients, first values, training and files follow from it.
 */
public final class OwnLayer {
    private OwnLayer() {}

    /**
     * Radial basis units, {@code exp(-|x - c|^2 e^s)}: [samples, inputs] gives [samples, units].
     *
     * @param centres {@code c}, [units, inputs]
     * @param sharpness {@code s}, [units]
     */
    public record Radial(Parameter centres, Parameter sharpness) implements Layer {
        /** Units with centres spread over the inputs of standardised data. */
        public static Radial of(int inputs, int units) {
            Fan fan = Fan.of(inputs, units);
            return new Radial(
                    Parameter.weight(TensorType.of(DType.FLOAT32, units, inputs), fan, Initializer.normal(0, 1)),
                    Parameter.weight(TensorType.of(DType.FLOAT32, units), fan, Initializer.zeros()));
        }

        @Override
        public Tensor apply(Tensor x, Pass pass) {
            int samples = x.shape().dimension(0);
            int inputs = x.shape().dimension(1);
            // [samples, 1, inputs] against [units, inputs]: every sample's distance from every centre.
            Tensor difference = x.reshape(samples, 1, inputs).sub(centres.tensor());
            Tensor distance = difference.square().sum(2);
            return distance.mul(sharpness.tensor().exp()).neg().exp();
        }
    }

    private static Sequential network() {
        return Sequential.of(Radial.of(2, 12), Dense.of(12, 1));
    }

    /** Trains, writes the weights to a file and reads them into a new network. */
    public static void main(String[] arguments) throws IOException {
        Split data = BuiltIn.named("circles").orElseThrow().load(1);
        var result = Trainer.of(network(), Loss.binaryCrossEntropy(), Adam.of(0.02))
                .seed(1)
                .fit(data.train(), Epochs.of(30));
        Path file = Files.createTempFile("radial", ".safetensors");
        Safetensors.write(file, Models.values(result.model()), Map.of());

        Sequential again = Models.withValues(network(), Safetensors.read(file).tensors());
        Files.delete(file);
        IO.println(Evaluation.of(again, Loss.binaryCrossEntropy(), data.test()));
    }
}
